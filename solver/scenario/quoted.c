// SPDX-License-Identifier: GPL-3.0-or-later
// Quoted scalars, YAML 1.2 sections 7.3.1 and 7.3.2: a run of blanks with n line breaks in it is a space (n =
// 1) or n - 1 line breaks; '' is a quote between single quotes; backslashes escape between double quotes, and
// one at the end of a line joins it to the next. Read from the source because the library (0.7.12) misreads
// doubled quotes and folded lines and leaks on them. Does not check what the scanner has checked.
#include "scenario/quoted.h"
#include "scenario/encoding.h"
#include <string.h>

// Length of the run of blanks and line breaks at `at`; *breaks counts the latter, \r\n once.
static size_t blanks_scan(const char *at, const char *end, size_t *breaks) {
    const char *begin = at;
    *breaks = 0;
    for (; at < end && *at && strchr(" \t\r\n", *at); at++)
        if (*at == '\n' || (*at == '\r' && at[1] != '\n')) ++*breaks;
    return (size_t)(at - begin);
}

static void breaks_append(size_t count, struct text *out) {
    while (count-- > 0)
        text_append_bytes(out, "\n", 1);
}

// `digits` hexadecimal digits as one character.
static const char *code_append(const char *at, const char *end, size_t digits, struct text *out) {
    uint32_t code = 0;
    for (; digits > 0 && at < end; digits--, at++) {
        unsigned char c = (unsigned char)*at;
        code = code << 4 | (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    utf8_append(code, out);
    return at;
}

// One escape after its backslash.
static const char *escape_append(const char *at, const char *end, struct text *out) {
    static const char letters[] = "0abtnvfre \"/\\N_LP\t";
    static const uint32_t codes[] = {0,   0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c,   0x0d,   0x1b,
                                     ' ', '"',  '/',  '\\', 0x85, 0xa0, 0x2028, 0x2029, 0x09};
    size_t breaks, blanks = blanks_scan(at, end, &breaks);
    if (breaks > 0) {
        breaks_append(breaks - 1, out);
        return at + blanks;
    }
    char letter = *at++;
    if (letter == 'x') return code_append(at, end, 2, out);
    if (letter == 'u') return code_append(at, end, 4, out);
    if (letter == 'U') return code_append(at, end, 8, out);
    const char *known = letter ? strchr(letters, letter) : NULL;
    if (known) utf8_append(codes[known - letters], out);
    return at;
}

void quoted_append(const char *at, const char *end, char quote, struct text *out) {
    while (at < end) {
        size_t breaks, blanks = blanks_scan(at, end, &breaks);
        if (breaks == 0)
            text_append_bytes(out, at, blanks);
        else if (breaks == 1)
            text_append_bytes(out, " ", 1);
        else
            breaks_append(breaks - 1, out);
        at += blanks;
        if (at == end) break;
        if (*at == '\\' && quote == '"') {
            at = escape_append(at + 1, end, out);
        } else {
            text_append_bytes(out, at, 1);
            at += *at == '\'' && quote == '\'' ? 2 : 1;
        }
    }
}
