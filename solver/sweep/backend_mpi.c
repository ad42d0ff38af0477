// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep on the ranks of an MPI job (`make MPI=1`). Rank 0 keeps the journal; one thread of it answers the
// others while the rest of its threads compute. A rank that is free asks for a block (ASK, with the identity
// of the sweep it would make), sends its rows (ROWS: the block's number, then the numbers), and once there
// are no more says what it did (END) and waits to be let go; at the end of the program it says so (LEFT).
// Messages go between rank 0 and one other at a time, so a rank that fails keeps nobody waiting: it says END
// or LEFT with its error, rank 0 hands out no more blocks and stores those under way. A rank that is killed
// is for the launcher to notice (mpirun does; srun wants --kill-on-bad-exit), and so is any failure of MPI
// itself, which aborts the job: what rank 0 has stored is in the journal. Ranks are taken to run on machines
// with the same representation of numbers.
#include "core/checked.h"
#include "sweep/backend.h"
#include <limits.h>
#include <mpi.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum tag { TAG_ASK, TAG_BLOCK, TAG_ROWS, TAG_END, TAG_LEFT, TAG_ANSWER };
static const uint64_t NO_BLOCK = UINT64_MAX; // the answer: there are no more, or: go
static const int LEADER = 0;

// What END and LEFT carry.
struct ending {
    int32_t code; // status of a sweep, exit code of a program
    struct sweep_tally tally;
    char machine[64], text[512];
};

// The process as a rank, between parley_ranks_start and parley_ranks_finish: MPI's own state is the process's
// too.
static struct {
    MPI_Comm all; // a communicator of parley's own
    int rank, ranks;
    bool *left; // on rank 0, of each rank
    int others; // not left
} process = {.ranks = 1};

// ---- the process ----

// MPI takes half a second to begin, which a program that nobody launched as a rank need not spend.
static bool is_launched(void) {
    return getenv("OMPI_COMM_WORLD_RANK") || getenv("PMIX_RANK") || getenv("PMI_RANK");
}

int parley_ranks_start(void) {
    int provided;
    if (process.left || !is_launched()) return process.rank;
    MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided);
    MPI_Comm_dup(MPI_COMM_WORLD, &process.all);
    MPI_Comm_rank(process.all, &process.rank);
    MPI_Comm_size(process.all, &process.ranks);
    process.others = process.ranks - 1;
    process.left = calloc((size_t)process.ranks, sizeof *process.left);
    if (provided >= MPI_THREAD_SERIALIZED && process.left) return process.rank;
    if (process.rank == LEADER)
        fprintf(stderr, "parley: %s\n",
                process.left ? "MPI cannot be used by several threads in turn" : "out of memory");
    MPI_Abort(process.all, 3);
    return process.rank;
}

int parley_ranks(void) {
    return process.ranks;
}

bool backend_leads(void) {
    return process.rank == LEADER;
}

static void nap(long *nanoseconds) {
    static const long LONGEST = 1000000;
    nanosleep(&(struct timespec){0, *nanoseconds}, NULL);
    *nanoseconds = *nanoseconds < LONGEST / 2 ? 2 * *nanoseconds : LONGEST;
}

static void answer(int rank, uint64_t block) {
    MPI_Send(&block, 1, MPI_UINT64_T, rank, TAG_ANSWER, process.all);
}

static bool is_waiting(MPI_Status *message) {
    int there;
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, process.all, &there, message);
    return there != 0;
}

// On another rank: until rank 0 lets it go, which can be long, while rank 0 writes files. MPI's own way to
// wait would keep a core busy.
static void wait_for_leave(void) {
    long pause = 20000;
    MPI_Status message;
    uint64_t go;
    while (!is_waiting(&message))
        nap(&pause);
    MPI_Recv(&go, 1, MPI_UINT64_T, LEADER, TAG_ANSWER, process.all, MPI_STATUS_IGNORE);
}

static void receive_ending(int rank, enum tag tag, struct ending *ending) {
    MPI_Recv(ending, (int)sizeof *ending, MPI_BYTE, rank, (int)tag, process.all, MPI_STATUS_IGNORE);
    ending->machine[sizeof ending->machine - 1] = ending->text[sizeof ending->text - 1] = '\0';
    if (tag != TAG_LEFT) return;
    process.left[rank] = true;
    process.others--;
}

static void send_ending(enum tag tag, const struct ending *content) {
    struct ending ending = *content;
    char machine[MPI_MAX_PROCESSOR_NAME];
    int length;
    MPI_Get_processor_name(machine, &length);
    snprintf(ending.machine, sizeof ending.machine, "%.60s", machine);
    MPI_Send(&ending, (int)sizeof ending, MPI_BYTE, LEADER, (int)tag, process.all);
}

// Rank 0 has no work, or no more: send everybody home, all at once, since MPI ends on all ranks together.
static void dismiss_all(void) {
    long pause = 20000;
    MPI_Status message;
    while (process.others > 0) {
        struct identity identity;
        struct ending ending;
        if (!is_waiting(&message)) {
            nap(&pause);
            continue;
        }
        int rank = message.MPI_SOURCE;
        if (message.MPI_TAG == TAG_ASK)
            MPI_Recv(&identity, (int)sizeof identity, MPI_BYTE, rank, TAG_ASK, process.all,
                     MPI_STATUS_IGNORE);
        else
            receive_ending(rank, (enum tag)message.MPI_TAG, &ending);
        if (message.MPI_TAG != TAG_LEFT) answer(rank, NO_BLOCK);
    }
    for (int rank = 0; rank < process.ranks; rank++)
        if (rank != LEADER) answer(rank, NO_BLOCK);
}

int parley_ranks_finish(int code) {
    if (!process.left) return code;
    if (process.rank == LEADER) {
        dismiss_all();
    } else {
        send_ending(TAG_LEFT, &(struct ending){.code = code});
        wait_for_leave();
    }
    free(process.left);
    process.left = NULL;
    MPI_Comm_free(&process.all);
    MPI_Finalize();
    return process.rank == LEADER ? code : 0; // the job's exit code is rank 0's
}

// ---- rank 0 ----

struct lead {
    const struct sweep_job *job;
    const struct identity *identity;
    pthread_mutex_t lock;      // on everything below that both threads use, and around the job's callbacks
    bool stopping;             // hand out no more blocks
    enum parley_status status; // of the ranks together: the first failure, or an interrupt
    enum parley_status stored; // a disk that failed once is not tried again
    struct errors *errors;
    uint64_t own_done, own_failed;
    struct sweep_tally others;
    // of the answering thread alone
    int working; // ranks that have not ended
    double *rows;
    // of the computing thread, until it has finished
    bool finished; // locked
    struct sweep_tally own_tally;
    struct errors own_errors;
};

// The functions named ..._locked are called with the lock held.
static void stop_locked(struct lead *lead, enum parley_status status) {
    lead->stopping = true;
    if (lead->status == PARLEY_OK) lead->status = status;
}

static bool report_locked(struct lead *lead) {
    const struct sweep_job *job = lead->job;
    uint64_t failed = lead->own_failed + lead->others.uncertified + lead->others.refused;
    if (job->progress && !lead->stopping &&
        !job->progress(job->progress_context, lead->own_done + lead->others.points, failed))
        stop_locked(lead, PARLEY_INTERRUPTED);
    return !lead->stopping;
}

static enum parley_status store_locked(struct lead *lead, uint64_t block, const double *rows,
                                       struct errors *errors) {
    if (lead->stored == PARLEY_OK) lead->stored = lead->job->store(lead->job->context, block, rows, errors);
    if (lead->stored != PARLEY_OK) stop_locked(lead, lead->stored);
    return lead->stored;
}

static bool lead_take(void *context, uint64_t *block) {
    struct lead *lead = context;
    pthread_mutex_lock(&lead->lock);
    bool more = !lead->stopping && lead->job->take(lead->job->context, block);
    pthread_mutex_unlock(&lead->lock);
    return more;
}

static enum parley_status lead_store(void *context, uint64_t block, const double *rows,
                                     struct errors *errors) {
    struct lead *lead = context;
    pthread_mutex_lock(&lead->lock);
    enum parley_status status = store_locked(lead, block, rows, errors);
    pthread_mutex_unlock(&lead->lock);
    return status;
}

static bool lead_progress(void *context, uint64_t done, uint64_t failed) {
    struct lead *lead = context;
    pthread_mutex_lock(&lead->lock);
    lead->own_done = done;
    lead->own_failed = failed;
    bool more = report_locked(lead);
    pthread_mutex_unlock(&lead->lock);
    return more;
}

// The computing thread: the sweep of one machine, with blocks that are also given to others.
static void *lead_compute(void *context) {
    struct lead *lead = context;
    struct sweep_job own = *lead->job;
    own.threads = own.threads > 0 ? own.threads : 1;
    own.take = lead_take;
    own.store = lead_store;
    own.progress = lead_progress;
    own.context = own.progress_context = lead;
    enum parley_status status = sweep_run(&own, &lead->own_tally, &lead->own_errors);
    pthread_mutex_lock(&lead->lock);
    lead->finished = true;
    if (status != PARLEY_OK) stop_locked(lead, status);
    pthread_mutex_unlock(&lead->lock);
    return NULL;
}

static void lead_ask(struct lead *lead, int rank) {
    struct identity theirs;
    struct text difference = {0};
    uint64_t block;
    MPI_Recv(&theirs, (int)sizeof theirs, MPI_BYTE, rank, TAG_ASK, process.all, MPI_STATUS_IGNORE);
    if (theirs.whole != lead->identity->whole) {
        identity_difference(lead->identity, &theirs, &difference);
        pthread_mutex_lock(&lead->lock);
        stop_locked(lead, errors_add(lead->errors, PARLEY_INPUT, (struct mark){0},
                                     "rank %d would make another sweep: %s; all ranks need the same input "
                                     "and the same version of parley",
                                     rank, difference.data ? difference.data : "its input differs"));
        pthread_mutex_unlock(&lead->lock);
        text_free(&difference);
    }
    answer(rank, lead_take(lead, &block) ? block : NO_BLOCK);
}

static void count_locked(struct lead *lead, uint64_t block) {
    size_t count = store_block_count(lead->job->layout, block), length = store_row(lead->job->layout);
    for (size_t k = 0; k < count; k++) {
        double status = lead->rows[k * length + ROW_STATUS];
        lead->others.uncertified += status == (double)POINT_UNCERTIFIED;
        lead->others.refused += status == (double)POINT_REFUSED;
    }
    lead->others.points += count;
}

static void lead_rows(struct lead *lead, int rank) {
    const struct store_layout *layout = lead->job->layout;
    int most = (int)(layout->block_points * store_row(layout));
    uint64_t block;
    MPI_Recv(&block, 1, MPI_UINT64_T, rank, TAG_BLOCK, process.all, MPI_STATUS_IGNORE);
    MPI_Recv(lead->rows, most, MPI_DOUBLE, rank, TAG_ROWS, process.all, MPI_STATUS_IGNORE);
    pthread_mutex_lock(&lead->lock);
    if (store_locked(lead, block, lead->rows, lead->errors) == PARLEY_OK) count_locked(lead, block);
    report_locked(lead);
    pthread_mutex_unlock(&lead->lock);
}

static void lead_ending(struct lead *lead, int rank, enum tag tag) {
    struct ending ending;
    enum parley_status status = PARLEY_OK;
    receive_ending(rank, tag, &ending);
    lead->working--;
    pthread_mutex_lock(&lead->lock);
    if (tag == TAG_LEFT && ending.code != 0)
        status = errors_add(lead->errors, PARLEY_SYSTEM, (struct mark){0},
                            "rank %d on %s left before the sweep began, with exit code %d; does it see the "
                            "same files?",
                            rank, ending.machine, ending.code);
    if (tag == TAG_END && ending.code != PARLEY_OK)
        status = errors_add(lead->errors, (enum parley_status)ending.code, (struct mark){0},
                            "rank %d on %s failed: %s", rank, ending.machine, ending.text);
    if (status != PARLEY_OK) stop_locked(lead, status);
    lead->others.cold += ending.tally.cold;
    lead->others.newton_steps += ending.tally.newton_steps;
    lead->others.operator_applications += ending.tally.operator_applications;
    pthread_mutex_unlock(&lead->lock);
}

static void lead_message(struct lead *lead, const MPI_Status *message) {
    switch (message->MPI_TAG) {
    case TAG_ASK:
        lead_ask(lead, message->MPI_SOURCE);
        break;
    case TAG_BLOCK:
        lead_rows(lead, message->MPI_SOURCE);
        break;
    case TAG_END:
        lead_ending(lead, message->MPI_SOURCE, TAG_END);
        break;
    case TAG_LEFT:
        lead_ending(lead, message->MPI_SOURCE, TAG_LEFT);
        break;
    }
}

// Until everybody has ended, this rank too. Between messages it sleeps, for its core computes as well.
static void lead_answer(struct lead *lead) {
    static const long SHORTEST = 20000;
    long pause = SHORTEST;
    MPI_Status message;
    for (bool busy = true; busy;) {
        if (is_waiting(&message)) {
            lead_message(lead, &message);
            pause = SHORTEST;
            continue;
        }
        pthread_mutex_lock(&lead->lock);
        busy = lead->working > 0 || !lead->finished;
        if (busy) report_locked(lead);
        pthread_mutex_unlock(&lead->lock);
        if (busy) nap(&pause);
    }
    for (int rank = 0; rank < process.ranks; rank++)
        if (rank != LEADER && !process.left[rank]) answer(rank, NO_BLOCK);
}

static void tally_add(struct sweep_tally *all, const struct sweep_tally *one) {
    all->points += one->points;
    all->uncertified += one->uncertified;
    all->refused += one->refused;
    all->cold += one->cold;
    all->newton_steps += one->newton_steps;
    all->operator_applications += one->operator_applications;
}

static enum parley_status lead_run(struct lead *lead, struct sweep_tally *tally) {
    pthread_t computing;
    pthread_mutex_init(&lead->lock, NULL);
    bool computes = pthread_create(&computing, NULL, lead_compute, lead) == 0;
    if (!computes) lead->finished = true; // the others do the work then
    lead_answer(lead);
    if (computes) pthread_join(computing, NULL);
    pthread_mutex_destroy(&lead->lock);
    errors_move(lead->errors, &lead->own_errors);
    errors_free(&lead->own_errors);
    *tally = lead->own_tally;
    tally_add(tally, &lead->others);
    return lead->status;
}

enum parley_status backend_lead(const struct sweep_job *job, const struct identity *identity,
                                struct sweep_tally *tally, struct errors *errors) {
    const struct store_layout *layout = job->layout;
    struct lead lead = {.job = job, .identity = identity, .errors = errors, .working = process.others};
    enum parley_status status = PARLEY_MEMORY;
    if (process.others == 0) return sweep_run(job, tally, errors);
    lead.rows = array_new(layout->block_points * store_row(layout), sizeof *lead.rows);
    if (lead.rows)
        status = lead_run(&lead, tally);
    else
        errors_add(errors, status, (struct mark){0}, "out of memory for the sweep");
    free(lead.rows);
    return status;
}

// ---- the others ----

struct follow {
    const struct store_layout *layout;
    const struct identity *identity;
};

static bool follow_take(void *context, uint64_t *block) {
    const struct follow *follow = context;
    MPI_Send(follow->identity, (int)sizeof *follow->identity, MPI_BYTE, LEADER, TAG_ASK, process.all);
    MPI_Recv(block, 1, MPI_UINT64_T, LEADER, TAG_ANSWER, process.all, MPI_STATUS_IGNORE);
    return *block != NO_BLOCK;
}

static enum parley_status follow_store(void *context, uint64_t block, const double *rows,
                                       struct errors *errors) {
    const struct follow *follow = context;
    int count = (int)(store_block_count(follow->layout, block) * store_row(follow->layout));
    (void)errors; // a failure of MPI ends the job
    MPI_Send(&block, 1, MPI_UINT64_T, LEADER, TAG_BLOCK, process.all);
    MPI_Send(rows, count, MPI_DOUBLE, LEADER, TAG_ROWS, process.all);
    return PARLEY_OK;
}

enum parley_status backend_follow(const struct sweep_job *job, const struct identity *identity,
                                  struct errors *errors) {
    struct follow follow = {job->layout, identity};
    struct sweep_job own = *job;
    struct ending ending = {.code = PARLEY_OK};
    own.threads = own.threads > 0 ? own.threads : 1;
    own.take = follow_take;
    own.store = follow_store;
    own.progress = NULL;
    own.context = &follow;
    enum parley_status status =
        job->layout->block_points > (size_t)INT_MAX / store_row(job->layout)
            ? errors_add(errors, PARLEY_INPUT, (struct mark){0}, "too many metrics for one message")
            : sweep_run(&own, &ending.tally, errors);
    ending.code = (int32_t)status;
    if (status != PARLEY_OK)
        snprintf(ending.text, sizeof ending.text, "%s",
                 errors->count > 0 ? errors->items[0].text : status_text(status));
    send_ending(TAG_END, &ending);
    wait_for_leave();
    return status;
}
