// SPDX-License-Identifier: GPL-3.0-or-later
// The scenario that `parley new` begins with: two parties, a pie, one channel of leverage, every line
// explained. The title becomes a double-quoted YAML string, so that no character of it can end the string or
// mean something else; bytes that are not UTF-8 become '?'.
#include "core/text.h"
#include "scenario/encoding.h"
#include "scenario/scenario.h"
#include <string.h>

static const char body[] =
    "about: Two sides share a pie while the front moves; all numbers are assumptions, replace them.\n"
    "period: 1 month            # length of a bargaining round; rates below are per year\n"
    "\n"
    "parties:\n"
    "  North:\n"
    "    discount_rate: 0.10    # impatience per year; or discount: 0.99 per round\n"
    "    initiative: 1          # weight for who makes the next proposal\n"
    "    disagreement: -0.05    # utility per round while there is no agreement\n"
    "    outside: none          # utility of walking away for good; none: cannot\n"
    "  South:\n"
    "    discount_rate: 0.20\n"
    "    initiative: 1\n"
    "    disagreement: -0.10\n"
    "\n"
    "agreement: {rule: unanimity}   # or majority, or {quota: 5}\n"
    "breakdown_risk: 0.01           # chance per round that talks end for good\n"
    "outcome: {pie: 1}              # what an agreement divides; {issues: ...} or {deals: ...} instead\n"
    "\n"
    "leverage:\n"
    "  front:                       # what the sides fight over while they talk\n"
    "    levels: [South gains, stalemate, North gains]\n"
    "    start: stalemate\n"
    "    drift: {up: 0.10, down: 0.05}    # chance per round to move one level\n"
    "    effects:                         # one entry per level\n"
    "      North.disagreement: {add: [-0.10, 0, 0.03]}\n"
    "      South.disagreement: {add: [0.05, 0, -0.10]}\n"
    "      North.initiative: {scale: [0.8, 1, 1.25]}\n";

static bool needs_escape(uint32_t code) {
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029 || code == 0xfeff;
}

static void title_quote(const char *title, struct text *out) {
    size_t length = strlen(title);
    text_append(out, "\"");
    for (size_t at = 0, size; at < length; at += size) {
        uint32_t code = 0;
        size = utf8_decode(title + at, length - at, &code);
        if (size == 0) {
            text_append(out, "?");
            size = 1;
        } else if (code == '"' || code == '\\') {
            text_append(out, "\\%c", (int)code);
        } else if (needs_escape(code)) {
            text_append(out, "\\u%04x", (unsigned)code);
        } else {
            text_append_bytes(out, title + at, size);
        }
    }
    text_append(out, "\"");
}

char *scenario_template(const char *title) {
    struct text out = {0};
    text_append(&out, "title: ");
    title_quote(title, &out);
    text_append(&out, "\n%s", body);
    return text_take(&out);
}
