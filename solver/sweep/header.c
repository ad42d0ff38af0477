// SPDX-License-Identifier: GPL-3.0-or-later
// Head of a journal. Prefix of 48 bytes: name of the format (16 bytes), byte-order mark, version, length of
// the body, checksum of the body. Body: a description for whoever looks at the file with `head`, then the
// layout, each item a multiple of 8 bytes: a number is 8 bytes, a text its length, its bytes and one to eight
// zeros. So texts end in zero and numbers are aligned where they lie, and the layout that is read borrows
// them in place. Every count is checked against the bytes that are left before memory is taken for it.
#include "sweep/header.h"
#include "core/checked.h"
#include "sweep/checksum.h"
#include "sweep/identity.h"
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { FORMAT = 2, BODY_MAX = 1 << 30 };

static const char magic[16] = "parley journal\n";
#define BYTE_ORDER_MARK UINT64_C(0x0102030405060708)
static const struct mark nowhere = {0, 0};

struct prefix {
    char magic[16];
    uint64_t order, format, length, checksum;
};

bool machine_is_little_endian(void) {
    const uint64_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 1;
}

bool bytes_read(int descriptor, void *out, size_t count, uint64_t offset) {
    for (size_t done = 0; done < count;) {
        ssize_t got = pread(descriptor, (char *)out + done, count - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        done += (size_t)got;
    }
    return true;
}

size_t axis_label_count(const struct store_axis *axis) {
    size_t labels = axis->values ? 0 : axis->count;
    for (size_t k = 0; axis->values && k < axis->count; k++)
        if (labels <= (size_t)axis->values[k]) labels = (size_t)axis->values[k] + 1;
    return axis->labels ? labels : 0;
}

// ---- writing ----

static void put_number(struct text *out, uint64_t number) {
    text_append_bytes(out, (const char *)&number, sizeof number);
}

static void put_reals(struct text *out, const double *reals, size_t count) {
    for (size_t k = 0; k < count; k++)
        text_append_bytes(out, (const char *)&reals[k], sizeof *reals);
}

static void put_text(struct text *out, const char *text) {
    static const char zeros[8] = {0};
    size_t length = text ? strlen(text) : 0;
    put_number(out, length);
    text_append_bytes(out, text, length);
    text_append_bytes(out, zeros, 8 - length % 8);
}

static void put_description(const struct store_layout *layout, struct shard shard, struct text *out) {
    struct identity identity;
    struct text words = {0};
    identity_make(layout, PARLEY_VERSION, &identity);
    text_append(&words,
                "\nparley %s, results of a sweep while it runs: %s\n%s\nshard %" PRIu64 " of %" PRIu64
                "; %" PRIu64 " points in %" PRIu64 " blocks of %zu; hash %016" PRIx64 "\n",
                PARLEY_VERSION, layout->title ? layout->title : "", layout->command ? layout->command : "",
                shard.k, shard.n, layout->points, store_blocks(layout), layout->block_points, identity.whole);
    char *taken = text_take(&words);
    put_text(out, taken);
    out->failed = out->failed || !taken;
    free(taken);
}

static void put_axis(struct text *out, const struct store_axis *axis) {
    put_text(out, axis->path);
    put_text(out, axis->unit);
    put_text(out, axis->meaning);
    put_number(out, axis->count);
    put_number(out, axis->values != NULL);
    put_number(out, axis_label_count(axis));
    if (axis->values) put_reals(out, axis->values, axis->count);
    for (size_t k = 0; k < axis_label_count(axis); k++)
        put_text(out, axis->labels[k]);
}

static void put_layout(struct text *out, const struct store_layout *layout) {
    put_number(out, layout->points);
    put_number(out, layout->block_points);
    put_number(out, layout->grid_axes);
    put_number(out, layout->samples);
    put_reals(out, &layout->tolerance, 1);
    const char *texts[] = {layout->title,       layout->scenario_file, layout->scenario_text,
                           layout->design_text, layout->command,       layout->exceeds};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        put_text(out, texts[k]);
    put_number(out, layout->axis_count);
    put_number(out, layout->metric_count);
    for (size_t k = 0; k < layout->axis_count; k++)
        put_axis(out, &layout->axes[k]);
    for (size_t k = 0; k < layout->metric_count; k++) {
        put_text(out, layout->metrics[k].path);
        put_text(out, layout->metrics[k].unit);
        put_text(out, layout->metrics[k].meaning);
    }
}

void header_pack(const struct store_layout *layout, struct shard shard, struct text *out) {
    struct text body = {0};
    put_description(layout, shard, &body);
    put_text(&body, PARLEY_VERSION);
    put_number(&body, shard.k);
    put_number(&body, shard.n);
    put_layout(&body, layout);
    struct prefix prefix = {.order = BYTE_ORDER_MARK, .format = FORMAT, .length = body.length};
    memcpy(prefix.magic, magic, sizeof magic);
    prefix.checksum = checksum_add(CHECKSUM_START, body.data, body.length);
    text_append_bytes(out, (const char *)&prefix, sizeof prefix);
    text_append_bytes(out, body.data, body.length);
    out->failed = out->failed || body.failed;
    text_free(&body);
}

// ---- reading ----

struct reader {
    unsigned char *at, *end;
    bool failed;
};

static uint64_t get_number(struct reader *in) {
    uint64_t number = 0;
    in->failed = in->failed || in->end - in->at < 8;
    if (in->failed) return 0;
    memcpy(&number, in->at, 8);
    in->at += 8;
    return number;
}

// A count of things that take at least 8 bytes each.
static size_t get_count(struct reader *in) {
    uint64_t count = get_number(in);
    in->failed = in->failed || count > (uint64_t)(in->end - in->at) / 8;
    return in->failed ? 0 : (size_t)count;
}

static const char *get_text(struct reader *in) {
    uint64_t length = get_number(in);
    if (in->failed || length >= (uint64_t)(in->end - in->at)) {
        in->failed = true;
        return "";
    }
    const char *text = (const char *)in->at;
    in->at += length + (8 - length % 8);
    in->failed = in->failed || in->at > in->end || text[length] != '\0';
    return in->failed ? "" : text;
}

static const double *get_reals(struct reader *in, size_t count) {
    in->failed = in->failed || count > (size_t)(in->end - in->at) / 8;
    if (in->failed) return NULL;
    const double *reals = (const double *)(void *)in->at; // aligned: see above
    in->at += 8 * count;
    return reals;
}

// Has every place of a grid's axis a label? A sample has as many as its count says.
static bool labels_suffice(const struct store_axis *axis, uint64_t labels) {
    if (!axis->values) return labels == axis->count;
    for (size_t k = 0; k < axis->count; k++)
        if (!(axis->values[k] >= 0 && axis->values[k] < (double)labels)) return false;
    return true;
}

// The labels stand at *labels, which moves on.
static void get_axis(struct reader *in, struct store_axis *axis, const char ***labels) {
    axis->path = get_text(in);
    axis->unit = get_text(in);
    axis->meaning = get_text(in);
    axis->count = (size_t)get_number(in); // a sample's need not be backed by anything
    bool valued = get_number(in) != 0;
    uint64_t label_count = get_number(in);
    if (valued) axis->values = get_reals(in, axis->count);
    if (in->failed || label_count == 0) return;
    if (label_count > (uint64_t)(in->end - in->at) / 16 || !labels_suffice(axis, label_count)) {
        in->failed = true;
        return;
    }
    axis->labels = *labels;
    for (uint64_t k = 0; k < label_count && !in->failed; k++)
        *(*labels)++ = get_text(in);
}

static void get_lists(struct reader *in, struct header *header) {
    struct store_layout *layout = &header->layout;
    const char **labels = header->labels;
    for (size_t k = 0; k < layout->axis_count && !in->failed; k++)
        get_axis(in, &header->axes[k], &labels);
    for (size_t k = 0; k < layout->metric_count && !in->failed; k++) {
        struct store_metric *metric = &header->metrics[k];
        metric->path = get_text(in);
        metric->unit = get_text(in);
        metric->meaning = get_text(in);
    }
}

static bool layout_is_sound(const struct header *header) {
    const struct store_layout *layout = &header->layout;
    return store_is_sound(layout) && layout->block_points > 0 && header->shard.k >= 1 &&
           header->shard.k <= header->shard.n;
}

// Body to layout; false if it is not one, *memory if it may be but there was no room for it.
static bool body_unpack(struct header *header, size_t length, bool *memory) {
    struct reader in = {header->body, header->body + length, false};
    struct store_layout *layout = &header->layout;
    get_text(&in);
    header->program = get_text(&in);
    header->shard.k = get_number(&in);
    header->shard.n = get_number(&in);
    layout->points = get_number(&in);
    layout->block_points = (size_t)get_number(&in);
    layout->grid_axes = (size_t)get_number(&in);
    layout->samples = get_number(&in);
    const double *tolerance = get_reals(&in, 1);
    layout->tolerance = tolerance ? *tolerance : 0;
    const char **texts[] = {&layout->title,       &layout->scenario_file, &layout->scenario_text,
                            &layout->design_text, &layout->command,       &layout->exceeds};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        *texts[k] = get_text(&in);
    layout->axis_count = get_count(&in);
    layout->metric_count = get_count(&in);
    if (in.failed) return false;
    layout->axes = header->axes = array_new(layout->axis_count, sizeof *header->axes);
    layout->metrics = header->metrics = array_new(layout->metric_count, sizeof *header->metrics);
    header->labels = array_new((size_t)(in.end - in.at) / 16 + 1, sizeof *header->labels); // 16 bytes each
    *memory = !header->axes || !header->metrics || !header->labels;
    if (*memory) return false;
    get_lists(&in, header);
    return !in.failed && in.at == in.end && layout_is_sound(header);
}

// NULL, or what is wrong with it.
static const char *prefix_fault(const struct prefix *prefix) {
    if (memcmp(prefix->magic, magic, sizeof magic) != 0) return "is no journal of a sweep";
    if (prefix->order != BYTE_ORDER_MARK) return "was written on a machine with another order of bytes";
    if (prefix->format != FORMAT) return "was written by another version of parley, in another format";
    if (prefix->length > BODY_MAX || prefix->length % 8 != 0)
        return "has a damaged head; nothing in it can be used";
    return NULL;
}

enum parley_status header_read(int descriptor, const char *path, struct header *header, uint64_t *bytes,
                               struct errors *errors) {
    struct prefix prefix;
    struct header made = {0};
    bool memory = false;
    const char *fault = "is no journal of a sweep";
    if (bytes_read(descriptor, &prefix, sizeof prefix, 0)) fault = prefix_fault(&prefix);
    if (fault) return errors_add(errors, PARLEY_INPUT, nowhere, "'%s' %s", path, fault);
    size_t length = (size_t)prefix.length;
    made.body = malloc(length + 8);
    memory = !made.body;
    if (made.body && bytes_read(descriptor, made.body, length, sizeof prefix) &&
        checksum_add(CHECKSUM_START, made.body, length) == prefix.checksum &&
        body_unpack(&made, length, &memory)) {
        *header = made;
        *bytes = sizeof prefix + length;
        return PARLEY_OK;
    }
    header_clear(&made);
    if (memory) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory reading '%s'", path);
    return errors_add(errors, PARLEY_INPUT, nowhere,
                      "'%s' has a damaged head; nothing in it can be used: remove it and run the sweep again",
                      path);
}

void header_clear(struct header *header) {
    free(header->body);
    free(header->axes);
    free(header->metrics);
    free(header->labels);
    *header = (struct header){0};
}
