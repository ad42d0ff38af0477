// SPDX-License-Identifier: GPL-3.0-or-later
// What the program says. Standard output is flushed and checked, so that a full disk behind a redirection is
// noticed.
#include "cli/message.h"
#include "core/status.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void print_error(const char *format, va_list arguments) {
    fputs("parley: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

void message_error(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    print_error(format, arguments);
    va_end(arguments);
}

int message_usage(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    print_error(format, arguments);
    va_end(arguments);
    return EXIT_INPUT;
}

int message_failure(parley_error *error) {
    int code = status_exit_code(parley_error_status(error));
    fputs(parley_error_text(error), stderr);
    parley_error_free(error);
    return code;
}

int message_result(char *text) {
    fputs(text, stdout);
    parley_text_free(text);
    return message_flush();
}

int message_flush(void) {
    errno = EIO; // of a write that failed earlier
    if (fflush(stdout) == 0 && !ferror(stdout)) return EXIT_DONE;
    message_error("cannot write to standard output: %s", strerror(errno));
    return EXIT_SYSTEM;
}
