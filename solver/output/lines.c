// SPDX-License-Identifier: GPL-3.0-or-later
// Text on lines of limited width. Widths follow the East Asian Width property of the Unicode standard (annex
// 11) for the blocks in common use; bidirectional text and grapheme clusters are not treated.
#include "output/lines.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// One character of UTF-8; its length in bytes, 0 if it is malformed.
static size_t decode(const char *s, uint32_t *code) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *u = (const unsigned char *)s;
    size_t length = u[0] < 0x80 ? 1 : u[0] >> 5 == 6 ? 2 : u[0] >> 4 == 14 ? 3 : u[0] >> 3 == 30 ? 4 : 0;
    if (length == 0) return 0;
    uint32_t value = length == 1 ? u[0] : u[0] & (0x7Fu >> length);
    for (size_t k = 1; k < length; k++) {
        if (u[k] >> 6 != 2) return 0;
        value = value << 6 | (u[k] & 0x3Fu);
    }
    bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < least[length] || value > 0x10FFFF || surrogate) return 0;
    *code = value;
    return length;
}

static size_t code_columns(uint32_t code) {
    static const uint32_t none[][2] = {{0x300, 0x36F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}};
    static const uint32_t wide[][2] = {{0x1100, 0x115F}, {0x2E80, 0xA4CF},   {0xAC00, 0xD7A3},
                                       {0xF900, 0xFAFF}, {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
                                       {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};
    for (size_t k = 0; k < sizeof none / sizeof *none; k++)
        if (code >= none[k][0] && code <= none[k][1]) return 0;
    for (size_t k = 0; k < sizeof wide / sizeof *wide; k++)
        if (code >= wide[k][0] && code <= wide[k][1]) return 2;
    return 1;
}

// Length in bytes of the character at s and the columns it takes; a malformed byte counts as one of each.
static size_t step(const char *s, size_t *columns) {
    uint32_t code = 0;
    size_t length = decode(s, &code);
    *columns = length > 0 ? code_columns(code) : 1;
    return length > 0 ? length : 1;
}

size_t columns_count(const char *s, size_t bytes) {
    size_t total = 0, columns;
    for (size_t k = 0; k < bytes; total += columns)
        k += step(s + k, &columns);
    return total;
}

static const char *skip_spaces(const char *s) {
    while (*s == ' ')
        s++;
    return s;
}

size_t line_break(const char *s, size_t width, const char **rest) {
    size_t end = 0, space = 0, used = 0, columns;
    while (s[end] && s[end] != '\n') {
        size_t length = step(s + end, &columns);
        if (used + columns > width && end > 0) break;
        if (s[end] == ' ') space = end;
        used += columns;
        end += length;
    }
    if (s[end] == '\0' || s[end] == '\n') {
        *rest = s[end] ? s + end + 1 : s + end;
        return end;
    }
    if (s[end] != ' ' && space > 0) end = space;
    *rest = skip_spaces(s + end);
    while (end > 0 && s[end - 1] == ' ')
        end--;
    return end;
}

void lines_append(struct text *out, const char *s, size_t indent, size_t width) {
    while (*s) {
        const char *rest;
        size_t bytes = line_break(s, width > indent ? width - indent : 1, &rest);
        text_append(out, "%*s", bytes > 0 ? (int)indent : 0, "");
        text_append_bytes(out, s, bytes);
        text_append(out, "\n");
        s = rest;
    }
}

void lines_flush(struct text *out, struct text *from, size_t indent, size_t width) {
    bool failed = from->failed;
    char *s = text_take(from);
    if (s) lines_append(out, s, indent, width);
    out->failed = out->failed || failed;
    free(s);
}

static void append_flat(struct text *out, const char *s, size_t bytes) {
    for (size_t k = 0; k < bytes; k++)
        text_append_bytes(out, s[k] == '\n' ? " " : s + k, 1);
}

void name_shorten(struct text *out, const char *s, size_t width) {
    size_t bytes = strlen(s), columns;
    if (columns_count(s, bytes) <= width) {
        append_flat(out, s, bytes);
        return;
    }
    size_t head = 0, used = 0, tail = 0, all = columns_count(s, bytes);
    while (used < width * 3 / 5) {
        head += step(s + head, &columns);
        used += columns;
    }
    for (size_t passed = 0; all - passed + used + 1 > width; passed += columns)
        tail += step(s + tail, &columns);
    append_flat(out, s, head);
    text_append(out, "…");
    append_flat(out, s + tail, bytes - tail);
}

void text_tame(char *s) {
    for (; *s; s++) {
        unsigned char byte = (unsigned char)*s, next = (unsigned char)s[1];
        if ((byte < 0x20 && byte != '\n') || byte == 0x7F)
            *s = '?';
        else if (byte == 0xC2 && next >= 0x80 && next < 0xA0)
            s[0] = s[1] = '?';
    }
}

void text_append_utf8(struct text *out, const char *s) {
    while (*s) {
        uint32_t code;
        size_t length = decode(s, &code);
        text_append_bytes(out, length > 0 ? s : "?", length > 0 ? length : 1);
        s += length > 0 ? length : 1;
    }
}
