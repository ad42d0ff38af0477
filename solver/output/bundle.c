// SPDX-License-Identifier: GPL-3.0-or-later
// The files of something that is not one solution. Everything is composed in memory before the first is
// written.
#include "output/bundle.h"
#include "core/file.h"
#include "output/chart.h"
#include "output/chart_text.h"
#include <stdio.h>

enum { TITLE_WIDTH = 74, TITLE_LINES = 2 };

void bundle_script_begin(struct bundle *bundle, const char *title) {
    text_append(
        &bundle->script,
        "# Drawn by: gnuplot %s.gp  (in this folder; gnuplot -e \"format = 'svg'\" or 'pdf' for the others)\n"
        "chart = '%s'\nquote = \"'\"\nnewline = \"\\n\"\n",
        bundle->name, bundle->name);
    variable_string(&bundle->script, "scenario_title", text_wrap(title, TITLE_WIDTH, TITLE_LINES));
}

void bundle_script_end(struct bundle *bundle) {
    text_append(&bundle->script, "\n%s\n%s", chart_template("common"), chart_template(bundle->name));
}

enum parley_status bundle_write(struct bundle *bundle, const char *directory, struct errors *errors) {
    static const char *const endings[] = {"txt", "json", "dat", "gp"};
    struct text *const texts[] = {&bundle->report, &bundle->json, &bundle->data, &bundle->script};
    enum parley_status status = PARLEY_OK;
    for (size_t k = 0; k < 4; k++)
        if (texts[k]->failed) status = PARLEY_MEMORY;
    if (status != PARLEY_OK) errors_add(errors, status, (struct mark){0, 0}, "out of memory");
    if (status == PARLEY_OK) status = directory_make(directory, errors);
    for (size_t k = 0; k < 4; k++) {
        char name[64];
        snprintf(name, sizeof name, "%s.%s", bundle->name, endings[k]);
        const char *bytes = texts[k]->data ? texts[k]->data : "";
        if (status == PARLEY_OK) status = file_write(directory, name, bytes, texts[k]->length, errors);
        text_free(texts[k]);
    }
    return status;
}
