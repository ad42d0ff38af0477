// SPDX-License-Identifier: GPL-3.0-or-later
// A scenario in the user's terms: names, units, human numbers. Read from YAML, changed by --set, then
// compiled to a struct game. All numbers are doubles inside the structs that the tables of parameters.h
// describe.
#ifndef PARLEY_SCENARIO_SCENARIO_H
#define PARLEY_SCENARIO_SCENARIO_H

#include "core/error.h"
#include "scenario/parameters.h"

#define PARAMETER_MEMBER(member, key, kind, initial, low, high, open, by_state, feeds, unit, meaning)        \
    double member;

// What one party wants on one issue.
struct stance {
    struct mark mark;
    STANCE_PARAMETERS(PARAMETER_MEMBER)
};

struct party {
    char *name;
    struct mark mark; // of its key
    PARTY_PARAMETERS(PARAMETER_MEMBER)
    struct stance *stances; // one per issue; NULL if there are no issues
};

// Something that can be settled anywhere between two ends: territory, in per cent.
struct issue {
    char *name;
    char *unit; // "%"; never NULL, "" if not given
    struct mark mark;
    ISSUE_PARAMETERS(PARAMETER_MEMBER)
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
    // Where events put the channel when round t begins, one entry per level t of the calendar; SIZE_MAX: it
    // goes by its law. NULL if none does.
    size_t *forced;
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

// One package of a menu (outcome.deals): what it is worth to each party, or where it lies on the issues.
struct deal {
    char *name;
    struct mark mark;
    double *utility; // one per party; NULL if `at` is given
    double *at;      // position, one per issue; NULL if `utility` is given
};

// A demand that can be put on the table: the division of the pie it asks for, or a position on the issues.
struct anchor {
    char *name;
    struct mark mark;
    size_t by;
    double *share; // fractions of the pie, one per party; NULL if `at` is given
    double *at;    // position, one per issue; NULL if `share` is given
};

// A channel that an event puts at a level.
struct event_set {
    struct mark mark;
    size_t channel;
    double level; // its index (a double, for the table)
};

// A parameter that an event gives a new value, from then on.
struct event_change {
    struct mark mark;
    char *path;
    const struct parameter_row *row;
    const struct channel *levels; // for PARAMETER_LEVEL; else NULL
    double *target;               // its address identifies it, as in struct effect
    double value;
};

// Something that happens at the start of round `at`.
struct event {
    struct mark mark;
    size_t number; // place in the file, from 0: what paths call it, plus 1
    double at;
    struct event_set *sets;
    size_t set_count;
    struct event_change *changes;
    size_t change_count;
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
    size_t calendar; // channel that counts the rounds up to the deadline and the events; SIZE_MAX: none
    struct option *options; // moves, accords, then one "table NAME" move per anchor
    size_t option_count;
    // What is agreed: a pie is divided if there are neither issues nor deals, one of the deals is taken if
    // there are deals, else a position on the issues. (Deals may lie on the issues.)
    struct issue *issues; // outcome.issues
    size_t issue_count;
    struct deal *deals; // outcome.deals
    size_t deal_count;
    struct anchor *anchors;
    size_t anchor_count;
    ANCHORING_PARAMETERS(PARAMETER_MEMBER)
    DEADLINE_PARAMETERS(PARAMETER_MEMBER) // `deadline`: rounds that can agree, NaN: no deadline
    struct event *timeline;               // announced, by date
    size_t event_count;
    struct event *surprises; // nobody sees them coming; by date, one per date
    size_t surprise_count;
};

enum {
    PARTIES_MAX = 16,
    CHANNELS_MAX = 16,
    LEVELS_MAX = 10000,
    OPTIONS_MAX = 64, // moves, accords and anchors
    DEALS_MAX = 1000,
    ISSUES_MAX = 16,
    ANCHOR_STEPS_MAX = 1000, // anchors x depth
    EVENTS_MAX = 1000,       // entries of the timeline
    SURPRISES_MAX = 100,     // each is a game of its own to solve
    CHANGES_MAX = 1000,      // of parameters, by the timeline and by the surprises each
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

// The calendar: level t is round t. (Re)builds the channel, the levels that its events force and the values
// that they change; called after reading and after every --set. With a deadline T the levels are 0..T-1 and
// talks break down at the end of the last; without, they end with the date of the last event, whose level
// stays. False if out of memory (the scenario is then as before).
bool scenario_build_calendar(struct scenario *scenario);

// Turn a scenario into what it is after surprises 0..k: what they change is changed for good, whatever the
// timeline said of it up to then. The states of the game stay the same. Not for a scenario that is still to
// be changed or validated. False if out of memory.
bool scenario_apply_surprise(struct scenario *scenario, size_t k);
// The same once more, for a scenario that was turned so and whose numbers have changed since: what the
// surprises change wins again. Dates and what is changed must be as they were. The caller builds the table
// and the calendar anew if they hang on what has changed.
void scenario_repeat_surprise(struct scenario *scenario, size_t k);
// The state that state s becomes when surprise k puts channels at other levels.
size_t scenario_surprise_state(const struct scenario *scenario, size_t k, size_t s);

// A commented starting scenario for `parley new`; `title` is quoted safely. Owned by the caller, NULL if no
// memory.
char *scenario_template(const char *title);

void scenario_free(struct scenario *scenario);

#endif
