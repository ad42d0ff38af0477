// SPDX-License-Identifier: GPL-3.0-or-later
// The list of errors and its printed form: place, text, the line with a caret under the column. The excerpt
// shows at most EXCERPT characters of the line around the column. When memory runs out an error is counted
// but not kept, and the status of the list then says so. Does not decide what is an error and never prints.
#include "core/error.h"
#include "core/text.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXCERPT = 100, EXCERPT_BEFORE = 60 };

static bool is_control(char c) {
    return (unsigned char)c < 0x20 || c == 0x7f;
}

// First byte of a UTF-8 character?
static bool is_first_byte(char c) {
    return ((unsigned char)c & 0xc0) != 0x80;
}

void errors_set_source(struct errors *errors, const char *file, const char *source, size_t length) {
    if (!errors) return;
    free(errors->file);
    free(errors->source);
    errors->file = NULL;
    errors->source = NULL;
    errors->length = 0;
    if (file) {
        struct text copy = {0};
        text_append_bytes(&copy, file, strlen(file));
        errors->file = text_take(&copy);
    }
    if (source) {
        struct text copy = {0};
        text_append_bytes(&copy, source, length);
        errors->source = text_take(&copy);
        errors->length = errors->source ? length : 0;
    }
}

static bool errors_grow(struct errors *errors) {
    if (errors->count < errors->capacity) return true;
    size_t capacity = errors->capacity > 0 ? 2 * errors->capacity : 8;
    struct error *items = realloc(errors->items, capacity * sizeof *items);
    if (!items) return false;
    errors->items = items;
    errors->capacity = capacity;
    return true;
}

static char *error_text(const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = length < 0 ? NULL : malloc((size_t)length + 1);
    if (text) vsnprintf(text, (size_t)length + 1, format, arguments);
    for (char *c = text; c && *c; c++)
        if (is_control(*c)) *c = '?';
    return text;
}

enum parley_status errors_add(struct errors *errors, enum parley_status code, struct mark at,
                              const char *format, ...) {
    if (!errors) return code;
    if (errors->count >= ERRORS_MAX || !errors_grow(errors)) {
        errors->dropped++;
        return code;
    }
    va_list arguments;
    va_start(arguments, format);
    char *text = error_text(format, arguments);
    va_end(arguments);
    if (text)
        errors->items[errors->count++] = (struct error){code, at, text};
    else
        errors->dropped++;
    return code;
}

void errors_move(struct errors *into, struct errors *from) {
    for (size_t k = 0; k < from->count; k++)
        errors_add(into, from->items[k].code, from->items[k].at, "%s", from->items[k].text);
    errors_free(from);
    *from = (struct errors){0};
}

enum parley_status errors_status(const struct errors *errors) {
    if (!errors || (errors->count == 0 && errors->dropped == 0)) return PARLEY_OK;
    return errors->count > 0 ? errors->items[0].code : PARLEY_MEMORY;
}

// Bounds of a line (from 1) without its end; false if the text has no such line.
static bool line_find(const struct errors *errors, size_t line, const char **begin, const char **end) {
    if (!errors->source || line == 0) return false;
    const char *at = errors->source, *stop = errors->source + errors->length;
    for (size_t k = 1; k < line; k++) {
        while (at < stop && *at != '\n' && *at != '\r')
            at++;
        if (at == stop) return false;
        at += *at == '\r' && at + 1 < stop && at[1] == '\n' ? 2 : 1;
    }
    *begin = at;
    while (at < stop && *at != '\n' && *at != '\r')
        at++;
    *end = at;
    return true;
}

// The line with the caret under its column; long lines are cut around the column.
static void excerpt_render(const struct errors *errors, struct mark mark, struct text *out) {
    const char *begin, *end;
    if (!line_find(errors, mark.line, &begin, &end)) return;
    size_t skip = mark.column > EXCERPT_BEFORE ? mark.column - EXCERPT_BEFORE : 0;
    text_append(out, "%5zu | ", mark.line);
    size_t character = 0;
    for (const char *c = begin; c < end; c++) {
        if (is_first_byte(*c)) character++;
        if (character <= skip) continue;
        if (character > skip + EXCERPT) break;
        text_append_bytes(out, is_control(*c) ? "?" : c, 1);
    }
    size_t column = mark.column > skip ? mark.column - skip : 1;
    text_append(out, "\n      | %*s\n", (int)column, "^");
}

static void error_render(const struct errors *errors, const struct error *error, struct text *out) {
    if (errors->file) text_append(out, "%s:", errors->file);
    if (error->at.line > 0) text_append(out, "%zu:%zu:", error->at.line, error->at.column);
    text_append(out, "%serror: %s\n", out->length > 0 && out->data[out->length - 1] == ':' ? " " : "",
                error->text);
    excerpt_render(errors, error->at, out);
}

static int error_compare(const void *a, const void *b) {
    const struct error *x = *(const struct error *const *)a, *y = *(const struct error *const *)b;
    if (x->at.line != y->at.line) return x->at.line < y->at.line ? -1 : 1;
    if (x->at.column != y->at.column) return x->at.column < y->at.column ? -1 : 1;
    return (x > y) - (x < y);
}

char *errors_render(const struct errors *errors) {
    struct text out = {0};
    const struct error *order[ERRORS_MAX];
    for (size_t k = 0; k < errors->count; k++)
        order[k] = &errors->items[k];
    qsort(order, errors->count, sizeof *order, error_compare);
    for (size_t k = 0; k < errors->count; k++)
        error_render(errors, order[k], &out);
    if (errors->dropped > 0) text_append(&out, "error: %zu more not shown\n", errors->dropped);
    return text_take(&out);
}

void errors_free(struct errors *errors) {
    if (!errors) return;
    for (size_t k = 0; k < errors->count; k++)
        free(errors->items[k].text);
    free(errors->items);
    free(errors->file);
    free(errors->source);
    *errors = (struct errors){0};
}
