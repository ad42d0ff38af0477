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

// What an option does to one channel: from level l to to[l].
struct shift {
    size_t channel;
    size_t *to; // one entry per level
};

enum option_kind { OPTION_MOVE, OPTION_ACCORD };

// Something that a party with the initiative can do besides settling, passing and quitting. A move is its
// owner's; an accord may be proposed by anybody at the table and needs consent.
struct option {
    enum option_kind kind;
    char *name; // "tighten sanctions", "table June 2024 demands"
    struct mark mark;
    size_t by;              // owner of a move
    unsigned char *parties; // of an accord: one flag per party that must consent; NULL: the agreement rule
    struct shift *shifts;
    size_t shift_count;
    OPTION_PARAMETERS(PARAMETER_MEMBER) // an accord has only `chance`
};

// One package of a menu (outcome.deals): what it is worth to each party.
struct deal {
    char *name;
    struct mark mark;
    double *utility; // one per party
};

// A demand that can be put on the table: the division of the pie it asks for.
struct anchor {
    char *name;
    struct mark mark;
    size_t by;
    double *share; // fractions of the pie, one per party
};

struct scenario {
    char *title, *about; // never NULL
    char *file;          // name the scenario was read from
    char *source;        // the text it was read from
    SCENARIO_PARAMETERS(PARAMETER_MEMBER)
    struct mark pie_mark, agreement_mark, start_mark;
    struct party *parties;
    size_t party_count;
    struct channel *channels; // the last one is the table, if there are anchors
    size_t channel_count;
    struct option *options; // moves, accords, then one "table NAME" move per anchor
    size_t option_count;
    struct deal *deals; // outcome.deals; empty if a pie is divided
    size_t deal_count;
    struct anchor *anchors;
    size_t anchor_count;
    ANCHORING_PARAMETERS(PARAMETER_MEMBER)
};

enum {
    PARTIES_MAX = 16,
    CHANNELS_MAX = 16,
    LEVELS_MAX = 10000,
    OPTIONS_MAX = 64, // moves, accords and anchors
    DEALS_MAX = 1000,
    ANCHOR_STEPS_MAX = 1000, // anchors x depth
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

// The table: level 0 has nothing on it, level 1 + a depth + d - 1 has anchor a at depth d = 1..depth.
// (Re)builds the table channel and the tabling moves from anchors and anchoring; called after reading and
// after every --set. False if out of memory (the scenario is then as before).
bool scenario_build_table(struct scenario *scenario);
// The same scenario with nothing ever on the table. Not for a scenario that is still to be changed or
// validated.
void scenario_drop_anchors(struct scenario *scenario);

// A commented starting scenario for `parley new`; `title` is quoted safely. Owned by the caller, NULL if no
// memory.
char *scenario_template(const char *title);

void scenario_free(struct scenario *scenario);

#endif
