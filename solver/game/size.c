// SPDX-License-Identifier: GPL-3.0-or-later
// How much memory a scenario's game and its solution will take, estimated from above, and whether the machine
// has it: told before any of it is taken.
#include "core/text.h"
#include "game/kernel.h"
#include "game/parts.h"
#include "game/profile.h"
#include <unistd.h>

double game_bytes(const struct scenario *scenario) {
    double states = game_state_product(scenario), n = (double)scenario->party_count, kernels = 1;
    for (size_t i = 0; i < scenario->party_count; i++)
        kernels += kernel_is_own(scenario, i);
    kernels *= 1 + (double)scenario->option_count;
    double kernel = kernel_row_bound(scenario) * (sizeof(uint32_t) + sizeof(double)) + sizeof(size_t);
    double game = 3 * sizeof(double) + sizeof(uint32_t) +
                  (8 + (double)scenario->deal_count + 2 * (double)scenario->issue_count) * n * sizeof(double);
    double options = (double)scenario->option_count, columns = n * (1 + options) + 2;
    double profile = n * (8 + 8 * (FIRST_OPTION + 2 * options) + 8 +
                          2 * (sizeof(struct proposal) + 8 * (n + (double)scenario->issue_count)));
    double solver = 8 * (16 * n + n * columns + n * n) + 24 * options + 40;
    return states * (kernels * kernel + game + profile + solver);
}

// A game that takes no more than this fits any machine.
static const double SMALL_BYTES = 16 << 20;

enum parley_status size_check(const struct scenario *scenario, struct errors *errors) {
    double bytes = game_bytes(scenario);
    size_t states = game_state_count(scenario);
    if (states > 0 && states < UINT32_MAX && bytes < SMALL_BYTES)
        return PARLEY_OK; // no need to ask the system
    double machine = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    if (states > 0 && states < UINT32_MAX && bytes < 0.8 * machine) return PARLEY_OK;
    char need[32], have[32];
    text_bytes(need, sizeof need, bytes);
    text_bytes(have, sizeof have, machine);
    struct mark at = scenario->channel_count ? scenario->channels[0].mark : (struct mark){0};
    return errors_add(
        errors, PARLEY_INPUT, at,
        "the channels' levels multiply to %.4g states, which would take about %s; this machine has %s. "
        "Use fewer channels or fewer levels",
        game_state_product(scenario), need, have);
}
