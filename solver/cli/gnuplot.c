// SPDX-License-Identifier: GPL-3.0-or-later
// Runs gnuplot without a shell, inside the folder of results, with no start-up files of the user's. The
// picture goes to a temporary name and is renamed, so that an interrupted drawing leaves the old picture. A
// close-on-exec pipe tells "gnuplot is not there" from "gnuplot failed".
#include "cli/gnuplot.h"
#include "cli/message.h"
#include "core/text.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// In the child: become gnuplot, or report errno through the pipe.
static void become(const char *directory, const char *commands, const char *script, int errors, int report) {
    int null = open("/dev/null", O_RDWR);
    if (chdir(directory) == 0 && null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
        dup2(null, STDOUT_FILENO) >= 0 && dup2(errors, STDERR_FILENO) >= 0)
        execlp("gnuplot", "gnuplot", "-d", "-e", commands, script, (char *)NULL);
    int why = errno;
    if (write(report, &why, sizeof why) != (ssize_t)sizeof why) _exit(126);
    _exit(127);
}

// Exit status of gnuplot; -1 with errno if it could not be run.
static int run(const char *directory, const char *commands, const char *script, int errors) {
    int ends[2], status = 0, why = 0;
    pid_t child = -1;
    bool piped;
    int failed;
#pragma omp critical(gnuplot) // no other child is made before the pipe closes on exec
    {
        piped = pipe(ends) == 0;
        if (piped) {
            fcntl(ends[0], F_SETFD, FD_CLOEXEC);
            fcntl(ends[1], F_SETFD, FD_CLOEXEC);
            child = fork();
        }
        if (child == 0) become(directory, commands, script, errors, ends[1]);
        failed = errno;
    }
    if (!piped) return -1;
    close(ends[1]);
    ssize_t got = 0;
    if (child > 0) {
        do
            got = read(ends[0], &why, sizeof why);
        while (got < 0 && errno == EINTR);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    close(ends[0]);
    errno = child < 0 ? failed : why;
    if (child < 0 || got > 0) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void show(FILE *errors, const char *chart) {
    char line[400];
    int lines = 0;
    message_error("gnuplot could not draw %s.gp:", chart);
    rewind(errors);
    while (lines++ < 10 && fgets(line, sizeof line, errors))
        fprintf(stderr, "  %s%s", line, strchr(line, '\n') ? "" : "\n");
}

enum drawing gnuplot_draw(const char *directory, const char *chart, const char *format) {
    enum drawing drawing = DRAWING_FAILED;
    struct text temporary = {0}, final = {0}, script = {0}, commands = {0};
    FILE *errors = tmpfile();
    text_append(&temporary, "%s/.%s.%ld.%s", directory, chart, (long)getpid(), format);
    text_append(&final, "%s/%s.%s", directory, chart, format);
    text_append(&script, "%s.gp", chart);
    text_append(&commands, "format = '%s'; picture = '.%s.%ld.%s'", format, chart, (long)getpid(), format);
    if (!errors || temporary.failed || final.failed || script.failed || commands.failed) {
        message_error("cannot draw %s: %s", chart, strerror(errno));
        goto cleanup;
    }
    int status = run(directory, commands.data, script.data, fileno(errors));
    if (status < 0 && errno == ENOENT) {
        drawing = DRAWING_NO_GNUPLOT;
    } else if (status < 0) {
        message_error("cannot run gnuplot: %s", strerror(errno));
    } else if (status != 0) {
        show(errors, chart);
    } else if (rename(temporary.data, final.data) != 0) {
        message_error("cannot write '%s': %s", final.data, strerror(errno));
    } else {
        drawing = DRAWING_DONE;
    }
    if (drawing != DRAWING_DONE) unlink(temporary.data);
cleanup:
    if (errors) fclose(errors);
    text_free(&temporary);
    text_free(&final);
    text_free(&script);
    text_free(&commands);
    return drawing;
}

void gnuplot_missing(const char *consequence) {
    message_error("gnuplot was not found: %s. On Debian or Ubuntu: apt-get install gnuplot-nox", consequence);
}
