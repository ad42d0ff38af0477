// SPDX-License-Identifier: GPL-3.0-or-later
// What charts of a sweep call a parameter or a metric: its path, and of an effect of a channel, whose path is
// long and without a unit, what it does: "Russia.disagreement at sanctions = full force, added (utility)". A
// label that is too long for a line goes on two, or loses the middle of its path, but never its unit.
#include "output/chart_text.h"
#include "output/lines.h"
#include "scenario/parameters.h"
#include "sweep/charts_kinds.h"
#include <string.h>

// leverage.CHANNEL.effects.TARGET.KIND.LEVEL in pieces; no name holds a dot.
struct effect_path {
    const char *channel, *target, *kind, *level;
    int channel_bytes, target_bytes, kind_bytes;
};

static const char *dot_before(const char *begin, const char *end) {
    while (end > begin && *--end != '.')
        continue;
    return end;
}

static bool effect_split(const char *path, struct effect_path *effect) {
    static const char leverage[] = "leverage.", effects[] = ".effects.";
    if (strncmp(path, leverage, sizeof leverage - 1) != 0) return false;
    effect->channel = path + sizeof leverage - 1;
    const char *end = strchr(effect->channel, '.');
    if (!end || strncmp(end, effects, sizeof effects - 1) != 0) return false;
    effect->channel_bytes = (int)(end - effect->channel);
    effect->target = end + sizeof effects - 1;
    const char *level = dot_before(effect->target, path + strlen(path));
    const char *kind = dot_before(effect->target, level);
    if (kind <= effect->target) return false;
    effect->target_bytes = (int)(kind - effect->target);
    effect->kind = kind + 1;
    effect->kind_bytes = (int)(level - effect->kind);
    effect->level = level + 1;
    return true;
}

static bool is_kind(const struct effect_path *effect, const char *kind) {
    return strlen(kind) == (size_t)effect->kind_bytes && strncmp(effect->kind, kind, strlen(kind)) == 0;
}

void path_words(const char *path, struct text *out) {
    struct effect_path effect;
    if (!effect_split(path, &effect)) {
        text_append(out, "%s", path);
        return;
    }
    text_append(out, "%.*s at %.*s = %s%s", effect.target_bytes, effect.target, effect.channel_bytes,
                effect.channel, effect.level,
                is_kind(&effect, "add")     ? ", added"
                : is_kind(&effect, "scale") ? ", as a factor"
                                            : "");
}

// The unit of the row whose key is what the target's path ends with; NULL if there is none.
static const char *unit_in(const struct parameter_row *rows, size_t count, const char *target, size_t bytes) {
    for (size_t k = 0; k < count; k++) {
        size_t length = strlen(rows[k].key);
        if (length <= bytes && strncmp(target + bytes - length, rows[k].key, length) == 0 &&
            (length == bytes || target[bytes - length - 1] == '.'))
            return rows[k].unit;
    }
    return NULL;
}

const char *path_unit(const char *path, const char *unit) {
    struct effect_path effect;
    if ((unit && *unit) || !effect_split(path, &effect) || !is_kind(&effect, "add")) return unit ? unit : "";
    size_t bytes = (size_t)effect.target_bytes;
    const char *of_party = unit_in(party_rows, party_row_count, effect.target, bytes);
    const char *of_talks = unit_in(scenario_rows, scenario_row_count, effect.target, bytes);
    return of_party ? of_party : of_talks ? of_talks : "";
}

// The words, without their middle where they are too long, and the unit.
static void line_append(struct text *out, const char *words, const char *unit, size_t width) {
    size_t taken = *unit ? columns_count(unit, strlen(unit)) + 3 : 0;
    name_shorten(out, words, width > taken + 8 ? width - taken : 8);
    if (*unit) text_append(out, " (%s)", unit);
}

size_t label_lines(struct text *out, const char *variable, const char *path, const char *unit, size_t width,
                   size_t most) {
    struct text words = {0}, label = {0};
    path_words(path, &words);
    unit = path_unit(path, unit);
    const char *rest = words.data ? words.data : "";
    size_t lines = 1, taken = *unit ? columns_count(unit, strlen(unit)) + 3 : 0;
    if (most > 1 && columns_count(rest, strlen(rest)) + taken > width) {
        size_t bytes = line_break(rest, width, &rest);
        text_append_bytes(&label, words.data, bytes);
        text_append(&label, "\n");
        lines = 2;
    }
    if (lines == 2 && !*rest)
        text_append(&label, "(%s)", unit);
    else
        line_append(&label, rest, unit, width);
    out->failed = out->failed || words.failed;
    variable_string(out, variable, text_take(&label));
    text_free(&words);
    return lines;
}

void label_variable(struct text *out, const char *variable, const char *path, const char *unit,
                    size_t width) {
    label_lines(out, variable, path, unit, width, 1);
}
