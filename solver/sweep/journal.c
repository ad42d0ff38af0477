// SPDX-License-Identifier: GPL-3.0-or-later
// Journal: the head (header.c), then records of one size: mark, number of the block, checksum, coordinates
// if there is a sample, rows; a short last block is filled up with zeros. Equal sizes mean that a damaged
// record hides no other one. The checksum starts from the sweep's identity, so that records of two sweeps
// cannot be mixed. Whatever follows the last whole record was being written when the program died and is cut
// off on resuming. fsync is called every SYNC_SECONDS: after a power cut at most these seconds are computed
// again; after a kill, nothing that was appended. An advisory lock keeps a second run away from the file.
#include "sweep/journal.h"
#include "core/checked.h"
#include "core/file.h"
#include "sweep/checksum.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

enum { SYNC_SECONDS = 2 };

#define RECORD_MARK UINT64_C(0x6b636f6c622d6a70) // "pj-block"
static const struct mark nowhere = {0, 0};

// A record starts with this; the checksum is of `block` and of what follows.
struct record {
    uint64_t mark, block, checksum;
};

struct journal {
    char *path; // owned
    int descriptor;
    bool writable;
    struct header header; // of a file that is only read
    const struct store_layout *layout;
    struct shard shard;
    struct identity identity;
    uint64_t begin;        // of the first record
    uint64_t records;      // in the file, damaged ones too
    size_t record_bytes;   // of each
    unsigned char *record; // owned: one record
    uint64_t *place;       // owned; per block of the sweep: its record's number + 1, or 0
    struct journal_progress progress;
    time_t flushed;
    bool dirty;
};

static enum parley_status fault_of(const struct journal *journal, const char *doing, struct errors *errors) {
    return errors_add(errors, PARLEY_SYSTEM, nowhere, "cannot %s '%s': %s", doing, journal->path,
                      strerror(errno));
}

// ---- sizes ----

static size_t coordinate_count(const struct store_layout *layout) {
    return store_is_sampled(layout) ? layout->axis_count : 0;
}

static bool record_size(const struct store_layout *layout, size_t *bytes) {
    size_t numbers;
    return size_multiply(layout->block_points, store_row(layout) + coordinate_count(layout), &numbers) &&
           size_multiply(numbers, sizeof(double), bytes) && *bytes < SIZE_MAX / 4 &&
           (*bytes += sizeof(struct record)) > 0;
}

static bool block_is_ours(const struct journal *journal, uint64_t block) {
    return block < store_blocks(journal->layout) && block % journal->shard.n == journal->shard.k - 1;
}

static void progress_start(struct journal *journal) {
    const struct store_layout *layout = journal->layout;
    struct journal_progress *progress = &journal->progress;
    uint64_t blocks = store_blocks(layout), first = journal->shard.k - 1;
    *progress = (struct journal_progress){0};
    if (first >= blocks) return; // more shards than blocks
    progress->blocks = (blocks - 1 - first) / journal->shard.n + 1;
    progress->points = progress->blocks * layout->block_points;
    if (block_is_ours(journal, blocks - 1))
        progress->points -= layout->block_points - store_block_count(layout, blocks - 1);
}

// What depends on layout and shard alone; both may come from a file or a command line.
static enum parley_status journal_shape(struct journal *journal, struct errors *errors) {
    const struct store_layout *layout = journal->layout;
    struct shard shard = journal->shard;
    if (!(shard.n >= 1 && shard.k >= 1 && shard.k <= shard.n))
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "there is no shard %" PRIu64 "/%" PRIu64 "; K/N wants 1 <= K <= N", shard.k,
                          shard.n);
    if (!machine_is_little_endian())
        return errors_add(errors, PARLEY_SYSTEM, nowhere,
                          "sweeps can be stored only on machines that put a number's lowest byte first");
    if (layout->points == 0 || layout->block_points == 0 || layout->points > UINT64_MAX / 2 ||
        !record_size(layout, &journal->record_bytes) ||
        store_blocks(layout) > SIZE_MAX / sizeof *journal->place)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "a sweep of %" PRIu64
                          " points in blocks of %zu, %zu numbers per point, cannot be stored",
                          layout->points, layout->block_points, store_row(layout) + coordinate_count(layout));
    progress_start(journal);
    return PARLEY_OK;
}

static enum parley_status journal_room(struct journal *journal, struct errors *errors) {
    journal->record = malloc(journal->record_bytes);
    journal->place = array_new((size_t)store_blocks(journal->layout), sizeof *journal->place);
    if (!journal->record || !journal->place)
        return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory for the blocks of '%s'",
                          journal->path);
    return PARLEY_OK;
}

// Directory of a path, owned; NULL out of memory.
static char *directory_of(const char *path) {
    const char *slash = strrchr(path, '/');
    struct text out = {0};
    if (!slash)
        text_append(&out, ".");
    else
        text_append_bytes(&out, path, slash == path ? 1 : (size_t)(slash - path));
    return text_take(&out);
}

// Refuse a sweep that is larger than the disk, with the arithmetic; `there` bytes of records are on it
// already. A disk that cannot be asked is trusted.
static enum parley_status space_check(const struct journal *journal, uint64_t there, struct errors *errors) {
    const struct store_layout *layout = journal->layout;
    struct statvfs disk;
    char *directory = directory_of(journal->path);
    bool asked = directory && statvfs(directory, &disk) == 0;
    free(directory);
    if (!asked) return PARLEY_OK;
    double row = 8.0 * (double)(store_row(layout) + coordinate_count(layout));
    double points = fmax((double)journal->progress.points - (double)there / row, 0);
    double result = journal->shard.n == 1 ? row * (double)layout->points : 0;
    double unused = (double)disk.f_bavail * (double)disk.f_frsize, needed = points * row + result;
    if (needed <= unused) return PARLEY_OK;
    char log[32], file[32], sum[32], space[32];
    text_bytes(log, sizeof log, points * row);
    text_bytes(file, sizeof file, result);
    text_bytes(sum, sizeof sum, needed);
    text_bytes(space, sizeof space, unused);
    return errors_add(
        errors, PARLEY_INPUT, nowhere,
        "the sweep is larger than the disk: %.0f points x %.0f bytes = %s for '%s', and up to %s for "
        "sweep.nc, make %s; %s are free. Fewer points, fewer metrics, shards on several disks or "
        "another directory (-o) would do",
        points, row, log, journal->path, file, sum, space);
}

// ---- records ----

static uint64_t record_checksum(const struct journal *journal) {
    const struct record *record = (const struct record *)(void *)journal->record;
    uint64_t sum = checksum_add(CHECKSUM_START, &journal->identity.whole, sizeof journal->identity.whole);
    sum = checksum_add(sum, &record->block, sizeof record->block);
    size_t words =
        (journal->record_bytes - sizeof *record) / sizeof(uint64_t); // a row is whole numbers of 8 bytes
    return checksum_words(sum, record + 1, words);
}

static uint64_t record_offset(const struct journal *journal, uint64_t number) {
    return journal->begin + number * journal->record_bytes;
}

// Read record `number` into journal->record; false if it is not whole.
static bool record_read(const struct journal *journal, uint64_t number, uint64_t *block) {
    const struct record *record = (const struct record *)(void *)journal->record;
    if (!bytes_read(journal->descriptor, journal->record, journal->record_bytes,
                    record_offset(journal, number)))
        return false;
    *block = record->block;
    return record->mark == RECORD_MARK && block_is_ours(journal, record->block) &&
           record->checksum == record_checksum(journal);
}

static void block_note(struct journal *journal, uint64_t block, uint64_t number) {
    if (journal->place[block] == 0) {
        journal->progress.blocks_done++;
        journal->progress.points_done += store_block_count(journal->layout, block);
    }
    journal->place[block] = number + 1;
}

// Find the blocks that are there; *end is where the last whole one ends.
static void journal_scan(struct journal *journal, uint64_t size, uint64_t *end) {
    uint64_t block, whole = 0, records = (size - journal->begin) / journal->record_bytes;
    journal->progress.blocks_lost = (size - journal->begin) % journal->record_bytes > 0;
    for (uint64_t number = 0; number < records; number++) {
        if (record_read(journal, number, &block)) {
            block_note(journal, block, number);
            whole = number + 1;
        } else {
            journal->progress.blocks_lost++;
        }
    }
    journal->records = whole;
    *end = record_offset(journal, whole);
}

// ---- opening ----

static time_t seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static enum parley_status journal_new(const char *path, struct journal **made, struct errors *errors) {
    struct journal *journal = calloc(1, sizeof *journal);
    struct text copy = {0};
    text_append(&copy, "%s", path);
    if (journal) {
        journal->descriptor = -1;
        journal->path = text_take(&copy);
    }
    text_free(&copy);
    *made = journal;
    return journal && journal->path ? PARLEY_OK : errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
}

static enum parley_status in_use(const char *path, struct errors *errors) {
    return errors_add(errors, PARLEY_INPUT, nowhere,
                      "'%s' is in use by another run of the same sweep; wait for it, or take another "
                      "directory (-o)",
                      path);
}

// Does another process hold its lock?
static bool is_locked(const char *path) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int descriptor = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    bool locked = descriptor >= 0 && fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != (short)F_UNLCK;
    if (descriptor >= 0) close(descriptor);
    return locked;
}

static enum parley_status descriptor_open(struct journal *journal, uint64_t *size, struct errors *errors) {
    struct stat status;
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int flags = (journal->writable ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NONBLOCK;
    journal->descriptor = open(journal->path, flags);
    if (journal->descriptor < 0)
        return errors_add(errors, PARLEY_INPUT, nowhere, "cannot open '%s': %s", journal->path,
                          strerror(errno));
    if (fstat(journal->descriptor, &status) != 0) return fault_of(journal, "read", errors);
    if (!S_ISREG(status.st_mode))
        return errors_add(errors, PARLEY_INPUT, nowhere, "'%s' is not a regular file", journal->path);
    *size = (uint64_t)status.st_size;
    if (journal->writable && fcntl(journal->descriptor, F_SETLK, &lock) != 0 &&
        (errno == EACCES || errno == EAGAIN)) // other failures: a file system without locks
        return in_use(journal->path, errors);
    return PARLEY_OK;
}

// Refuse a file of another sweep or shard; it stays as it is.
static enum parley_status header_compare(const struct journal *journal, const struct header *found,
                                         struct errors *errors) {
    struct identity other;
    identity_make(&found->layout, found->program, &other);
    if (other.whole != journal->identity.whole) {
        struct text what = {0};
        identity_difference(&journal->identity, &other, &what);
        enum parley_status status = errors_add(
            errors, PARLEY_INPUT, nowhere,
            "'%s' belongs to another sweep (hash %016" PRIx64 ", wanted %016" PRIx64
            "): %s; go back to what it was, or take another directory (-o)",
            journal->path, other.whole, journal->identity.whole, what.data ? what.data : "something differs");
        text_free(&what);
        return status;
    }
    if (found->shard.k != journal->shard.k || found->shard.n != journal->shard.n)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "'%s' holds shard %" PRIu64 "/%" PRIu64 " of this sweep, not %" PRIu64 "/%" PRIu64,
                          journal->path, found->shard.k, found->shard.n, journal->shard.k, journal->shard.n);
    return PARLEY_OK;
}

static enum parley_status journal_resume(struct journal *journal, struct errors *errors) {
    struct header found = {0};
    uint64_t size, end;
    enum parley_status status = descriptor_open(journal, &size, errors);
    if (status == PARLEY_OK)
        status = header_read(journal->descriptor, journal->path, &found, &journal->begin, errors);
    if (status == PARLEY_OK) status = header_compare(journal, &found, errors);
    header_clear(&found);
    if (status == PARLEY_OK) status = space_check(journal, size - journal->begin, errors);
    if (status == PARLEY_OK) status = journal_room(journal, errors);
    if (status != PARLEY_OK) return status;
    journal_scan(journal, size, &end);
    if (end < size && ftruncate(journal->descriptor, (off_t)end) != 0)
        return fault_of(journal, "shorten", errors);
    return PARLEY_OK;
}

// Only one of two runs that begin at once makes the journal; the other one finds it there.
static enum parley_status head_write(const struct journal *journal, const struct text *head,
                                     struct errors *errors) {
    struct errors own = {0};
    struct stat found;
    enum parley_status status = file_write_new(journal->path, head->data, head->length, &own);
    if (status == PARLEY_SYSTEM && lstat(journal->path, &found) == 0) {
        errors_free(&own);
        return in_use(journal->path, errors);
    }
    errors_move(errors, &own);
    return status;
}

static enum parley_status journal_create(struct journal *journal, struct errors *errors) {
    struct text head = {0};
    uint64_t size = 0;
    enum parley_status status = space_check(journal, 0, errors);
    if (status == PARLEY_OK) status = journal_room(journal, errors);
    if (status != PARLEY_OK) return status;
    header_pack(journal->layout, journal->shard, &head);
    journal->begin = head.length;
    status = head.failed ? errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory")
                         : head_write(journal, &head, errors);
    text_free(&head);
    return status == PARLEY_OK ? descriptor_open(journal, &size, errors) : status;
}

enum parley_status journal_open(const char *path, const struct store_layout *layout, struct shard shard,
                                bool resume, struct journal **journal, struct errors *errors) {
    struct stat found;
    struct journal *made = NULL;
    bool there = lstat(path, &found) == 0;
    if (there && !resume && is_locked(path)) return in_use(path, errors);
    if (there && !resume)
        return errors_add(
            errors, PARLEY_INPUT, nowhere,
            "'%s' is there already, from an earlier run; --resume goes on with it, another directory "
            "(-o) starts anew",
            path);
    enum parley_status status = journal_new(path, &made, errors);
    if (status == PARLEY_OK) {
        made->writable = true;
        made->layout = layout;
        made->shard = shard;
        identity_make(layout, PARLEY_VERSION, &made->identity);
        status = journal_shape(made, errors);
    }
    if (status == PARLEY_OK) status = there ? journal_resume(made, errors) : journal_create(made, errors);
    if (status == PARLEY_OK) {
        made->flushed = seconds_now();
        *journal = made;
    } else {
        journal_close(made, NULL);
    }
    return status;
}

enum parley_status journal_open_read(const char *path, struct journal **journal, struct errors *errors) {
    struct journal *made = NULL;
    uint64_t size = 0, end;
    enum parley_status status = journal_new(path, &made, errors);
    if (status == PARLEY_OK) status = descriptor_open(made, &size, errors);
    if (status == PARLEY_OK)
        status = header_read(made->descriptor, path, &made->header, &made->begin, errors);
    if (status == PARLEY_OK) {
        made->layout = &made->header.layout;
        made->shard = made->header.shard;
        identity_make(made->layout, made->header.program, &made->identity);
        status = journal_shape(made, errors);
    }
    if (status == PARLEY_OK) status = journal_room(made, errors);
    if (status == PARLEY_OK) {
        journal_scan(made, size, &end);
        *journal = made;
    } else {
        journal_close(made, NULL);
    }
    return status;
}

enum parley_status journal_close(struct journal *journal, struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    if (!journal) return status;
    if (journal->dirty && fsync(journal->descriptor) != 0) status = fault_of(journal, "flush", errors);
    if (journal->descriptor >= 0 && close(journal->descriptor) != 0 && status == PARLEY_OK &&
        journal->writable)
        status = fault_of(journal, "close", errors);
    header_clear(&journal->header);
    free(journal->path);
    free(journal->record);
    free(journal->place);
    free(journal);
    return status;
}

enum parley_status journal_remove(struct journal *journal, struct errors *errors) {
    enum parley_status status = PARLEY_OK;
    if (unlink(journal->path) != 0 && errno != ENOENT) status = fault_of(journal, "remove", errors);
    journal->dirty = false;
    enum parley_status closed = journal_close(journal, errors);
    return status == PARLEY_OK ? closed : status;
}

// ---- blocks ----

const struct store_layout *journal_layout(const struct journal *journal) {
    return journal->layout;
}

const struct identity *journal_identity(const struct journal *journal) {
    return &journal->identity;
}

const char *journal_program(const struct journal *journal) {
    return journal->header.program ? journal->header.program : PARLEY_VERSION;
}

const char *journal_path(const struct journal *journal) {
    return journal->path;
}

struct shard journal_shard(const struct journal *journal) {
    return journal->shard;
}

struct journal_progress journal_progress(const struct journal *journal) {
    return journal->progress;
}

bool journal_has(const struct journal *journal, uint64_t block) {
    return block < store_blocks(journal->layout) && journal->place[block] > 0;
}

bool journal_missing(const struct journal *journal, uint64_t *block) {
    uint64_t blocks = store_blocks(journal->layout), n = journal->shard.n;
    uint64_t step = (journal->shard.k - 1 + n - *block % n) % n; // to the shard's first block from here on
    if (*block >= blocks || step >= blocks - *block) return false;
    for (uint64_t b = *block + step;; b += n) {
        if (journal->place[b] == 0) {
            *block = b;
            return true;
        }
        if (n >= blocks - b) return false;
    }
}

// Fill journal->record.
static void record_make(struct journal *journal, uint64_t block, const double *rows) {
    const struct store_layout *layout = journal->layout;
    size_t axes = coordinate_count(layout), count = store_block_count(layout, block);
    struct record *record = (struct record *)(void *)journal->record;
    double *numbers = (double *)(void *)(journal->record + sizeof *record);
    if (count < layout->block_points) memset(journal->record, 0, journal->record_bytes);
    for (size_t k = 0; axes > 0 && k < count; k++)
        layout->coordinates(layout->context, block * layout->block_points + k, numbers + k * axes);
    memcpy(numbers + layout->block_points * axes, rows, count * store_row(layout) * sizeof *rows);
    record->mark = RECORD_MARK;
    record->block = block;
    record->checksum = record_checksum(journal);
}

// At the end of the file; false with errno if it could not be written as a whole.
static bool record_write(const struct journal *journal) {
    uint64_t offset = record_offset(journal, journal->records);
    for (size_t done = 0; done < journal->record_bytes;) {
        ssize_t put = pwrite(journal->descriptor, journal->record + done, journal->record_bytes - done,
                             (off_t)(offset + done));
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return false;
        done += (size_t)put;
    }
    return true;
}

// To the disk, if it is time.
static bool journal_flush(struct journal *journal) {
    time_t now = seconds_now();
    journal->dirty = true;
    if (now - journal->flushed < SYNC_SECONDS) return true;
    journal->flushed = now;
    journal->dirty = fsync(journal->descriptor) != 0;
    return !journal->dirty;
}

static enum parley_status append_fault(const struct journal *journal, struct errors *errors) {
    const struct journal_progress *progress = &journal->progress;
    return errors_add(errors, PARLEY_SYSTEM, nowhere,
                      "cannot write to '%s': %s. Its %" PRIu64 " finished blocks of %" PRIu64
                      " are kept, only blocks "
                      "that were still running are lost; make room, then run the same command with --resume",
                      journal->path, strerror(errno), progress->blocks_done, progress->blocks);
}

enum parley_status journal_append(struct journal *journal, uint64_t block, const double *rows,
                                  struct errors *errors) {
    if (!journal->writable || !block_is_ours(journal, block) || journal_has(journal, block))
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "block %" PRIu64 " does not belong in '%s', or is there", block, journal->path);
    record_make(journal, block, rows);
    if (!record_write(journal)) {
        int why = errno;
        // If even this fails, resuming cuts the rest off.
        if (ftruncate(journal->descriptor, (off_t)record_offset(journal, journal->records)) != 0) errno = why;
        errno = why;
        return append_fault(journal, errors);
    }
    block_note(journal, block, journal->records++);
    return journal_flush(journal) ? PARLEY_OK : append_fault(journal, errors);
}

enum parley_status journal_read(struct journal *journal, uint64_t block, double *coordinates, double *rows,
                                struct errors *errors) {
    const struct store_layout *layout = journal->layout;
    uint64_t found = 0;
    if (!journal_has(journal, block))
        return errors_add(errors, PARLEY_INPUT, nowhere, "block %" PRIu64 " is not in '%s'", block,
                          journal->path);
    if (!record_read(journal, journal->place[block] - 1, &found) || found != block)
        return errors_add(errors, PARLEY_INPUT, nowhere,
                          "block %" PRIu64 " of '%s' is damaged; --resume computes it again", block,
                          journal->path);
    size_t axes = coordinate_count(layout), count = store_block_count(layout, block);
    const double *numbers = (const double *)(void *)(journal->record + sizeof(struct record));
    if (coordinates && axes > 0) memcpy(coordinates, numbers, count * axes * sizeof *numbers);
    memcpy(rows, numbers + layout->block_points * axes, count * store_row(layout) * sizeof *rows);
    return PARLEY_OK;
}
