// SPDX-License-Identifier: GPL-3.0-or-later
// Conditions are read from the right: the number first, then the sign, and what is left is the metric.
#include "sweep/claim.h"
#include "scenario/value.h"
#include "sweep/spec.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double REST = 1e-10;
static const struct mark nowhere = {0, 0};

// Where the sign stands: [*sign, *number); false if there is none.
static bool sign_find(const char *text, const char **sign, const char **number) {
    const char *end = text + strlen(text);
    while (end > text && !strchr("<>=", end[-1]))
        end--;
    if (end == text) return false;
    *number = end;
    *sign = end - 1;
    if (*sign > text && **sign == '=' && strchr("<>", (*sign)[-1])) (*sign)--;
    return true;
}

enum parley_status claim_parse(const char *text, struct claim *claim, struct errors *errors) {
    const char *sign = text, *number = text;
    bool has_sign = sign_find(text, &sign, &number), equal = has_sign && number[-1] == '=';
    char *value = spec_copy(number, text + strlen(text));
    *claim = (struct claim){.text = spec_copy(text, text + strlen(text)),
                            .metric = spec_copy(text, sign),
                            .equal = equal,
                            .beyond = *sign == '>'   ? 1
                                      : *sign == '<' ? -1
                                                     : 0};
    bool fits = value && claim->text && claim->metric;
    bool right = fits && has_sign && *claim->metric && number_parse(value, &claim->value);
    free(value);
    if (right) return PARLEY_OK;
    claim_clear(claim);
    if (!fits) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    return errors_add(errors, PARLEY_INPUT, nowhere,
                      "'%.200s' is not a condition: wanted is METRIC>=VALUE (or with >, <=, < or =), for "
                      "example agreement.mean_years<=1",
                      text);
}

void claim_clear(struct claim *claim) {
    free(claim->text);
    free(claim->metric);
    *claim = (struct claim){0};
}

bool claim_met(const struct claim *claim, double metric) {
    double excess = metric - claim->value, rest = REST * fabs(claim->value);
    if (isnan(metric)) return false;
    if (fabs(excess) <= rest) return claim->equal;
    return claim->beyond * excess > 0;
}
