// SPDX-License-Identifier: GPL-3.0-or-later
// What an agreement is about when it is neither a pie nor a plain menu: issues, each with a range, and
// positions on them, of deals and of anchors. Ranges and positions can be changed by --set, so the checks
// between them are here for scenario_validate too. What a position is worth is for game/.
#include "scenario/issues.h"
#include "core/checked.h"
#include "scenario/encoding.h"
#include "scenario/value.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// "[0, 100]"
static void range_append(const struct issue *issue, struct text *out) {
    text_append(out, "[");
    number_text(issue->low, out);
    text_append(out, ", ");
    number_text(issue->high, out);
    text_append(out, "]");
}

static const char *text_or_question(const struct text *text) {
    return text->failed || !text->data ? "?" : text->data;
}

bool issue_range_check(const struct issue *issue, struct mark mark, struct errors *errors) {
    if (isnan(issue->low) || isnan(issue->high)) return true; // reported; say no more
    if (issue->low < issue->high && isfinite(issue->high - issue->low)) return true;
    struct text range = {0};
    range_append(issue, &range);
    errors_add(errors, PARLEY_INPUT, mark,
               issue->low < issue->high ? "the range %s of issue '%s' is too wide for a computer's numbers"
                                        : "the range %s of issue '%s' must go from low to high",
               text_or_question(&range), issue->name);
    text_free(&range);
    return false;
}

bool position_check(const struct issue *issue, double position, struct mark mark, const char *what,
                    const char *name, struct errors *errors) {
    if (isnan(issue->low) || isnan(issue->high)) return true; // reported; say no more
    if (position >= issue->low && position <= issue->high) return true;
    struct text value = {0}, range = {0};
    number_text(position, &value);
    range_append(issue, &range);
    errors_add(errors, PARLEY_INPUT, mark, "%s '%s' on '%s' is %s; it must be in the range of the issue, %s",
               what, name, issue->name, text_or_question(&value), text_or_question(&range));
    text_free(&range);
    text_free(&value);
    return false;
}

size_t issue_named(struct reader *reader, const struct node *key) {
    const struct scenario *scenario = reader->scenario;
    struct nearest nearest = {.wanted = key->text};
    for (size_t k = 0; k < scenario->issue_count; k++) {
        if (strcmp(scenario->issues[k].name, key->text) == 0) return k;
        nearest_try(&nearest, scenario->issues[k].name);
    }
    reader_fault(reader, key->mark, "there is no issue '%s'%s", shown(key->text).text,
                 suggestion(&nearest).text);
    return SIZE_MAX;
}

double position_placeholder(const struct issue *issue) {
    return isnan(issue->low) ? 0 : issue->low;
}

void position_settle(struct reader *reader, const struct node *node, const struct issue *issue,
                     const char *what, const char *name, double *position) {
    double number;
    bool read = node->kind == NODE_SCALAR && node->plain && number_parse(node->text, &number);
    if (!read || !position_check(issue, *position, node->mark, what, name, reader->errors))
        *position = position_placeholder(issue);
}

void issues_missing(const struct scenario *scenario, const bool *given, struct text *names) {
    for (size_t k = 0; k < scenario->issue_count; k++)
        if (!given[k]) text_append(names, "%s'%s'", names->length > 0 ? ", " : "", scenario->issues[k].name);
}

void position_read(struct reader *reader, const struct node *key, const char *what, const char *name,
                   double *at) {
    const struct scenario *scenario = reader->scenario;
    size_t before = reader_fault_count(reader);
    bool given[ISSUES_MAX] = {false};
    char place[NAME_BYTES_MAX + 16], whose[32];
    snprintf(place, sizeof place, "%s '%s'", what, name);
    snprintf(whose, sizeof whose, "the position of %s", what);
    for (size_t k = 0; k < scenario->issue_count; k++)
        at[k] = position_placeholder(&scenario->issues[k]);
    if (!reader_expect(reader, key->value, NODE_MAPPING, "at", place)) return;
    for (const struct node *issue = key->value->first; issue; issue = issue->next) {
        size_t k = issue_named(reader, issue);
        if (k == SIZE_MAX) continue;
        given[k] = true;
        reader_value(reader, issue->value, &position_row, NULL, issue->text, place, &at[k]);
        position_settle(reader, issue->value, &scenario->issues[k], whose, name, &at[k]);
    }
    struct text missing = {0};
    issues_missing(scenario, given, &missing);
    if ((missing.failed || missing.length > 0) &&
        reader_fault_count(reader) == before) // a misspelt issue is not missing as well
        reader_fault(reader, key->mark, "%s needs a position on every issue, and there is none on %s", place,
                     text_or_question(&missing));
    text_free(&missing);
}

static void range_read(struct reader *reader, const struct node *node, struct issue *issue) {
    if (node->kind == NODE_FAULTY) return;
    char place[NAME_BYTES_MAX + 32];
    if (node->kind != NODE_SEQUENCE || node->count != 2) {
        char count[48];
        snprintf(count, sizeof count, "a list of %zu", node->count);
        reader_fault(reader, node->mark,
                     "'range' of issue '%s' must be a list of two numbers, [lowest, highest], but %s came",
                     issue->name, node->kind == NODE_SEQUENCE ? count : node_shown(node).text);
        return;
    }
    size_t before = reader_fault_count(reader);
    const struct node *ends[] = {node->first, node->last};
    snprintf(place, sizeof place, "the range of issue '%s'", issue->name);
    for (size_t k = 0; k < issue_row_count; k++) {
        if (issue_rows[k].offset == offsetof(struct issue, low))
            reader_value(reader, ends[0], &issue_rows[k], NULL, "low", place, &issue->low);
        if (issue_rows[k].offset == offsetof(struct issue, high))
            reader_value(reader, ends[1], &issue_rows[k], NULL, "high", place, &issue->high);
    }
    bool faulty = ends[0]->kind == NODE_FAULTY || ends[1]->kind == NODE_FAULTY ||
                  reader_fault_count(reader) > before ||
                  !issue_range_check(issue, node->mark, reader->errors);
    if (faulty) issue->low = issue->high = NAN;
}

// A unit stands in tables and charts: one short line.
static void unit_read(struct reader *reader, const struct node *node, struct issue *issue,
                      const char *place) {
    bool given = node && !node_is_null(node) && reader_expect(reader, node, NODE_SCALAR, "unit", place);
    if (given && (node->length > NAME_BYTES_MAX || !utf8_is_clean(node->text, node->length, ""))) {
        reader_fault(reader, node->mark,
                     "'unit' of %s must be at most %d bytes of text in one line, such as \"%%\" or km", place,
                     NAME_BYTES_MAX);
        given = false;
    }
    issue->unit = reader_copy(reader, given ? node->text : "");
}

static void issue_read(struct reader *reader, const struct node *key, struct issue *issue) {
    static const char *const others[] = {"range", "unit", NULL};
    char place[NAME_BYTES_MAX + 16];
    snprintf(place, sizeof place, "issue '%s'", issue->name);
    struct schema schema = {place, issue_rows, issue_row_count, "", others, NULL};
    issue->mark = key->mark;
    rows_initialise(issue_rows, issue_row_count, issue);
    bool mapping = reader_mapping(reader, key->value, &schema, issue);
    const struct node *range = node_find(key->value, "range");
    unit_read(reader, node_find(key->value, "unit"), issue, place);
    if (range)
        range_read(reader, range, issue);
    else if (mapping)
        reader_fault(reader, key->mark,
                     "%s needs 'range', its lowest and its highest position, for example [0, 100]", place);
}

void issues_read(struct reader *reader, const struct node *node) {
    struct scenario *scenario = reader->scenario;
    reader->issues = ISSUES_FAULTY;
    if (!reader_expect(reader, node, NODE_MAPPING, "issues", "outcome")) return;
    if (node->count < 1 || node->count > ISSUES_MAX) {
        reader_fault(reader, node->mark, "'issues' needs 1 to %d issues; this one has %zu", ISSUES_MAX,
                     node->count);
        return;
    }
    if (!(scenario->issues = array_new(node->count, sizeof *scenario->issues))) {
        reader_memory(reader);
        return;
    }
    for (const struct node *key = node->first; key; key = key->next) {
        if (!reader_name(reader, key, "an issue")) continue;
        struct issue *issue = &scenario->issues[scenario->issue_count];
        if (!(issue->name = reader_copy(reader, key->text))) return;
        scenario->issue_count++;
        issue_read(reader, key, issue);
    }
    if (scenario->issue_count == node->count) reader->issues = ISSUES_READ;
}
