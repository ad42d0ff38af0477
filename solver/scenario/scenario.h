// SPDX-License-Identifier: GPL-3.0-or-later
// A scenario in the user's terms: names, units, human numbers. Read from YAML, changed by --set, then
// compiled to a struct game. All numbers are doubles inside the structs that the tables of parameters.h
// describe.
#ifndef PARLEY_SCENARIO_SCENARIO_H
#define PARLEY_SCENARIO_SCENARIO_H

#include "core/error.h"
#include "scenario/parameters.h"

#define PARAMETER_MEMBER(member, key, kind, initial, low, high, open, by_state, unit, meaning) double member;

struct party {
    char *name;
    struct mark mark; // of its key
    PARTY_PARAMETERS(PARAMETER_MEMBER)
};

// How one channel moves: birth-death drift, or a full transition matrix (row-major, levels x levels; then up
// and down are NaN). With neither (matrix NULL, up and down NaN) the channel stands still.
struct law {
    struct mark mark;
    DRIFT_PARAMETERS(PARAMETER_MEMBER)
    double *matrix;
};

// "when {aid: none, front: [a, b]}": holds if every named channel is at one of the named levels.
struct condition {
    size_t channel;       // index into scenario->channels
    unsigned char *holds; // one flag per level of that channel
};

struct case_law {
    struct condition *conditions;
    size_t condition_count;
    struct law law;
};

// First matching case wins, else base.
struct laws {
    struct law base;
    struct case_law *cases;
    size_t case_count;
};

// One effect of one channel: per level a number to set, scale by, and add; NULL where not given.
struct effect {
    char *target_path;
    struct mark mark;
    const struct parameter_row *row; // of the target
    double *target;                  // the parameter it changes; its address identifies it
    double *set, *scale, *add;       // one entry per level, or NULL
};

struct channel {
    char *name;
    struct mark mark;
    char **levels;
    size_t level_count;
    double start; // level index (a double, for the table)
    struct laws truth;
    struct laws **beliefs; // one per party, NULL: shares the truth
    struct effect *effects;
    size_t effect_count;
};

struct scenario {
    char *title, *about; // never NULL
    char *file;          // name the scenario was read from
    char *source;        // the text it was read from
    SCENARIO_PARAMETERS(PARAMETER_MEMBER)
    struct mark pie_mark, agreement_mark, start_mark;
    struct party *parties;
    size_t party_count;
    struct channel *channels;
    size_t channel_count;
};

enum {
    PARTIES_MAX = 16,
    CHANNELS_MAX = 16,
    LEVELS_MAX = 10000,
    SCENARIO_BYTES_MAX = 4 << 20,
};

// Parse and validate. On failure *scenario is untouched and `errors` holds every fault found.
// On success errors may still be empty only.
enum parley_status scenario_parse(const char *text, size_t length, const char *name,
                                  struct scenario **scenario, struct errors *errors);

// Cross-checks between parameters, run after parsing and after every --set. Adds to errors.
enum parley_status scenario_validate(const struct scenario *scenario, struct errors *errors);

// --set "PATH=VALUE" (split at the last '='). On failure the scenario is as before.
enum parley_status scenario_set(struct scenario *scenario, const char *assignment, struct errors *errors);

// Value of a parameter as text that --set would read back ("none", "majority", "1 month", "0.05").
void scenario_value_text(const struct parameter *parameter, struct text *out);

// A commented starting scenario for `parley new`; `title` is quoted safely. Owned by the caller, NULL if no
// memory.
char *scenario_template(const char *title);

void scenario_free(struct scenario *scenario);

#endif
