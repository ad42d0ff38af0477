// SPDX-License-Identifier: GPL-3.0-or-later
// Elasticities in the result.
#ifndef PARLEY_OUTPUT_JSON_ELASTICITY_H
#define PARLEY_OUTPUT_JSON_ELASTICITY_H

#include "output/json_writer.h"

// Puts `elasticities` and `elasticity_effort` into the result; nothing if they were not asked for.
void json_elasticities(struct writer *writer, json_t *root);

#endif
