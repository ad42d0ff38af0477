// SPDX-License-Identifier: GPL-3.0-or-later
// Names of charts: made of the paths of metrics, with letters, digits, '-' and '_' alone, so that no file and
// no script has a name that a scenario could have made up to harm.
#include "sweep/charts_kinds.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { STEM_MOST = 48 };

bool chart_name_is_taken(const struct text *names, const char *name) {
    size_t length = strlen(name);
    for (const char *at = names->data; at && *at; at = strchr(at, '\n') + 1)
        if (strncmp(at, name, length) == 0 && at[length] == '\n') return true;
    return false;
}

// "value.Russia" to "value-Russia".
static void stem_make(const char *path, size_t bytes, char *stem) {
    size_t length = 0;
    for (const char *end = path + bytes; path < end && length < STEM_MOST; path++) {
        unsigned char c = (unsigned char)*path;
        if (c < 0x80 && (isalnum(c) || c == '_'))
            stem[length++] = *path;
        else if (length > 0 && stem[length - 1] != '-')
            stem[length++] = '-';
    }
    while (length > 0 && stem[length - 1] == '-')
        length--;
    stem[length] = '\0';
}

// "value-A-ge-0-5" of "value.A>=0.5".
static void claim_stem(const struct claim *claim, char *stem) {
    static const char *const signs[] = {"lt", "eq", "gt", "le", "eq", "ge"};
    struct text words = {0};
    text_append(&words, "%.*s %s %s%g", STEM_MOST - 20, claim->metric,
                signs[3 * claim->equal + claim->beyond + 1], claim->value < 0 ? "minus " : "",
                fabs(claim->value));
    stem_make(words.data ? words.data : "", words.length, stem);
    text_free(&words);
}

// "map-value-Russia"; with a number at the end if an earlier metric of the sweep would have the same name, so
// that a metric's chart has the same name whichever others are drawn.
void chart_name(const struct text *names, const struct store_layout *layout, const char *prefix,
                const struct chart_job *job, char *name, size_t size) {
    char stem[STEM_MOST + 1], other[STEM_MOST + 1];
    const struct store_metric *metric = job->metrics[0];
    bool group = job->metric_count > 1;
    size_t same = 1;
    if (job->claim)
        claim_stem(job->claim, stem);
    else
        stem_make(metric->path, group ? strcspn(metric->path, ".") : strlen(metric->path), stem);
    for (const struct store_metric *before = layout->metrics; !group && !job->claim && before < metric;
         before++) {
        stem_make(before->path, strlen(before->path), other);
        same += strcmp(stem, other) == 0;
    }
    do {
        snprintf(name, size, same > 1 ? "%s-%s-%zu" : "%s-%s", prefix, stem, same);
        same++;
    } while (chart_name_is_taken(names, name));
}
