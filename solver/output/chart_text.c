// SPDX-License-Identifier: GPL-3.0-or-later
// Text of charts: how names are quoted and how they are made to fit. A string of a script stands in single
// quotes, where gnuplot expands nothing; fields of a .dat file stand in double quotes, which no name holds.
#include "output/chart_text.h"
#include "output/lines.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_LINES = 3, NOTE_LINES = 6, TOGETHER_MOST = 70, NUMBER_MOST = 8 };
static const double NOTE_LETTER = 0.148; // centimetres, on average

// Text as a gnuplot expression: '...' with quotes and newlines joined on as .quote. and .newline. and control
// characters as blanks. (gnuplot 5.4 misreads a doubled quote at the beginning of a string, and takes @name
// for a macro on a line where a single quote stands between double quotes.)
static void append_string(struct text *out, const char *s) {
    text_append(out, "'");
    for (; *s; s++) {
        if (*s == '\n')
            text_append(out, "'.newline.'");
        else if (*s == '\'')
            text_append(out, "'.quote.'");
        else
            text_append_bytes(out, (unsigned char)*s < 0x20 || *s == 0x7F ? " " : s, 1);
    }
    text_append(out, "'");
}

// s broken to lines of `width` columns; what does not fit on `most` lines is left out, with an ellipsis.
char *text_wrap(const char *s, size_t width, size_t most) {
    struct text out = {0};
    text_append(&out, "%s", "");
    for (size_t line = 1; *s && line <= most; line++) {
        const char *rest;
        size_t bytes = line_break(s, line == most ? width - 1 : width, &rest);
        text_append(&out, "%s", line > 1 ? "\n" : "");
        text_append_bytes(&out, s, bytes);
        s = rest;
    }
    text_append(&out, "%s", *s ? "…" : "");
    return text_take(&out);
}

void variable_string(struct text *out, const char *variable, char *owned) {
    text_append(out, "%s = ", variable);
    append_string(out, owned ? owned : "");
    text_append(out, "\n");
    out->failed = out->failed || !owned;
    free(owned);
}

// Words that are to stay on one line, unless there are too many of them.
static void together_append(const struct text *words, struct text *out) {
    bool few = words->data && columns_count(words->data, words->length) <= TOGETHER_MOST;
    for (const char *c = words->data ? words->data : ""; *c; c++)
        if (few && *c == ' ')
            text_append(out, "\u00A0");
        else
            text_append_bytes(out, c, 1);
    out->failed = out->failed || words->failed;
}

// A distribution with numbers of four digits: what is read back exactly is too long for a note.
static void distribution_append(const char *words, size_t length, struct text *out) {
    for (size_t k = 0; k < length;) {
        bool begins = k > 0 && strchr("(:, [", words[k - 1]) && strchr("-.0123456789", words[k]);
        size_t digits = begins ? strspn(words + k, "-+.e0123456789") : 0;
        char *end = NULL;
        double number = digits > NUMBER_MOST ? strtod(words + k, &end) : 0;
        if (end == words + k + digits)
            text_append(out, "%.4g", number);
        else
            text_append_bytes(out, words + k, digits = digits > 0 ? digits : 1);
        k += digits;
    }
}

void note_parameter(struct text *note, const char *path, const char *unit, const char *distribution,
                    size_t length, const char *end) {
    struct text words = {0};
    text_append(&words, "%s", path);
    if (unit && *unit) text_append(&words, " (%s)", unit);
    if (length > 0) text_append(&words, " ~ ");
    distribution_append(distribution, length, &words);
    text_append(&words, "%s", end);
    together_append(&words, note);
    text_free(&words);
}

void note_variables(struct text *out, const char *note, double width) {
    char *wrapped = note ? text_wrap(note, (size_t)(width / NOTE_LETTER), NOTE_LINES) : NULL;
    size_t lines = 1;
    for (const char *c = wrapped; c && *c; c++)
        lines += *c == '\n';
    text_append(out, "note_lines = %zu\n", lines);
    variable_string(out, "sample_note", wrapped);
}

char *name_on_line(const char *s, size_t width) {
    struct text out = {0};
    name_shorten(&out, s, width);
    return text_take(&out);
}

static size_t lines_needed(const char *s, size_t width) {
    size_t lines = 0;
    for (const char *rest = s; *rest; lines++)
        line_break(rest, width, &rest);
    return lines;
}

// A name on up to LABEL_LINES lines; of a long one the middle goes first, since names tend to differ at
// either end.
char *name_on_lines(const char *s, size_t width) {
    char *name = name_on_line(s, width * 5 / 2);
    for (size_t columns = width * 5 / 2; name && lines_needed(name, width) > LABEL_LINES; columns--) {
        free(name);
        name = name_on_line(s, columns - 1);
    }
    char *lines = name ? text_wrap(name, width, LABEL_LINES) : NULL;
    free(name);
    return lines;
}

// The words at either end that name and s have in common, no more than `ends`.
struct ends ends_shared(const char *name, const char *s, struct ends ends) {
    size_t length = strlen(name), other = strlen(s), least = length < other ? length : other;
    size_t head = 0, tail = 0;
    while (head < ends.head && head < least && s[head] == name[head])
        head++;
    while (head > 0 && name[head - 1] != ' ')
        head--;
    while (tail < ends.tail && tail < least - head && s[other - tail - 1] == name[length - tail - 1])
        tail++;
    while (tail > 0 && name[length - tail] != ' ')
        tail--;
    return (struct ends){head, tail};
}

// A name that is too long for `width`, with an ellipsis for words that it shares with all others of its
// group: "niveau … 17". The first of them stay, as many as fit; it may still be too long.
static char *without_ends(const char *s, size_t width, struct ends ends) {
    struct text out = {0};
    size_t length = strlen(s), middle = length - ends.head - ends.tail;
    size_t taken = columns_count(s + ends.head, middle) + (ends.tail > 0 ? 5 : 3);
    const char *rest;
    if (columns_count(s, length) <= width || ends.head + ends.tail == 0) {
        text_append(&out, "%s", s);
        return text_take(&out);
    }
    size_t first = strcspn(s, " "), kept = taken < width ? line_break(s, width - taken, &rest) : first;
    if (kept < first) kept = first;
    if (kept + 1 >= ends.head) kept = ends.head;
    text_append_bytes(&out, s, kept);
    text_append(&out, "%s", kept < ends.head ? " … " : "");
    text_append_bytes(&out, s + ends.head, middle);
    text_append(&out, "%s", ends.tail > 0 ? " …" : "");
    return text_take(&out);
}

void variable_name(struct text *out, const char *variable, const char *s, struct ends ends,
                   char *(*fit)(const char *s, size_t width), size_t width) {
    char *name = without_ends(s, fit == name_on_lines ? width * 2 : width, ends);
    variable_string(out, variable, name ? fit(name, width) : NULL);
    free(name);
}

// A quoted field of a .dat file. Names hold no double quote.
void data_name(struct text *out, const char *s) {
    text_append(out, "\"");
    for (; *s; s++)
        text_append_bytes(out, (unsigned char)*s < 0x20 || *s == 0x7F ? " " : s, 1);
    text_append(out, "\"");
}

void data_number(struct text *out, double value) {
    if (isfinite(value))
        text_append(out, "\t%.17g", value + 0.0);
    else
        text_append(out, "\tNaN");
}
