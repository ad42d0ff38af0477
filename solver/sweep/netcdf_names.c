// SPDX-License-Identifier: GPL-3.0-or-later
// Legal names for netCDF, as the netCDF User's Guide has them ("Permitted characters in names"): UTF-8
// without
// '/' and control characters, beginning with a letter, a digit, '_' or a character beyond ASCII, no blank at
// the end. The number of names is small, so that "is it taken?" is a plain search.
#include "sweep/netcdf_names.h"
#include "core/checked.h"
#include "core/text.h"
#include <string.h>

enum { NAME_BYTES = 200 };

// Bytes of the UTF-8 character at s, 0 if there is none. (No test for surrogates: netCDF has its own.)
static size_t utf8_bytes(const unsigned char *s) {
    size_t bytes = s[0] < 0x80 ? 1 : s[0] >= 0xC2 && s[0] < 0xE0 ? 2 : (s[0] & 0xF0) == 0xE0 ? 3 : 0;
    if (s[0] >= 0xF0 && s[0] < 0xF5) bytes = 4;
    for (size_t k = 1; k < bytes; k++)
        if ((s[k] & 0xC0) != 0x80) return 0;
    return bytes;
}

static bool may_begin(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c >= 0x80;
}

static void name_legal(const char *path, struct text *out) {
    const unsigned char *s = (const unsigned char *)path;
    if (!may_begin(s[0]) || utf8_bytes(s) == 0) text_append_bytes(out, "_", 1);
    while (*s && out->length < NAME_BYTES - 4) {
        size_t bytes = utf8_bytes(s);
        bool kept = bytes > 1 || (bytes == 1 && *s >= 0x20 && *s != 0x7F && *s != '/');
        text_append_bytes(out, kept ? (const char *)s : "_", kept ? bytes : 1);
        s += bytes > 0 ? bytes : 1;
    }
    for (size_t k = out->length; !out->failed && k-- > 0 && out->data[k] == ' ';)
        out->data[k] = '_';
}

static bool name_taken(const struct names *names, const char *name) {
    static const char *const reserved[] = {"status", "epsilon", "point", "sample"};
    for (size_t k = 0; k < sizeof reserved / sizeof *reserved; k++)
        if (strcmp(name, reserved[k]) == 0) return true;
    for (size_t k = 0; k < names->axis_count && names->axis[k]; k++)
        if (strcmp(name, names->axis[k]) == 0) return true;
    for (size_t k = 0; k < names->metric_count && names->metric[k]; k++)
        if (strcmp(name, names->metric[k]) == 0) return true;
    return false;
}

// Owned; NULL out of memory.
static char *name_make(const struct names *names, const char *path) {
    struct text legal = {0};
    name_legal(path ? path : "", &legal);
    char *name = text_take(&legal);
    size_t length = name ? strlen(name) : 0;
    for (size_t k = 2; name && name_taken(names, name); k++) {
        text_append_bytes(&legal, name, length);
        text_append(&legal, "_%zu", k);
        free(name);
        name = text_take(&legal);
    }
    return name;
}

bool names_make(const struct store_layout *layout, struct names *names) {
    *names = (struct names){array_new(layout->axis_count, sizeof(char *)),
                            array_new(layout->metric_count, sizeof(char *)), layout->axis_count,
                            layout->metric_count};
    bool made = names->axis && names->metric;
    for (size_t k = 0; made && k < layout->axis_count; k++)
        made = (names->axis[k] = name_make(names, layout->axes[k].path)) != NULL;
    for (size_t k = 0; made && k < layout->metric_count; k++)
        made = (names->metric[k] = name_make(names, layout->metrics[k].path)) != NULL;
    if (!made) names_clear(names);
    return made;
}

void names_clear(struct names *names) {
    for (size_t k = 0; names->axis && k < names->axis_count; k++)
        free(names->axis[k]);
    for (size_t k = 0; names->metric && k < names->metric_count; k++)
        free(names->metric[k]);
    free(names->axis);
    free(names->metric);
    *names = (struct names){0};
}
