// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a tree of nodes into a scenario: what every part of the file shares. Each function reports what is
// wrong and goes on, so that one run finds every fault; a value that was refused leaves a harmless one in its
// place.
#ifndef PARLEY_SCENARIO_READER_H
#define PARLEY_SCENARIO_READER_H

#include "scenario/document.h"
#include "scenario/names.h"
#include "scenario/scenario.h"

// What is known of outcome.issues while the rest is read.
enum issues_known {
    ISSUES_ABSENT, // there is an outcome, and it has none
    ISSUES_FAULTY, // not all their names are known, which was reported; say no more
    ISSUES_READ,
};

struct reader {
    struct scenario *scenario;
    struct errors *errors;
    struct name_index *levels; // one per channel; empty where the levels could not be read
    size_t flag_bytes;         // taken by conditions so far
    enum issues_known issues;
};

enum { FLAG_BYTES_MAX = 64 << 20 };

#define reader_fault(reader, mark, ...) errors_add((reader)->errors, PARLEY_INPUT, mark, __VA_ARGS__)
void reader_memory(struct reader *reader);
// Would the next error be kept? If not, there is no point in a long search for what was meant.
bool reader_is_heard(const struct reader *reader);
// Faults so far, to see whether a part has any.
size_t reader_fault_count(const struct reader *reader);

// What a mapping may hold. Keys that are rows of a table are read into the struct; the others are only known.
struct schema {
    const char *place; // "party 'Russia'", for messages
    const struct parameter_row *rows;
    size_t row_count;
    const char *prefix;        // of the rows' keys, "agreement." for example
    const char *const *others; // keys that the caller reads; NULL-terminated
    const char *const *later;  // keys that no version up to this one reads; NULL-terminated, or NULL
};

// Read the rows of a mapping into `base`, report unknown keys. False if the node is not a mapping.
bool reader_mapping(struct reader *reader, const struct node *node, const struct schema *schema, void *base);
// Is the node of this kind? If not, say so (nothing is said of faulty nodes).
bool reader_expect(struct reader *reader, const struct node *node, enum node_kind kind, const char *name,
                   const char *place);
// Read a scalar by its row; channel for levels only.
void reader_value(struct reader *reader, const struct node *node, const struct parameter_row *row,
                  const struct channel *channel, const char *name, const char *place, double *value);
// Check a name; `what` is "a party", "an accord" and so on.
bool reader_name(struct reader *reader, const struct node *node, const char *what);
// Copy of the text, NULL and an error if there is no memory.
char *reader_copy(struct reader *reader, const char *text);
// "'0.5x'", "a list", "nothing": what a node is, for messages.
struct shown node_shown(const struct node *node);
void rows_initialise(const struct parameter_row *rows, size_t count, void *base);

// The parts of a file, in the order in which they must be read.
void parties_read(struct reader *reader, const struct node *node, struct mark root);
void outcome_read(struct reader *reader, const struct node *root);    // a pie, issues or deals
void issues_read(struct reader *reader, const struct node *node);     // `issues` of the outcome
void stances_read(struct reader *reader, const struct node *parties); // `issues` of the parties
void anchors_read(struct reader *reader, const struct node *root);    // and `anchoring`
// Names and places of moves, accords and tabling moves. False if out of memory: read no further.
bool options_reserve(struct reader *reader, const struct node *root);
void channels_read(struct reader *reader,
                   const struct node *root); // names and levels of all, then starts and laws
void starts_read(struct reader *reader, const struct node *key);
void options_read(struct reader *reader, const struct node *root); // what the reserved ones do
void effects_read(struct reader *reader, const struct node *node);
void events_read(struct reader *reader, const struct node *root); // deadline, timeline, surprises
// Is there anything in the file that needs a calendar?
bool calendar_is_wanted(const struct node *root);
// The laws of one channel: base, cases, beliefs.
void laws_read(struct reader *reader, struct channel *channel, const struct node *node);
// The position on every issue under a key `at` of `what` ("deal") called `name`, into at[issue_count].
void position_read(struct reader *reader, const struct node *key, const char *what, const char *name,
                   double *at);
// Index of the party that a node names; SIZE_MAX and an error if there is none.
size_t party_named(struct reader *reader, const struct node *node);
// Index of the party under `by` of a mapping; 0 and an error if there is none.
size_t owner_read(struct reader *reader, const struct node *key, const char *place);
// Index of a level of channel c that a node names; SIZE_MAX and an error if there is none.
size_t level_read(struct reader *reader, size_t c, const struct node *node);
// Say that a key names no channel.
void channel_missing(struct reader *reader, const struct node *key);
// Index of a name, SIZE_MAX if there is none.
size_t party_find(const struct scenario *scenario, const char *name);
size_t channel_find(const struct scenario *scenario, const char *name);

#endif
