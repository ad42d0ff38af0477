// SPDX-License-Identifier: GPL-3.0-or-later
// A child process for one piece of work. The child sends its status and the text of its first error through a
// pipe and leaves by _exit, so that no handler of a library runs at its end; signals that the program catches
// keep their handlers, but faults end the child alone, without a core file. Where no process can be made the
// work is done in this one.
#include "sweep/apart.h"
#include "core/text.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct mark nowhere = {0, 0};

static void send_bytes(int out, const void *bytes, size_t count) {
    for (size_t done = 0; done < count;) {
        ssize_t put = write(out, (const char *)bytes + done, count - done);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return;
        done += (size_t)put;
    }
}

// Not to outlive a parent that is killed: what it writes would stand in the way of a run that resumes.
static void follow(pid_t parent) {
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent) _exit(1);
}

static void child_run(enum parley_status (*work)(void *, struct errors *), void *context, int out) {
    static const int faults[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
    const struct rlimit no_core = {0, 0};
    struct errors errors = {0};
    for (size_t k = 0; k < sizeof faults / sizeof *faults; k++)
        signal(faults[k], SIG_DFL);
    setrlimit(RLIMIT_CORE, &no_core);
    enum parley_status status = work(context, &errors);
    const char *text = errors.count > 0 ? errors.items[0].text : "";
    send_bytes(out, &status, sizeof status);
    send_bytes(out, text, strlen(text));
    _exit(0);
}

// All that comes out of the pipe.
static void receive(int in, struct text *message) {
    char bytes[512];
    for (;;) {
        ssize_t got = read(in, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        text_append_bytes(message, bytes, (size_t)got);
    }
}

static enum parley_status verdict(const struct text *message, int ended, const char *doing,
                                  struct errors *errors) {
    enum parley_status status;
    if (message->failed) return errors_add(errors, PARLEY_MEMORY, nowhere, "out of memory");
    if (message->length >= sizeof status) {
        memcpy(&status, message->data, sizeof status);
        if (status != PARLEY_OK) errors_add(errors, status, nowhere, "%s", message->data + sizeof status);
        return status;
    }
    return errors_add(errors, PARLEY_SYSTEM, nowhere, "cannot %s: the process that did it ended by signal %d",
                      doing, WIFSIGNALED(ended) ? WTERMSIG(ended) : 0);
}

enum parley_status run_apart(enum parley_status (*work)(void *context, struct errors *errors), void *context,
                             const char *doing, struct errors *errors) {
    int ends[2], ended = 0;
    if (pipe(ends) != 0) return work(context, errors);
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        follow(parent);
        close(ends[0]);
        child_run(work, context, ends[1]);
    }
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return work(context, errors);
    }
    struct text message = {0};
    receive(ends[0], &message);
    close(ends[0]);
    while (waitpid(child, &ended, 0) < 0 && errno == EINTR)
        continue;
    enum parley_status status = verdict(&message, ended, doing, errors);
    text_free(&message);
    return status;
}
