// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8, one character at a time.
#ifndef PARLEY_SCENARIO_ENCODING_H
#define PARLEY_SCENARIO_ENCODING_H

#include "core/error.h"
#include "core/text.h"
#include <stdbool.h>
#include <stdint.h>

// Bytes of the character that text starts with (1 to 4), its code point in *code; 0 if it is not valid UTF-8
// (overlong forms, surrogates and code points above 10FFFF are not).
size_t utf8_decode(const char *text, size_t length, uint32_t *code);

// Append one character.
void utf8_append(uint32_t code, struct text *out);

// Is every character valid, and none a control character? `allowed` names control characters that may occur.
bool utf8_is_clean(const char *text, size_t length, const char *allowed);

// Every place of a text that is not valid UTF-8, or a control character that YAML does not allow, as an
// error; one error per line at most. Returns whether there was none. Cost: O(length).
bool encoding_check(const char *text, size_t length, struct errors *errors);

#endif
