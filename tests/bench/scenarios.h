// SPDX-License-Identifier: GPL-3.0-or-later
// The fixed list of games that the benchmark solves, written as scenario files.
#ifndef PARLEY_TESTS_SCENARIOS_H
#define PARLEY_TESTS_SCENARIOS_H

#include "core/text.h"
#include "property/options.h"

// "[f(0), f(1), ...]" with f linear from first to last.
static inline void write_line(struct text *out, size_t count, double first, double last) {
    double step = count > 1 ? (last - first) / (double)(count - 1) : 0;
    for (size_t k = 0; k < count; k++)
        text_append(out, "%s%.17g", k > 0 ? ", " : "[", first + step * (double)k);
    text_append(out, "]");
}

static inline void write_levels(struct text *out, const char *channel, size_t count) {
    text_append(out, "  %s:\n    levels: ", channel);
    for (size_t k = 0; k < count; k++)
        text_append(out, "%sl%zu", k > 0 ? ", " : "[", k);
    text_append(out, "]\n");
}

// Baron and Ferejohn (1989): n alike, simple majority.
static inline void write_baron_ferejohn(struct text *out, size_t parties, double discount) {
    text_append(out, "title: Baron-Ferejohn\nagreement: {rule: majority}\noutcome: {pie: 1}\nparties:\n");
    for (size_t i = 0; i < parties; i++)
        text_append(out, "  P%zu: {discount: %.17g}\n", i, discount);
}

// Simple majority with unequal chances of recognition, 5 : 3 : 2 : 1 ...
static inline void write_unequal(struct text *out, size_t parties, double discount) {
    static const double weight[] = {5, 3, 2, 1};
    text_append(out, "title: Unequal\nagreement: {rule: majority}\noutcome: {pie: 1}\nparties:\n");
    for (size_t i = 0; i < parties; i++)
        text_append(out, "  P%zu: {discount: %.17g, initiative: %g}\n", i, discount, weight[i]);
}

// A leverage channel of k levels: the pie rises from 1 to 2, party A's recognition from 0.2 to 0.8; it stays
// with chance 0.7 and otherwise jumps to any level, all alike.
static inline void write_leverage_channel(struct text *out, size_t count) {
    write_levels(out, "leverage", count);
    text_append(out, "    transition:\n");
    for (size_t from = 0; from < count; from++) {
        text_append(out, "    - ");
        for (size_t to = 0; to < count; to++)
            text_append(out, "%s%.17g", to > 0 ? ", " : "[", 0.3 / (double)count + (from == to ? 0.7 : 0));
        text_append(out, "]\n");
    }
    text_append(out, "    effects:\n      pie: {set: ");
    write_line(out, count, 1, 2);
    text_append(out, "}\n      A.initiative: {set: ");
    write_line(out, count, 0.2, 0.8);
    text_append(out, "}\n      B.initiative: {set: ");
    write_line(out, count, 0.8, 0.2);
    text_append(out, "}\n");
}

static inline void write_leverage(struct text *out, size_t count, double discount) {
    text_append(out,
                "title: Leverage\noutcome: {pie: 1}\n"
                "parties: {A: {discount: %.17g}, B: {discount: %.17g}}\nleverage:\n",
                discount, discount);
    write_leverage_channel(out, count);
}

// Talks that break down for good when the last of `dates` rounds ends.
static inline void write_calendar(struct text *out, size_t dates, double discount) {
    write_leverage(out, 10, discount);
    write_levels(out, "calendar", dates);
    text_append(out, "    drift: {up: 1, down: 0}\n    effects: {breakdown_risk: {set: [");
    for (size_t k = 0; k < dates; k++)
        text_append(out, "%s%d", k > 0 ? ", " : "", k + 1 == dates);
    text_append(out, "]}}\n");
}

// Unanimity of three; pie, recognition and transitions at random, the same on every machine.
static inline void write_random_states(struct text *out, size_t count, double discount) {
    uint64_t seed = 20;
    text_append(out, "title: Random states\noutcome: {pie: 1}\nparties:\n");
    for (size_t i = 0; i < 3; i++)
        text_append(out, "  P%zu: {discount: %.17g}\n", i, discount);
    text_append(out, "leverage:\n");
    write_levels(out, "c", count);
    text_append(out, "    transition:\n");
    for (size_t from = 0; from < count; from++) {
        double row[SAMPLE_LEVELS], sum = 0;
        for (size_t to = 0; to < count; to++)
            sum += row[to] = draw_between(&seed, 0.01, 1);
        text_append(out, "    - ");
        for (size_t to = 0; to < count; to++)
            text_append(out, "%s%.17g", to > 0 ? ", " : "[", row[to] / sum);
        text_append(out, "]\n");
    }
    static const char *const target[] = {"pie", "P0.initiative", "P1.disagreement"};
    static const double low[] = {0.5, 0.2, 0}, high[] = {2, 2, 0.3};
    text_append(out, "    effects:\n");
    for (size_t t = 0; t < 3; t++) {
        text_append(out, "      %s: {set: ", target[t]);
        for (size_t k = 0; k < count; k++)
            text_append(out, "%s%.17g", k > 0 ? ", " : "[", draw_between(&seed, low[t], high[t]));
        text_append(out, "]}\n");
    }
}

// Three channels of 47 levels: 103,823 states.
static inline void write_large(struct text *out) {
    enum { LEVELS = 47 };
    text_append(out,
                "title: Large\nperiod: 1 month\nstart: {x: l23, y: l23, z: l23}\noutcome: {pie: 1}\n"
                "parties: {A: {discount_rate: 0.05}, B: {discount_rate: 0.08}, C: {discount_rate: 0.12}}\n"
                "leverage:\n");
    write_levels(out, "x", LEVELS);
    text_append(out, "    drift: {up: 0.2, down: 0.15}\n    effects:\n      A.disagreement: {set: ");
    write_line(out, LEVELS, -0.3, 0);
    text_append(out, "}\n      pie: {scale: ");
    for (size_t k = 0; k < LEVELS; k++)
        text_append(out, "%s%.17g", k > 0 ? ", " : "[", 1 + 0.3 * sin((double)k / 5));
    text_append(out, "]}\n");
    write_levels(out, "y", LEVELS);
    text_append(out, "    drift: {up: 0.1, down: 0.1}\n    effects:\n      B.initiative: {set: ");
    write_line(out, LEVELS, 0.5, 1.5);
    text_append(out, "}\n      pie: {add: ");
    write_line(out, LEVELS, 0, 0.2);
    text_append(out, "}\n");
    write_levels(out, "z", LEVELS);
    text_append(out, "    drift: {up: 0.25, down: 0.3}\n    effects:\n      C.disagreement: {set: ");
    write_line(out, LEVELS, 0.05, -0.25);
    text_append(out, "}\n");
}

// 4 parties, 3 issues, three moves and an anchor: 9 states of leverage x 4 of the table.
static inline void write_issues(struct text *out, size_t size, double discount) {
    static const double ideal[4][3] = {{1, 0.9, 0.2}, {0, 0.3, 1}, {0.4, 0, 0.6}, {0.7, 1, 0}};
    static const double salience[4][3] = {{3, 1, 1}, {3, 2, 1}, {1, 1, 2}, {1, 3, 2}};
    (void)size;
    text_append(out, "period: 1 month\nparties:\n");
    for (int i = 0; i < 4; i++) {
        text_append(out, "  P%d:\n    discount: %.17g\n    disagreement: %g\n", i, discount - 0.005 * i,
                    -0.05 * i);
        text_append(out, "    loss_aversion: %g\n    aspiration: 0.6\n    susceptibility: 0.6\n    issues: {",
                    0.5 * (i > 0));
        for (int k = 0; k < 3; k++)
            text_append(out, "%sx%d: {ideal: %g, salience: %g}", k > 0 ? ", " : "", k, ideal[i][k],
                        salience[i][k]);
        text_append(out, "}\n");
    }
    text_append(
        out,
        "outcome: {issues: {x0: {range: [0, 1]}, x1: {range: [0, 1]}, x2: {range: [0, 1]}}}\n"
        "leverage:\n  front:\n    levels: [a, b, c]\n    start: b\n    drift: {up: 0.1, down: 0.1}\n"
        "    effects: {P0.disagreement: {add: [-0.2, -0.1, 0]}, P1.disagreement: {add: [0, -0.1, -0.3]}}\n"
        "  aid:\n    levels: [none, some, much]\n    start: some\n    drift: {up: 0.05, down: 0.1}\n"
        "    effects: {P1.disagreement: {add: [-0.2, -0.1, 0]}, P2.initiative: {scale: [0.5, 1, 2]}}\n"
        "moves:\n  push: {by: P0, cost: 0.01, shift: {front: +1}, chance: 0.5}\n"
        "  hold: {by: P1, cost: 0.01, shift: {front: -1}, chance: 0.5}\n"
        "  help: {by: P2, cost: 0.005, shift: {aid: +1}, chance: 0.8}\n"
        "anchors:\n  demands: {by: P0, at: {x0: 1, x1: 1, x2: 0}}\nanchoring: {depth: 3, pull: 1, fade: "
        "0.1}\n");
}

// 4 parties under unanimity on 10 levels of leverage; with a deadline after so many rounds (0: none).
static inline void write_horizon(struct text *out, size_t rounds, double discount) {
    text_append(out, "title: Horizon\nagreement: {rule: unanimity}\noutcome: {pie: 1}\nparties:\n");
    for (int i = 0; i < 4; i++)
        text_append(out, "  %c: {discount: %.17g, initiative: %d, disagreement: %g}\n", 'A' + i,
                    discount - 0.01 * i, i + 1, -0.02 * i);
    text_append(out, "leverage:\n");
    write_leverage_channel(out, 10);
    if (rounds > 0) text_append(out, "deadline: {after: %zu}\n", rounds);
}

#endif
