// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the certificate share: a profile is certified, or rejected for the right reason.
#ifndef PARLEY_TESTS_UNIT_EXAMINE_H
#define PARLEY_TESTS_UNIT_EXAMINE_H

#include "certify/certify.h"
#include "unit/tiny.h"

static const double ROUNDING = 1e-14, TOLERANCE = 1e-9;

static inline struct certificate examine(const struct game *game, const struct profile *profile) {
    struct certificate certificate;
    assert_int_equal(certify(game, profile, TOLERANCE, 1, &certificate), PARLEY_OK);
    return certificate;
}

static inline void assert_certified(const struct game *game, struct profile *profile) {
    struct certificate certificate = examine(game, profile);
    assert_near(certificate.epsilon, 0, ROUNDING);
    assert_true(certificate.holds);
    profile_free(profile);
}

static inline void assert_rejected(const struct game *game, struct profile *profile, enum deviation kind) {
    struct certificate certificate = examine(game, profile);
    assert_false(certificate.holds);
    assert_string_equal(deviation_text(certificate.worst), deviation_text(kind));
    profile_free(profile);
}

#endif
