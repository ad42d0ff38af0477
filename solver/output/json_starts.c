// SPDX-License-Identifier: GPL-3.0-or-later
// The equilibria that a search from random starts listed, as JSON, with what is agreed in each under the keys
// of the main result, and how its starts ended.
#include "output/json_issues.h"
#include "output/json_writer.h"
#include "output/starts.h"

// `deals`, `issues` or `pie`, as in the main result.
static void put_agreed(struct writer *writer, const struct outcome *agreed, json_t *object) {
    struct solution solution = {.game = writer->game, .outcome = agreed};
    struct writer one = {&solution, writer->game, false};
    json_t *deals = agreed->deals > 0 ? json_object() : NULL;
    for (size_t d = 0; d < agreed->deals; d++)
        json_put(writer, deals, deal_name(writer->game, d), json_number(agreed->deal_chance[d]));
    if (deals) json_put(writer, object, "deals", deals);
    if (agreed->issues > 0) json_put(writer, object, "issues", json_issues(&one));
    if (agreed->deals == 0 && agreed->issues == 0)
        json_put(writer, object, "pie", json_by_party(writer, agreed->share));
    writer->failed = writer->failed || one.failed;
}

static json_t *listed_json(struct writer *writer, const struct listed *listed) {
    json_t *object = json_object();
    json_put(writer, object, "values", json_by_party(writer, listed->value));
    json_put(writer, object, "agreement_ever", json_number(listed->ever));
    json_put(writer, object, "mean_periods", json_number(listed->mean_periods));
    json_put(writer, object, "epsilon", json_number(listed->epsilon));
    json_put(writer, object, "starts", json_count(listed->starts));
    put_agreed(writer, &listed->agreed, object);
    return object;
}

void json_starts(struct writer *writer, json_t *root) {
    const struct starts *starts = writer->solution->starts;
    if (!starts) return;
    json_t *list = json_array(), *object = json_object();
    for (size_t k = 0; k < starts->count; k++)
        json_push(writer, list, listed_json(writer, &starts->list[k]));
    json_put(writer, object, "asked", json_count(starts->asked));
    json_put(writer, object, "done", json_count(starts->done));
    json_put(writer, object, "certified", json_count(starts->certified));
    json_put(writer, object, "failed", json_count(starts->done - starts->certified));
    json_put(writer, object, "uncertified", json_count(starts->uncertified));
    json_put(writer, object, "unlisted", json_count(starts->beyond));
    json_put(writer, object, "principal_first", json_boolean(starts->principal));
    json_put(writer, object, "seed", json_integer((json_int_t)starts->seed));
    json_put(writer, root, "equilibria", list);
    json_put(writer, root, "starts", object);
}
