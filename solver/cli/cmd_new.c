// SPDX-License-Identifier: GPL-3.0-or-later
// parley new NAME: write NAME.yaml, a commented scenario to start from. The file is created only if there is
// none, in one step, so that nothing can be overwritten.
#include "cli/commands.h"
#include "core/text.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool ends_with(const char *s, const char *ending) {
    size_t length = strlen(s), tail = strlen(ending);
    return length > tail && strcmp(s + length - tail, ending) == 0;
}

static int create(const char *path, const char *content) {
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (descriptor < 0 && errno == EEXIST)
        return message_usage("'%s' exists already and is left as it is", path);
    if (descriptor < 0) {
        message_error("cannot write '%s': %s", path, strerror(errno));
        return EXIT_SYSTEM;
    }
    FILE *file = fdopen(descriptor, "w");
    bool written = file && fputs(content, file) >= 0;
    if (file ? fclose(file) != 0 : close(descriptor) != 0) written = false;
    if (written) return EXIT_DONE;
    message_error("cannot write '%s': %s", path, strerror(errno));
    unlink(path);
    return EXIT_SYSTEM;
}

// The name of the file without its folders and without ".yaml".
static char *title_of(const char *path) {
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    struct text title = {0};
    text_append_bytes(&title, base, strlen(base) - strlen(".yaml"));
    return text_take(&title);
}

int cmd_new(const struct options *options) {
    const char *name = options->operands.items[0];
    struct text path = {0};
    char *content = NULL, *title = NULL;
    parley_error *error = NULL;
    int code = EXIT_SYSTEM;
    if (*name == '\0' || ends_with(name, "/"))
        return message_usage("'parley new' wants the name of a file to write, not '%s'", name);
    text_append(&path, "%s%s", name, ends_with(name, ".yaml") ? "" : ".yaml");
    title = path.failed ? NULL : title_of(path.data);
    if (!title)
        message_error("out of memory");
    else if (parley_template(title, &content, &error) != PARLEY_OK)
        code = message_failure(error);
    else
        code = create(path.data, content);
    if (code == EXIT_DONE && !options->quiet)
        fprintf(stderr, "wrote %s; now try: parley solve %s\n", path.data, path.data);
    parley_text_free(content);
    free(title);
    text_free(&path);
    return code;
}
