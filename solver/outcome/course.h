// SPDX-License-Identifier: GPL-3.0-or-later
// The course of talks: where they stand, what they are worth and what is agreed, round by round.
#ifndef PARLEY_OUTCOME_COURSE_H
#define PARLEY_OUTCOME_COURSE_H

#include "outcome/spell.h"

// One row of numbers per round t = 0..rounds-1. The members below are places in a row. Given that talks still
// go on at the start of t: expected values, and how likely each channel is at each level. Given that they
// agree in t: expected terms. NaN where that has no chance.
struct course {
    size_t rounds, width;
    double *cells;   // rounds x width
    size_t value;    // per party
    size_t terms;    // per party: material utility
    size_t position; // per issue, in its unit; NaN if a deal that lies on no issue may be agreed then
    size_t deal;     // per deal
    size_t level;    // per channel c, from level + first[c] on: per level
    size_t *first;
};

// Numbers on their own, at the beginning of a row: chances that talks go on at the start of t, and that they
// end in t in one of three ways.
enum course_place { COURSE_GOING, COURSE_AGREED, COURSE_BROKEN, COURSE_QUIT, COURSE_PLACES };

enum { COURSE_ROUNDS_MAX = 2000 };

static inline const double *course_row(const struct course *course, size_t t) {
    return course->cells + t * course->width;
}

// Recorded until too little is left that can still end; where talks go on for ever, at least 60 rounds, and
// that many past the last event. No further than COURSE_ROUNDS_MAX and limits on work and memory. The course
// and its arrays belong to the arena `held`; `scratch` is left as it was. Errors: PARLEY_MEMORY.
enum parley_status course_compute(const struct spell *spells, size_t count, struct arena *held,
                                  struct arena *scratch, struct course **course);

// How values and terms spread. Fractions of the distribution below each line of a band.
enum { BANDS = 5 };
extern const double band_fraction[BANDS]; // 0.1, 0.25, 0.5, 0.75, 0.9

// Quantiles in the round t of a row of dates. Owns its arrays.
struct fan {
    size_t dates;
    size_t *round;    // ascending
    double *value;    // at [(date parties + i) BANDS + b]: of V_i, given that talks go on
    double *terms;    // the same of the material utility agreed, given an agreement then
    double *position; // at [(date issues + k) BANDS + b], in the unit
};

// Fans for the rounds given, ascending and less than the course's. Errors: as of outcome_compute_regimes.
enum parley_status fan_compute(const struct regime *regime, size_t count, const size_t *round, size_t dates,
                               struct fan **fan, struct errors *errors);
void fan_free(struct fan *fan);

#endif
