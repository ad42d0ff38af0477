// SPDX-License-Identifier: GPL-3.0-or-later
// Values of parameters as text, both ways. A year has 365.25 days, a month is a twelfth of a year, a week
// seven days; periods are kept in years. Reading what was written gives the same double back. Does not read
// YAML: a quoted string that looks like a number is turned away before it comes here.
#include "scenario/value.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const rule_names[] = {
    [RULE_UNANIMITY] = "unanimity", [RULE_MAJORITY] = "majority", [RULE_QUOTA] = "quota"};

static const struct unit {
    const char *name, *plural;
    double years;
} units[] = {{"year", "years", 1},
             {"month", "months", 1.0 / 12},
             {"week", "weeks", 7 / 365.25},
             {"day", "days", 1 / 365.25}};

enum { RULES = sizeof rule_names / sizeof *rule_names, UNITS = sizeof units / sizeof *units };

static const char *skip_digits(const char *at) {
    while (*at >= '0' && *at <= '9')
        at++;
    return at;
}

// End of the decimal number that text starts with; NULL if it starts with none.
static const char *number_end(const char *text) {
    const char *at = text + (*text == '+' || *text == '-');
    const char *whole = at, *point = skip_digits(at);
    size_t digits = (size_t)(point - whole);
    at = point;
    if (*point == '.') {
        at = skip_digits(point + 1);
        digits += (size_t)(at - point - 1);
    }
    if (digits == 0) return NULL;
    if (*at == 'e' || *at == 'E') {
        const char *sign = at + 1 + (at[1] == '+' || at[1] == '-');
        const char *end = skip_digits(sign);
        if (end > sign) at = end;
    }
    return at;
}

bool number_parse(const char *text, double *value) {
    const char *end = number_end(text);
    if (!end || *end) return false;
    double number = strtod(text, NULL);
    if (!isfinite(number)) return false;
    *value = number;
    return true;
}

void number_text(double value, struct text *out) {
    char shortest[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(shortest, sizeof shortest, "%.*g", digits, value);
        if (strtod(shortest, NULL) == value) break;
    }
    text_append(out, "%s", shortest);
}

static bool period_parse(const char *text, double *value) {
    if (number_parse(text, value)) return true;
    const char *end = number_end(text);
    char digits[64];
    if (!end || (size_t)(end - text) >= sizeof digits) return false;
    memcpy(digits, text, (size_t)(end - text));
    digits[end - text] = '\0';
    double count;
    if (!number_parse(digits, &count)) return false;
    while (*end == ' ')
        end++;
    for (size_t k = 0; k < UNITS; k++) {
        if (strcmp(end, units[k].name) != 0 && strcmp(end, units[k].plural) != 0) continue;
        *value = count * units[k].years;
        return isfinite(*value);
    }
    return false;
}

// The largest unit that the period is a whole number of, else years.
static void period_text(double years, struct text *out) {
    const struct unit *unit = &units[0];
    double count = years;
    for (size_t k = 0; k < UNITS; k++) {
        double whole = round(years / units[k].years);
        if (!(whole >= 1 && whole < 1e9 && whole * units[k].years == years)) continue;
        unit = &units[k];
        count = whole;
        break;
    }
    number_text(count, out);
    text_append(out, " %s", count == 1 ? unit->name : unit->plural);
}

static bool flag_parse(const char *text, double *value) {
    static const char *const words[][3] = {{"false", "no", "0"}, {"true", "yes", "1"}};
    for (int flag = 0; flag < 2; flag++)
        for (size_t k = 0; k < 3; k++)
            if (strcmp(text, words[flag][k]) == 0) {
                *value = flag;
                return true;
            }
    return false;
}

static bool word_parse(const char *const *words, size_t count, const char *text, double *value) {
    for (size_t k = 0; k < count; k++)
        if (strcmp(text, words[k]) == 0) {
            *value = (double)k;
            return true;
        }
    return false;
}

static bool kind_parse(enum parameter_kind kind, const struct channel *channel, const char *text,
                       double *value) {
    switch (kind) {
    case PARAMETER_REAL:
    case PARAMETER_COUNT:
        return number_parse(text, value);
    case PARAMETER_REAL_OR_NONE:
        if (strcmp(text, "none") != 0) return number_parse(text, value);
        *value = -INFINITY;
        return true;
    case PARAMETER_FLAG:
        return flag_parse(text, value);
    case PARAMETER_PERIOD:
        return period_parse(text, value);
    case PARAMETER_RULE:
        return word_parse(rule_names, RULES, text, value);
    case PARAMETER_LEVEL:
        return channel && word_parse((const char *const *)channel->levels, channel->level_count, text, value);
    }
    return false;
}

bool value_parse(const struct parameter_row *row, const struct channel *channel, const char *text,
                 double *value) {
    double read;
    if (!kind_parse(row->kind, channel, text, &read)) return false;
    if (row->kind != PARAMETER_LEVEL && !parameter_in_range(row, read)) return false;
    *value = read;
    return true;
}

static void levels_wanted(const struct channel *channel, struct text *out) {
    enum { SHOWN_MAX = 8 };
    text_append(out, "a level of '%s': ", channel->name);
    for (size_t k = 0; k < channel->level_count && k < SHOWN_MAX; k++)
        text_append(out, "%s%s", k > 0 ? ", " : "", channel->levels[k]);
    if (channel->level_count > SHOWN_MAX) text_append(out, ", ...");
}

void value_wanted(const struct parameter_row *row, const struct channel *channel, struct text *out) {
    char range[64];
    parameter_range_text(row, range, sizeof range);
    bool bounded = isfinite(row->low) && isfinite(row->high), open = isinf(row->low) && isinf(row->high);
    const char *number = bounded ? "a number " : open ? "" : "a finite number ";
    switch (row->kind) {
    case PARAMETER_REAL:
        text_append(out, "%s%s", number, range);
        break;
    case PARAMETER_REAL_OR_NONE:
    case PARAMETER_COUNT:
        text_append(out, "%s", range);
        break;
    case PARAMETER_FLAG:
        text_append(out, "true or false");
        break;
    case PARAMETER_PERIOD:
        text_append(out, "a length of time such as '1 month', '2 weeks', '10 days' or '0.5 years'");
        break;
    case PARAMETER_RULE:
        text_append(out, "unanimity, majority or quota");
        break;
    case PARAMETER_LEVEL:
        levels_wanted(channel, out);
        break;
    }
}

void scenario_value_text(const struct parameter *parameter, struct text *out) {
    double value = *parameter->value;
    if (isnan(value)) {
        text_append(out, "not given");
        return;
    }
    switch (parameter->row->kind) {
    case PARAMETER_FLAG:
        text_append(out, "%s", value != 0 ? "true" : "false");
        break;
    case PARAMETER_PERIOD:
        period_text(value, out);
        break;
    case PARAMETER_RULE:
        text_append(out, "%s", rule_names[(size_t)value]);
        break;
    case PARAMETER_LEVEL:
        text_append(out, "%s", parameter->channel->levels[(size_t)value]);
        break;
    case PARAMETER_REAL:
    case PARAMETER_REAL_OR_NONE:
    case PARAMETER_COUNT:
        if (isinf(value))
            text_append(out, "none");
        else
            number_text(value, out);
        break;
    }
}

const char *const *value_names(const struct parameter *parameter, size_t *count) {
    static const char *const flag_names[] = {"false", "true"};
    *count = 0;
    if (parameter->channel) {
        *count = parameter->channel->level_count;
        return (const char *const *)parameter->channel->levels;
    }
    if (parameter->row->kind == PARAMETER_FLAG) {
        *count = sizeof flag_names / sizeof *flag_names;
        return flag_names;
    }
    if (parameter->row->kind != PARAMETER_RULE) return NULL;
    *count = RULES;
    return rule_names;
}
