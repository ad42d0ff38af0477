// SPDX-License-Identifier: GPL-3.0-or-later
// Why parties do what they do in one state: what each alternative is worth, and what waiting is made of.
#ifndef PARLEY_OUTPUT_EXPLAIN_H
#define PARLEY_OUTPUT_EXPLAIN_H

#include "output/solution.h"

struct question {
    size_t state;
    size_t party; // SIZE_MAX: every party
};

// From "front=stalemate,aid=none" (channels not named are where they start; NULL: the start) and a party's
// name (NULL: everybody). Errors: PARLEY_INPUT, naming the nearest channel, level or party.
enum parley_status question_read(const struct game *game, const char *state, const char *party,
                                 struct question *question, struct errors *errors);

// *text is owned by the caller. Errors: PARLEY_MEMORY.
enum parley_status explain_text(const struct solution *solution, const struct question *question, char **text,
                                struct errors *errors);
enum parley_status explain_json(const struct solution *solution, const struct question *question, char **json,
                                struct errors *errors);

#endif
