// SPDX-License-Identifier: GPL-3.0-or-later
// One period in state s ends in exactly one of four ways:
//     agree  = sum_j p_j [j settles] sum_e Pr(e) a_e Q_e          quit = sum_j p_j [j quits]
//     broken = (1 - agree - quit) b(s)                            stay = (1 - agree - quit) (1 - b(s))
#include "outcome/chances.h"
#include "core/checked.h"

double chances_enacted(const struct game *game, const struct profile *profile, size_t s, size_t j, size_t e) {
    size_t chooser = s * game->parties + j;
    double settles = game->recognition[chooser] * profile->choice[chooser * profile->alternatives + SETTLE];
    return settles * profile->proposal[e].probability * profile_enactment(game, profile, s, e);
}

static void state_chances(const struct game *game, const struct profile *profile, size_t s,
                          struct chances *out) {
    double agree = 0, quit = 0;
    for (size_t j = 0; j < game->parties; j++) {
        size_t chooser = s * game->parties + j;
        quit += game->recognition[chooser] * profile->choice[chooser * profile->alternatives + QUIT];
        for (size_t e = profile->first[chooser]; e < profile->first[chooser + 1]; e++)
            agree += chances_enacted(game, profile, s, j, e);
    }
    double rest = fmax(1 - agree - quit, 0);
    out->agree[s] = agree;
    out->quit[s] = quit;
    out->broken[s] = rest * game->breakdown_risk[s];
    out->stay[s] = rest * (1 - game->breakdown_risk[s]);
    out->leave[s] = agree + quit + out->broken[s];
}

bool chances_compute(const struct game *game, const struct profile *profile, struct chances *chances) {
    struct chances new = {0};
    double **columns[] = {&new.agree, &new.quit, &new.broken, &new.stay, &new.leave};
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++) {
        *columns[k] = array_new(game->states, sizeof **columns[k]);
        if (*columns[k]) continue;
        chances_clear(&new);
        return false;
    }
    for (size_t s = 0; s < game->states; s++)
        state_chances(game, profile, s, &new);
    *chances = new;
    return true;
}

void chances_clear(struct chances *chances) {
    free(chances->agree);
    free(chances->quit);
    free(chances->broken);
    free(chances->stay);
    free(chances->leave);
    *chances = (struct chances){0};
}
