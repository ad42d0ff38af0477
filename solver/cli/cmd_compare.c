// SPDX-License-Identifier: GPL-3.0-or-later
// parley compare FILE...: scenarios, and variants of them made by --with, side by side. A variant is
// "PATH=VALUE,PATH=VALUE", optionally with "NAME: " before it; a comma belongs to a name if no "=" stands
// between it and the next one. Exit code 1 if a column is not certified.
#include "cli/product.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COLUMNS_MOST = 100 };

// Owns everything.
struct variants {
    parley_scenario *scenario[COLUMNS_MOST];
    char *name[COLUMNS_MOST];
    size_t count;
};

static void variants_free(struct variants *variants) {
    for (size_t k = 0; k < variants->count; k++) {
        parley_scenario_free(variants->scenario[k]);
        free(variants->name[k]);
    }
    free(variants);
}

// End of the assignment that begins here: a comma after its "=", or the end.
static const char *assignment_end(const char *from) {
    const char *equals = strchr(from, '=');
    const char *comma = equals ? strchr(equals, ',') : NULL;
    return comma ? comma : from + strlen(from);
}

// Where the changes begin: after "NAME: " if that comes before the first "=".
static const char *changes_of(const char *with) {
    const char *colon = strstr(with, ": "), *equals = strchr(with, '=');
    return colon && equals && colon > with && colon < equals ? colon + 2 : with;
}

static parley_error *changes_apply(parley_scenario *scenario, const char *changes) {
    parley_error *error = NULL;
    for (const char *end; !error; changes = end + 1) {
        struct text assignment = {0};
        while (*changes == ' ')
            changes++;
        end = assignment_end(changes);
        text_append_bytes(&assignment, changes, (size_t)(end - changes));
        text_append(&assignment, "%s", "");
        parley_set(scenario, assignment.failed ? "" : assignment.data, &error);
        text_free(&assignment);
        if (*end == '\0') break;
    }
    return error;
}

// The file's name without folders and ending; all of it if another file would be called the same.
static char *file_name(const struct options *options, size_t k) {
    const char *path = options->operands.items[k], *slash = strrchr(path, '/'),
               *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    size_t length = dot && dot > base ? (size_t)(dot - base) : strlen(base);
    struct text name = {0};
    bool alone = true;
    for (size_t other = 0; other < options->operands.count; other++) {
        const char *its = options->operands.items[other], *cut = strrchr(its, '/');
        if (other != k && strcmp(cut ? cut + 1 : its, base) == 0) alone = false;
    }
    text_append_bytes(&name, alone ? base : path, alone ? length : strlen(path));
    return text_take(&name);
}

static char *variant_name(const struct options *options, size_t file, const char *with) {
    struct text name = {0};
    char *base = file_name(options, file);
    const char *changes = with ? changes_of(with) : NULL;
    bool several = options->operands.count > 1;
    if (!with || several) text_append(&name, "%s%s", base ? base : "", with ? ": " : "");
    if (with) text_append_bytes(&name, with, changes > with ? (size_t)(changes - with) - 2 : strlen(with));
    name.failed = name.failed || !base;
    free(base);
    return text_take(&name);
}

// One more column: a file, with the changes of --set and then those of one --with.
static int variant_load(const struct options *options, size_t file, const char *with,
                        struct variants *variants) {
    parley_scenario *scenario = NULL;
    parley_error *error = NULL;
    if (variants->count == COLUMNS_MOST)
        return message_usage("at most %d columns can be compared", COLUMNS_MOST);
    parley_load(options->operands.items[file], &scenario, &error);
    for (size_t k = 0; k < options->sets.count && !error; k++)
        parley_set(scenario, options->sets.items[k], &error);
    if (!error && with) error = changes_apply(scenario, changes_of(with));
    char *name = error ? NULL : variant_name(options, file, with);
    if (name) {
        variants->scenario[variants->count] = scenario;
        variants->name[variants->count++] = name;
        return EXIT_DONE;
    }
    parley_scenario_free(scenario);
    if (error && with && options->operands.count > 1)
        message_error("in %s, with %s:", options->operands.items[file], with);
    if (error) return message_failure(error);
    message_error("out of memory");
    return EXIT_SYSTEM;
}

static int variants_load(const struct options *options, struct variants *variants) {
    int code = EXIT_DONE;
    for (size_t file = 0; file < options->operands.count && code == EXIT_DONE; file++) {
        code = variant_load(options, file, NULL, variants);
        for (size_t k = 0; k < options->withs.count && code == EXIT_DONE; k++)
            code = variant_load(options, file, options->withs.items[k], variants);
    }
    return code;
}

static int compare(const struct options *options, const struct variants *variants,
                   parley_comparison **comparison) {
    struct progress progress;
    parley_error *error = NULL;
    struct parley_columns columns = {(const parley_scenario *const *)variants->scenario,
                                     (const char *const *)variants->name, variants->count,
                                     options->metrics.items, options->metrics.count};
    struct parley_options how = product_begin(options, &progress);
    enum parley_status status = parley_compare(&columns, &how, comparison, &error);
    return product_end(&progress, status, error);
}

static int make(const struct options *options, const char *directory, void **made) {
    parley_comparison *comparison = NULL;
    struct variants *variants = calloc(1, sizeof *variants);
    (void)directory;
    if (!variants) {
        message_error("out of memory");
        return EXIT_SYSTEM;
    }
    int code = variants_load(options, variants);
    if (code == EXIT_DONE) code = compare(options, variants, &comparison);
    variants_free(variants);
    *made = comparison;
    return code;
}

static enum parley_status text(const void *comparison, const struct options *options, char **out,
                               parley_error **error) {
    const char *no_colour = getenv("NO_COLOR");
    bool colour = isatty(STDOUT_FILENO) && !(no_colour && *no_colour);
    if (options->json) return parley_comparison_json(comparison, out, error);
    return parley_comparison_report(comparison, colour, out, error);
}

static enum parley_status write_files(const void *comparison, const struct options *options,
                                      const char *directory, parley_error **error) {
    (void)options;
    return parley_comparison_write(comparison, directory, error);
}

static const char *chart(const void *comparison, size_t index) {
    (void)comparison;
    return index == 0 ? "compare" : NULL;
}

static bool stopped(const void *comparison) {
    return parley_comparison_missing(comparison) > 0;
}

static int verdict(const void *comparison) {
    size_t wrong = parley_comparison_uncertified(comparison);
    if (wrong == 0) return EXIT_DONE;
    message_error("%zu of %zu columns are not certified", wrong, parley_comparison_columns(comparison));
    return EXIT_NOT_EQUILIBRIUM;
}

static void clear(void *comparison) {
    parley_comparison_free(comparison);
}

int cmd_compare(const struct options *options) {
    static const struct product product = {.files = "comparison and chart",
                                           .make = make,
                                           .text = text,
                                           .write = write_files,
                                           .chart = chart,
                                           .stopped = stopped,
                                           .verdict = verdict,
                                           .clear = clear};
    if (options->operands.count + options->withs.count < 2)
        return message_usage(
            "'parley compare' wants something to compare with: another FILE, or a variant such as "
            "--with PATH=VALUE");
    return product_run(&product, options);
}
