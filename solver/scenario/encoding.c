// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8 as RFC 3629 defines it: the shortest form only, no surrogates, nothing above 10FFFF. Scenario files
// are checked here before the YAML parser sees them. Does not convert from other encodings.
#include "scenario/encoding.h"
#include <string.h>

size_t utf8_decode(const char *text, size_t length, uint32_t *code) {
    if (length == 0) return 0;
    unsigned char first = (unsigned char)text[0];
    size_t size = first < 0x80   ? 1
                  : first < 0xc2 ? 0
                  : first < 0xe0 ? 2
                  : first < 0xf0 ? 3
                  : first < 0xf5 ? 4
                                 : 0;
    if (size == 0 || size > length) return 0;
    uint32_t point = size == 1 ? first : first & (0x7fu >> size);
    for (size_t k = 1; k < size; k++) {
        unsigned char next = (unsigned char)text[k];
        if ((next & 0xc0) != 0x80) return 0;
        point = point << 6 | (next & 0x3fu);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    bool surrogate = point >= 0xd800 && point <= 0xdfff;
    if (point < least[size] || surrogate || point > 0x10ffff) return 0;
    *code = point;
    return size;
}

void utf8_append(uint32_t code, struct text *out) {
    char bytes[4];
    size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned first[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t k = size; k-- > 1; code >>= 6)
        bytes[k] = (char)(0x80 | (code & 0x3f));
    bytes[0] = (char)(first[size] | code);
    text_append_bytes(out, bytes, size);
}

static bool is_control(uint32_t code) {
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

// One character: its size if valid and allowed, else 0.
static size_t clean_character(const char *text, size_t length, const char *allowed, uint32_t *code) {
    size_t size = utf8_decode(text, length, code);
    if (size == 0) return 0;
    bool refused = is_control(*code) && (*code == 0 || *code >= 0x80 || !strchr(allowed, (int)*code));
    return refused ? 0 : size;
}

bool utf8_is_clean(const char *text, size_t length, const char *allowed) {
    uint32_t code;
    for (size_t at = 0, size; at < length; at += size)
        if ((size = clean_character(text + at, length - at, allowed, &code)) == 0) return false;
    return true;
}

static void encoding_fault(const char *text, size_t length, struct mark mark, struct errors *errors) {
    uint32_t code;
    unsigned byte = (unsigned char)text[0];
    if (byte == 0)
        errors_add(errors, PARLEY_INPUT, mark, "a NUL byte: scenario files are plain UTF-8 text");
    else if (utf8_decode(text, length, &code) > 0)
        errors_add(errors, PARLEY_INPUT, mark,
                   "a control character (U+%04X): scenario files are plain UTF-8 text", (unsigned)code);
    else
        errors_add(errors, PARLEY_INPUT, mark, "byte 0x%02X is not valid UTF-8: save the file as UTF-8",
                   byte);
}

bool encoding_check(const char *text, size_t length, struct errors *errors) {
    bool clean = true, reported = false;
    struct mark mark = {1, 1};
    for (size_t at = 0; at < length;) {
        uint32_t code = 0;
        size_t size = clean_character(text + at, length - at, "\t\n\r", &code);
        if (size == 0) {
            if (!reported) encoding_fault(text + at, length - at, mark, errors);
            clean = false;
            reported = true;
            size = 1;
            code = 0;
        }
        bool pair = code == '\r' && at + 1 < length && text[at + 1] == '\n';
        if (code == '\n' || (code == '\r' && !pair)) {
            mark = (struct mark){mark.line + 1, 1};
            reported = false;
        } else {
            mark.column++;
        }
        at += size;
    }
    return clean;
}
