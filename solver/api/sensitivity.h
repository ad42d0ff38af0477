// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of a study of sensitivity: what is asked, laid out as a sweep; its points, solved; what they say.
#ifndef PARLEY_API_SENSITIVITY_H
#define PARLEY_API_SENSITIVITY_H

#include "api/objects.h"
#include "output/sensitivity.h"
#include "sweep/claim.h"
#include "sweep/failures.h"
#include "sweep/plan.h"
#include "sweep/tornado.h"

// Initialise with {0}; stays where it is, because the plan points into it.
struct survey {
    const parley_scenario *origin;
    const struct parley_inquiry *inquiry;
    const char *study;               // the file that has completed the inquiry; NULL without one
    const struct study_words *words; // what was asked beside it
    enum sensitivity_method method;
    struct scenario *scenario; // owned
    struct text text;          // the scenario's, with what was set
    char **metrics;            // owned paths
    size_t metric_count;
    struct claim *claim; // owned
    size_t claim_count;
    struct plan plan;
    struct tornado tornado; // points of the plan, if it is one; owns its arrays
    double *rows;           // store_row numbers per point, once they are solved
    struct failures failures;
    struct first_failures first; // owned
};

// Check what is asked and lay it out; fills in the method, title, design and parameters of `made`. Errors:
// PARLEY_INPUT, PARLEY_MEMORY.
enum parley_status survey_make(struct survey *survey, struct parley_sensitivity *made, struct errors *errors);
void survey_clear(struct survey *survey);

// On the rank that leads (backend.h): solve every point into survey->rows and see which failed; with a
// directory through METHOD.journal there, and METHOD.nc when all are done. Errors: those of backend_lead and
// journal_open.
enum parley_status survey_run(struct survey *survey, struct errors *errors);
// On any other rank: solve points for it until there are no more. Errors: those of backend_follow.
enum parley_status survey_help(struct survey *survey, struct errors *errors);
// The journal, no longer wanted once everything is written.
void survey_forget(const struct survey *survey);

// What the rows say, into `made`. A metric that says nothing has its reason in `trouble`.
enum parley_status survey_analyse(const struct survey *survey, struct parley_sensitivity *made,
                                  struct errors *errors);

#endif
