// SPDX-License-Identifier: GPL-3.0-or-later
// What several tests need: include this first in every cmocka test.
#ifndef PARLEY_TESTS_SUPPORT_H
#define PARLEY_TESTS_SUPPORT_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parley.h"

// Fails the test, printing both numbers, unless |got - wanted| <= tolerance (NaN fails).
#define assert_near(got, wanted, tolerance)                                                                  \
    do {                                                                                                     \
        double near_got = (got), near_wanted = (wanted);                                                     \
        if (!(fabs(near_got - near_wanted) <= (tolerance))) {                                                \
            print_error("%s = %.17g, wanted %.17g within %g\n", #got, near_got, near_wanted,                 \
                        (double)(tolerance));                                                                \
            fail();                                                                                          \
        }                                                                                                    \
    } while (0)

// Solve a scenario given as text; print the error and return NULL if it cannot be solved.
parley_result *solve_text(const char *text);
// Solve a scenario file below the project's root, after the given assignments (NULL-terminated list or NULL).
parley_result *solve_file(const char *path, const char *const *assignments);
// A metric; NaN (and a message) if there is no such metric.
double metric(const parley_result *result, const char *path);

#endif
