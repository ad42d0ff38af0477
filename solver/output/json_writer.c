// SPDX-License-Identifier: GPL-3.0-or-later
// JSON (RFC 8259) by jansson: keys in a fixed order, 17 significant digits so that every double is read back
// as it was, null where a number is not defined. Nothing depends on the clock or the number of threads.
#include "output/json_writer.h"
#include "output/lines.h"

void json_put(struct writer *writer, json_t *object, const char *key, json_t *value) {
    if (json_object_set_new(object, key, value) != 0) writer->failed = true;
}

void json_push(struct writer *writer, json_t *array, json_t *value) {
    if (json_array_append_new(array, value) != 0) writer->failed = true;
}

// Adding zero turns -0 into 0.
json_t *json_number(double value) {
    return isfinite(value) ? json_real(value + 0.0) : json_null();
}

json_t *json_count(size_t value) {
    return json_integer((json_int_t)value);
}

json_t *json_text(const char *s) {
    struct text clean = {0};
    text_append_utf8(&clean, s);
    char *bytes = text_take(&clean);
    json_t *value = bytes ? json_string(bytes) : NULL;
    free(bytes);
    return value;
}

const char *json_party(const struct writer *writer, size_t i) {
    return writer->game->scenario->parties[i].name;
}

json_t *json_by_party(struct writer *writer, const double *values) {
    json_t *object = json_object();
    for (size_t i = 0; i < writer->game->parties; i++)
        json_put(writer, object, json_party(writer, i), json_number(values[i]));
    return object;
}

json_t *json_by_issue(struct writer *writer, const double *values) {
    json_t *object = json_object();
    for (size_t k = 0; k < writer->game->issues; k++)
        json_put(writer, object, writer->game->scenario->issues[k].name, json_number(values[k]));
    return object;
}

json_t *json_members(struct writer *writer, coalition members) {
    json_t *array = json_array();
    for (size_t i = 0; i < writer->game->parties; i++)
        if (members >> i & 1) json_push(writer, array, json_string(json_party(writer, i)));
    return array;
}

json_t *json_state(struct writer *writer, size_t s) {
    const struct game *game = writer->game;
    json_t *object = json_object();
    for (size_t c = 0; c < game->channels; c++) {
        const struct channel *channel = &game->scenario->channels[c];
        json_put(writer, object, channel->name, json_string(channel->levels[game_level(game, s, c)]));
    }
    return object;
}

json_t *json_certificate(struct writer *writer) {
    const struct certificate *certificate = &writer->solution->certificate;
    json_t *object = json_object();
    json_put(writer, object, "epsilon", json_number(certificate->epsilon));
    json_put(writer, object, "bound", json_number(certificate->bound));
    json_put(writer, object, "holds", json_boolean(certificate->holds));
    json_put(writer, object, "tolerance", json_number(certificate->tolerance));
    json_put(writer, object, "value_error", json_number(certificate->value_error));
    if (certificate->worst != DEVIATION_NONE) {
        json_put(writer, object, "worst", json_string(deviation_text(certificate->worst)));
        json_put(writer, object, "worst_state", json_state(writer, certificate->worst_state));
        json_put(writer, object, "worst_party", json_string(json_party(writer, certificate->worst_party)));
    }
    return object;
}

enum parley_status json_finish(struct writer *writer, json_t *root, char **json, struct errors *errors) {
    char *dump = writer->failed ? NULL : json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
    struct text whole = {0};
    text_append(&whole, "%s\n", dump ? dump : "");
    char *result = dump ? text_take(&whole) : NULL;
    json_decref(root);
    free(dump);
    text_free(&whole);
    if (!result)
        return errors_add(errors, PARLEY_MEMORY, (struct mark){0, 0},
                          "out of memory while writing the result");
    *json = result;
    return PARLEY_OK;
}
