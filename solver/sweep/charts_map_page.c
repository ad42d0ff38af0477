// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a map or of maps in panels: titles, the note below the title, what the legend lists, and room
// for all of it. Labels of the x axis stand below the lowest panel of each column.
#include "output/chart_text.h"
#include "output/lines.h"
#include "sweep/charts_map.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BAR_WIDTH = 50, BAR_SHORT = 36, PANEL_WIDTH = 34, HELD_WIDTH = 110, HELD_NARROW = 88 };

static size_t columns_of(const struct cut *cut) {
    return cut->panels < 3 ? cut->panels : cut->panels == 4 ? 2 : 3;
}

// Of a panel: "PATH = VALUE", or the value alone.
static void panel_title(const struct chart_job *job, size_t p, bool with_path, struct text *title) {
    const struct store_axis *axis = &job->layout->axes[job->cut->panel_axis];
    if (with_path) path_words(axis->path, title);
    text_append(title, "%s", with_path ? " = " : "");
    axis_value_append(axis, job->cut->place[p], title);
}

// Do all titles of panels have room for the path?
static bool titles_fit(const struct chart_job *job) {
    bool fit = true;
    struct text words = {0};
    path_words(job->layout->axes[job->cut->panel_axis].path, &words);
    fit = !strchr(words.data ? words.data : "", '='); // "x at y = level = 3" would be a riddle
    text_free(&words);
    for (size_t p = 0; p < job->cut->panels && fit; p++) {
        struct text title = {0};
        panel_title(job, p, true, &title);
        fit = title.data && columns_count(title.data, title.length) <= PANEL_WIDTH;
        text_free(&title);
    }
    return fit;
}

static void panel_titles(const struct chart_job *job, bool with_path, struct text *out) {
    for (size_t p = 0; p < job->cut->panels; p++) {
        char variable[32];
        struct text title = {0};
        text_append(&title, "%s", "");
        if (job->cut->axes > 2) panel_title(job, p, with_path, &title);
        snprintf(variable, sizeof variable, "panel_%zu", p + 1);
        variable_string(out, variable, title.data ? name_on_line(title.data, PANEL_WIDTH) : NULL);
        text_free(&title);
    }
}

static const char *between(const struct text *note) {
    return note->length > 0 ? "; " : "";
}

// What is held, which panels there are, and what a colour says of a sample.
static void note_variable(const struct chart_job *job, const struct map *map, bool with_path,
                          struct text *out) {
    const struct cut *cut = job->cut;
    const struct store_axis *axis = &job->layout->axes[cut->panel_axis];
    struct text note = {0}, words = {0};
    cut_held(cut, &note);
    if (cut->axes > 2 && cut->panels < axis->count)
        text_append(&note, "%s%zu of the %zu values of %s", between(&note), cut->panels, axis->count,
                    axis->path);
    if (cut->axes > 2 && !with_path) {
        const char *unit = axis->labels ? "" : path_unit(axis->path, axis->unit);
        path_words(axis->path, &words);
        text_append(&note, "%spanels: %s", between(&note), words.data ? words.data : "");
        if (*unit) text_append(&note, " (%s)", unit);
    }
    if (job->statistic != STATISTIC_NONE)
        text_append(&note, "%s%sthe same sample of %llu at every place%s", between(&note),
                    job->statistic == STATISTIC_LIKELIEST ? "the likeliest regime; " : "",
                    (unsigned long long)job->layout->samples, map->error.data ? map->error.data : "");
    text_append(&note, "%s", "");
    size_t width = cut->panels > 1 && columns_of(cut) > 2 ? HELD_WIDTH : HELD_NARROW;
    variable_string(out, "note", note.data ? text_wrap(note.data, width, 2) : NULL);
    text_free(&words);
    text_free(&note);
}

static void scale_variables(struct chart_job *job, const struct map *map) {
    struct text *out = &job->variables, shown = {0};
    struct span span = map->span;
    if (!(span.low <= span.high)) span = (struct span){0, 1};
    if (span_is_flat(span)) {
        double room = fmax(fabs(span.low), 1) / 2;
        span = (struct span){span.low - room, span.high + room};
    }
    text_append(out, "low = %.17g\nhigh = %.17g\nstep = %.17g\n", span.low, span.high, map->step);
    statistic_words(job, &shown);
    size_t panels = job->cut->panels;
    size_t lines = label_lines(out, "metric_label", shown.data ? shown.data : "",
                               job->statistic == STATISTIC_CHANCE ? "" : job->metrics[0]->unit,
                               panels == 2 || panels == 3 ? BAR_SHORT : BAR_WIDTH, 2);
    text_append(out, "metric_lines = %zu\n", lines);
    text_free(&shown);
}

// What occurs, in order: a colour, "line" or "hatched", and words.
static void legend_variables(const struct map *map, struct text *out) {
    const bool *occurs = map->occurs, *blank = map->blank;
    const struct {
        bool shown;
        const char *style, *words;
    } entry[] = {{occurs[0], "#440154", "no agreement"},
                 {occurs[1], "#21918C", "agreement later"},
                 {occurs[2], "#FDE725", "in the first round, if ever"},
                 {map->boundaries, "line", "regime changes"},
                 {blank[1], "#BBBBBB", "no equilibrium found"},
                 {blank[2], "hatched", "no scenario"},
                 {blank[3], "#FFFFFF", "not defined"}};
    size_t entries = 0, longest = 0;
    text_append(out, "regimes = %d\nuncertified = %d\nrefused = %d\nundefined = %d\nboundaries = %d\n",
                map->is_regime, blank[1], blank[2], blank[3], map->boundaries);
    for (size_t k = 0; k < sizeof entry / sizeof *entry; k++) {
        if (!entry[k].shown) continue;
        entries++;
        text_append(out, "legend_style_%zu = '%s'\nlegend_%zu = '%s'\n", entries, entry[k].style, entries,
                    entry[k].words);
        if (strlen(entry[k].words) > longest) longest = strlen(entry[k].words);
    }
    text_append(out, "entries = %zu\nentry_width = %g\n", entries, 1.7 + 0.185 * (double)longest);
}

static void page_variables(const struct cut *cut, struct text *out) {
    struct map_size size = map_size(cut);
    size_t columns = columns_of(cut), rows = (cut->panels + columns - 1) / columns;
    text_append(out,
                "map_columns = %zu\nmap_rows = %zu\nmap_width = %g\nmap_height = %g\n"
                "letters(axis, count) = count < 1 ? 0 : "
                "(l = letters(axis, count - 1), n = strlen(value(axis.'_name_'.count)), n > l ? n : l)\n"
                "x_letters = letters('x', x_names)\n"
                "x_slanted = x_letters * x_names > 5 * map_width\n"
                "x_tics = x_slanted ? 0.6 + 0.115 * x_letters : 0.6\n"
                "head = 1.3 + 0.45 * (strstrt(scenario_title, newline) > 0) + (strlen(note) > 0 ? 0.6 : 0) + "
                "0.45 * (strstrt(note, newline) > 0) + (panels > 1 ? 0.6 : 0)\n"
                "row_pitch = map_height + x_tics + 0.9\n"
                "maps_width = map_columns * (map_width + 0.8) - 0.8\n"
                "maps_height = (map_rows - 1) * row_pitch + map_height\n"
                "left_room = (y_names > 0 ? 1.6 + 0.16 * letters('y', y_names) : 2.2) + 0.45 * y_lines\n"
                "right_room = regimes ? 0.9 : 3.2 + 0.45 * (metric_lines - 1)\n"
                "legend_columns = entries * entry_width < maps_width + 2 ? entries : "
                "int((maps_width + 2) / entry_width)\n"
                "legend_rows = entries < 1 ? 0 : (entries + legend_columns - 1) / legend_columns\n"
                "legend_room = entries < 1 ? 0 : 0.3 + 0.55 * legend_rows\n"
                "canvas_width = left_room + maps_width + right_room\n"
                "canvas_height = head + maps_height + x_tics + 0.2 + 0.5 * x_lines + legend_room + 0.15\n",
                columns, rows, size.width, size.height);
}

void map_variables(struct chart_job *job, const struct map *map) {
    struct text *out = &job->variables;
    const struct cut *cut = job->cut;
    bool with_path = cut->axes > 2 && titles_fit(job);
    drawn_axis_variables(&cut->x, "x", out);
    drawn_axis_variables(&cut->y, "y", out);
    text_append(out, "panels = %zu\neven = %d\n", cut->panels, cut->x.even && cut->y.even);
    scale_variables(job, map);
    legend_variables(map, out);
    panel_titles(job, with_path, out);
    note_variable(job, map, with_path, out);
    page_variables(cut, out);
}
