// SPDX-License-Identifier: GPL-3.0-or-later
// Text on lines of limited width: columns taken by UTF-8 text, word wrap, shortening.
#ifndef PARLEY_OUTPUT_LINES_H
#define PARLEY_OUTPUT_LINES_H

#include "core/text.h"

// Terminal columns that `bytes` bytes of UTF-8 take (combining marks none, East Asian wide characters two).
size_t columns_count(const char *s, size_t bytes);

// Bytes of the first line when s is broken to at most `width` columns: at a newline, else at the last space
// that fits, else in the word. *rest is where the next line begins (at the final NUL when there is none).
size_t line_break(const char *s, size_t width, const char **rest);

// Append s wrapped to `width` columns, each line indented; ends with a newline. Nothing for an empty s.
void lines_append(struct text *out, const char *s, size_t indent, size_t width);

// The same with what was composed in `from`, which is then empty.
void lines_flush(struct text *out, struct text *from, size_t indent, size_t width);

// Append s, at most `width` columns of it: the middle is replaced by an ellipsis, since names tend to differ
// at either end. Newlines become spaces.
void name_shorten(struct text *out, const char *s, size_t width);

// Replace control characters other than newline by '?', in place, so that text from a file cannot steer a
// terminal.
void text_tame(char *s);
// Append s with every byte that is not part of well-formed UTF-8 replaced by '?'.
void text_append_utf8(struct text *out, const char *s);

#endif
