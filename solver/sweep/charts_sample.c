// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a chart with a sample at every place of an axis: its size in centimetres, marks of the axis,
// what there is to say in a legend, and a note that names the parameters of the sample and their
// distributions. Distributions stand in the words of the design, a line "PATH = DISTRIBUTION" each.
#include "output/chart_text.h"
#include "output/lines.h"
#include "sweep/charts_kinds.h"
#include <string.h>

enum { NAME_WIDTH = 16 };
static const double RIGHT_ROOM = 0.5; // beside the panels

// "loguniform(0.03, 0.3)" and how long it is; 0 where the design does not say.
static const char *distribution_of(const struct store_layout *layout, const char *path, size_t *length) {
    size_t name = strlen(path);
    *length = 0;
    for (const char *line = layout->design_text; line && *line; line += strcspn(line, "\n")) {
        line += *line == '\n';
        if (strncmp(line, path, name) != 0 || strncmp(line + name, " = ", 3) != 0) continue;
        *length = strcspn(line + name + 3, "\n");
        return line + name + 3;
    }
    return "";
}

static void note_append(const struct store_layout *layout, struct text *out) {
    text_append(out, "The same sample of %llu at every place: ", (unsigned long long)layout->samples);
    for (size_t a = layout->grid_axes; a < layout->axis_count; a++) {
        const struct store_axis *axis = &layout->axes[a];
        bool last = a + 1 == layout->axis_count;
        size_t length;
        const char *distribution = distribution_of(layout, axis->path, &length);
        note_parameter(out, axis->path, axis->labels ? "" : axis->unit, distribution, length,
                       last ? "." : ";");
        text_append(out, "%s", last ? "" : " ");
    }
}

// Columns that the longest name on the axis takes; 0: numbers.
static size_t name_length(const struct drawn_axis *x) {
    size_t longest = 0;
    for (size_t k = 0; x->scale == SCALE_NAMES && k < x->count; k++) {
        struct text name = {0};
        axis_value_append(x->axis, k * x->stride, &name);
        size_t length = name.data ? columns_count(name.data, name.length) : 0;
        if (length > longest) longest = length;
        text_free(&name);
    }
    return longest < NAME_WIDTH ? longest : NAME_WIDTH;
}

void sample_page_variables(const struct chart_job *job, const struct sample_page *page, struct text *out) {
    size_t panels = job->metric_count, columns = panels < 3 ? panels : panels == 4 ? 2 : 3;
    double width = columns > 2 ? 26 : columns > 1 ? 22 : 17;
    struct text note = {0};
    drawn_axis_variables(&job->cut->x, "x", out);
    note_append(job->layout, &note);
    text_append(&note, "%s", page->remark.data ? page->remark.data : "");
    note_variables(out, note.failed ? NULL : note.data, width - page->left - RIGHT_ROOM);
    text_free(&note);
    text_append(out,
                "points_drawn = %zu\nx_letters = %zu\npanels = %zu\ncolumns = %zu\nrows = %zu\n"
                "legend_columns = %zu\nlegend_rows = %zu\nleft_room = %g\nright_room = %g\n"
                "canvas_width = %g\n",
                cut_cells(job->cut), name_length(&job->cut->x), panels, columns,
                (panels + columns - 1) / columns, page->legend_columns,
                (page->entries + page->legend_columns - 1) / page->legend_columns, page->left, RIGHT_ROOM,
                width);
    text_append(out,
                "slanted_names = x_letters * x_names > %d\nname_room = slanted_names ? 0.12 * x_letters : 0\n"
                "below = 0.7 + 0.4 * note_lines + 0.6 * legend_rows\n"
                "canvas_height = 1.3 + rows * (%g + name_room) + below\n",
                columns > 1 ? 36 : 70, panels > 1 ? 7.2 : 9.2);
}
