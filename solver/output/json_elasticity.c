// SPDX-License-Identifier: GPL-3.0-or-later
// Elasticities as JSON: {"PATH": {"METRIC": {"derivative", "elasticity", "kink", "below", "above"}}}, and
// what they took. A side on which the metric jumps has no number.
#include "output/json_elasticity.h"
#include "output/elasticity.h"

static json_t *derivative_json(struct writer *writer, const struct elasticities *all, size_t row,
                               size_t metric) {
    const struct derivative *by = &all->row[row].by[metric];
    json_t *object = json_object();
    json_put(writer, object, "derivative", json_number(by->value));
    json_put(writer, object, "elasticity", json_number(elasticity_of(all, row, metric)));
    json_put(writer, object, "kink", json_boolean(by->kink));
    json_put(writer, object, "below", json_number(by->below));
    json_put(writer, object, "above", json_number(by->above));
    return object;
}

void json_elasticities(struct writer *writer, json_t *root) {
    const struct elasticities *all = writer->solution->elasticities;
    if (!all) return;
    json_t *object = json_object(), *effort = json_object(), *missing = json_array();
    for (size_t k = 0; k < all->count; k++) {
        if (!all->row[k].done) {
            json_push(writer, missing, json_text(all->row[k].path));
            continue;
        }
        json_t *row = json_object();
        for (size_t m = 0; m < all->metric_count; m++)
            json_put(writer, row, all->metric[m], derivative_json(writer, all, k, m));
        json_put(writer, object, all->row[k].path, row);
    }
    json_put(writer, effort, "operator_applications", json_count(all->operator_applications));
    json_put(writer, effort, "factorisations", json_count(all->factorisations));
    json_put(writer, effort, "linear_solves", json_count(all->linear_solves));
    json_put(writer, effort, "solutions", json_count(all->solves));
    json_put(writer, root, "elasticities", object);
    json_put(writer, root, "elasticities_missing", missing);
    json_put(writer, root, "elasticity_effort", effort);
}
