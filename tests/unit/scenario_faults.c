// SPDX-License-Identifier: GPL-3.0-or-later
// Every fault of a scenario file is reported at its place, in words that say what is wrong, and brings no
// further errors with it. Each row of the table is one test; its claim is its name.
#include "support.h"
#include <cmocka.h>

#include "core/text.h"
#include "scenario/scenario.h"

// A sound scenario in pieces, so that a row can spoil one of them.
#define PARTIES "parties:\n  A: {discount: 0.9}\n  B: {discount: 0.9}\n"
#define PIE "outcome: {pie: 1}\n"
#define DEALS "outcome: {deals: {d: {utility: {A: 1, B: -1}}}}\n"
#define FRONT "leverage:\n  front:\n    levels: [a, b]\n"

struct fault {
    const char *claim, *text;
    size_t length; // 0: of the string
    size_t line, column;
    const char *phrase;
};

static const struct fault faults[] = {
    {"an empty file is refused", "", 0, 1, 1, "the file is empty"},
    {"a file of comments is empty", "# nothing here\n# at all\n", 0, 1, 1, "the file is empty"},
    {"a file that is null is empty", "~\n", 0, 1, 1, "the file is empty"},
    {"a list is not a scenario", "- a\n- b\n", 0, 1, 1, "must be a mapping (key: value), but a list came"},
    {"a number is not a scenario", "\n 42\n", 0, 2, 2, "but '42' came"},
    {"an open quote is not YAML", PARTIES PIE "title: \"x\n", 0, 5, 9, "not YAML: double-quoted scalar"},
    {"an open bracket is not YAML", PARTIES "outcome: {pie: 1\n", 0, 5, 1, "not YAML"},
    {"a tab for indentation is not YAML", "a:\n\tb: 1\n", 0, 2, 1, "not YAML"},
    {"bad UTF-8 names its byte",
     PARTIES PIE "title: ab\xff"
                 "c\n",
     0, 5, 10, "byte 0xFF is not valid UTF-8"},
    {"an overlong character is bad UTF-8", PARTIES PIE "title: \xc0\xaf\n", 0, 5, 8, "byte 0xC0"},
    {"a NUL byte is refused", PARTIES "a\0b", sizeof PARTIES + 2, 4, 2, "a NUL byte"},
    {"a control character is refused", "title: a\x07\n" PARTIES PIE, 0, 1, 9, "a control character (U+0007)"},
    {"a NUL escape is refused", "title: \"a\\0b\"\n" PARTIES PIE, 0, 1, 8, "a NUL character"},
    {"an alias is refused", PARTIES PIE "idle: *x\n", 0, 5, 7, "aliases (*name)"},
    {"an anchor is refused", PARTIES PIE "idle: &x 0\n", 0, 5, 7, "anchors (&name)"},
    {"a tag is refused", PARTIES PIE "idle: !!float 0\n", 0, 5, 7, "tags (!name)"},
    {"a merge key is refused", PARTIES PIE "<<: {idle: 0}\n", 0, 5, 1, "merge keys"},
    {"a list as a key is refused", PARTIES PIE "[a]: 1\n", 0, 5, 1,
     "a key must be a name; this one is a list"},
    {"an empty key is refused", PARTIES PIE "~: 1\n", 0, 5, 1, "a key must be a name; this one is empty"},
    {"a second document is refused", PARTIES PIE "---\na: 1\n", 0, 5, 1, "a second document"},
    {"an unknown key names the nearest", PARTIES PIE "perod: 1 month\n", 0, 5, 1,
     "unknown key 'perod' in the scenario; did you mean 'period'?"},
    {"an unknown key of a party names the nearest",
     "parties:\n  A: {discount: 0.9, initative: 1}\n  B: {discount: 0.9}\n" PIE, 0, 2, 22,
     "unknown key 'initative' in party 'A'; did you mean 'initiative'?"},
    {"an unknown key with no near one lists the keys", PARTIES PIE "zzzzzz: 1\n", 0, 5, 1,
     "the keys are: period"},
    {"a duplicate key names the first", PARTIES PIE "idle: 0\nidle: 0.1\n", 0, 6, 1,
     "key 'idle' comes twice; the first is in line 5"},
    {"a duplicate party is a duplicate key",
     "parties:\n  A: {discount: 0.9}\n  B: {discount: 0.9}\n  A: {discount: 0.8}\n" PIE, 0, 4, 3,
     "key 'A' comes twice"},
    {"a later key says so", PARTIES PIE "enforcement: {}\n", 0, 5, 1,
     "'enforcement' is not supported by this version"},
    {"missing parties are missed", PIE, 0, 1, 1, "the scenario needs 'parties'"},
    {"one party is no game", "parties:\n  A: {discount: 0.9}\n" PIE, 0, 2, 3,
     "needs 2 to 16 parties; this one has 1"},
    {"a missing pie is missed", PARTIES, 0, 1, 1, "the scenario needs an outcome: outcome: {pie: 1}"},
    {"a party without discount is named", "parties:\n  A: {discount: 0.9}\n  B: {votes: 2}\n" PIE, 0, 3, 3,
     "party 'B' needs 'discount_rate'"},
    {"both discounts are one too many",
     "parties:\n  A: {discount: 0.9}\n  B: {discount: 0.9, discount_rate: 1}\n" PIE, 0, 3, 3,
     "has both 'discount_rate' (per year) and 'discount'"},
    {"a party must be a mapping", "parties:\n  A: {discount: 0.9}\n  B: 0.9\n" PIE, 0, 3, 6,
     "party 'B' must be a mapping (key: value), but '0.9' came"},
    {"a party cannot have the name of a key",
     "parties:\n  A: {discount: 0.9}\n  B: {discount: 0.9}\n  pie: {discount: 0.9}\n" PIE, 0, 4, 3,
     "a party cannot be called 'pie'"},
    {"a dot in a name is refused",
     "parties:\n  A: {discount: 0.9}\n  B: {discount: 0.9}\n  C.D: {discount: 0.9}\n" PIE, 0, 4, 3,
     "has '.', '='"},
    {"a probability above 1 is out of range", PARTIES PIE "idle: 1.5\n", 0, 5, 7,
     "'idle' of the scenario must be a number in [0, 1], but '1.5' came"},
    {"a negative probability is out of range", PARTIES PIE "breakdown_risk: -0.1\n", 0, 5, 17,
     "but '-0.1' came"},
    {"a negative discount rate is out of range",
     "parties:\n  A: {discount: 0.9}\n  B: {discount_rate: -0.06}\n" PIE, 0, 3, 22,
     "'discount_rate' of party 'B' must be a finite number > 0, but '-0.06' came"},
    {"a discount of 1 is out of range", "parties:\n  A: {discount: 0.9}\n  B: {discount: 1}\n" PIE, 0, 3, 17,
     "must be a number in (0, 1), but '1' came"},
    {"NaN is no number", PARTIES PIE "noise: .nan\n", 0, 5, 8, "a finite number >= 0, but '.nan' came"},
    {"bare nan is no number", PARTIES PIE "noise: nan\n", 0, 5, 8, "but 'nan' came"},
    {"infinity is no number", PARTIES PIE "noise: .inf\n", 0, 5, 8, "but '.inf' came"},
    {"1e999 is no number", PARTIES "outcome: {pie: 1e999}\n", 0, 4, 16,
     "a finite number >= 0, but '1e999' came"},
    {"a hexadecimal number is none", PARTIES PIE "noise: 0x10\n", 0, 5, 8, "but '0x10' came"},
    {"half a number is none", PARTIES PIE "noise: 1.0.0\n", 0, 5, 8, "but '1.0.0' came"},
    {"a quoted number is text", PARTIES PIE "noise: \"1\"\n", 0, 5, 8, "but \"1\" in quotes came"},
    {"nothing is no number", PARTIES PIE "noise:\n", 0, 5, 1, "but nothing came"},
    {"a list is no number", PARTIES PIE "noise: [1]\n", 0, 5, 8, "but a list came"},
    {"a period needs its unit", PARTIES PIE "period: 3\n", 0, 5, 9, "such as '1 month'"},
    {"a period needs a known unit", PARTIES PIE "period: 3 moons\n", 0, 5, 9, "but '3 moons' came"},
    {"a flag is true or false", "parties:\n  A: {discount: 0.9, veto: maybe}\n  B: {discount: 0.9}\n" PIE, 0,
     2, 28, "must be true or false, but 'maybe' came"},
    {"an unknown rule names the rules", PARTIES PIE "agreement: {rule: most}\n", 0, 5, 19,
     "unanimity, majority or quota, but 'most' came"},
    {"rule quota needs a quota", PARTIES PIE "agreement: {rule: quota}\n", 0, 5, 1,
     "'rule: quota' needs 'quota'"},
    {"a quota does not go with majority", PARTIES PIE "agreement: {rule: majority, quota: 2}\n", 0, 5, 29,
     "'quota' goes with 'rule: quota', but the rule is 'majority'"},
    {"a quota above the votes names both numbers", PARTIES PIE "agreement: {quota: 5}\n", 0, 5, 1,
     "the quota of 5 votes cannot be reached: all parties together have 2"},
    {"a quota unreachable at the table says who is missing",
     "parties:\n  A: {discount: 0.9}\n  B: {discount: 0.9}\n  C: {discount: 0.9, at_table: false}\n" PIE
     "agreement: {quota: 3}\n",
     0, 6, 1, "those at the table have 2, and never at the table: C"},
    {"a table without initiative is missed",
     "parties:\n  A: {discount: 0.9, initiative: 0}\n  B: {discount: 0.9, at_table: false}\n" PIE, 0, 2, 3,
     "nobody at the table can take the initiative"},
    {"an unknown start channel names the nearest", PARTIES PIE FRONT "start: {fornt: a}\n", 0, 8, 9,
     "there is no channel 'fornt'; did you mean 'front'?"},
    {"an unknown start level is named", PARTIES PIE FRONT "start: {front: c}\n", 0, 8, 16,
     "'front' has no level 'c'"},
    {"a channel without levels is named", PARTIES PIE "leverage:\n  front: {start: a}\n", 0, 6, 3,
     "channel 'front' needs 'levels'"},
    {"two levels of one name are refused", PARTIES PIE "leverage:\n  front: {levels: [a, b, a]}\n", 0, 6, 26,
     "'front' has two levels called 'a'"},
    {"an empty list of levels is refused", PARTIES PIE "leverage:\n  front: {levels: []}\n", 0, 6, 19,
     "has 0 levels; 1 to 10000 are possible"},
    {"a row that does not sum to 1 is shown", PARTIES PIE FRONT "    transition: [[0.5, 0.5], [0.3, 0.6]]\n",
     0, 8, 30, "the transition row of 'b' sums to 0.9; it must sum to 1"},
    {"a matrix with too few rows is refused", PARTIES PIE FRONT "    transition: [[0.5, 0.5]]\n", 0, 8, 17,
     "'transition' has 1 rows, but 'front' has 2 levels"},
    {"a short row is refused", PARTIES PIE FRONT "    transition: [[1], [0, 1]]\n", 0, 8, 18,
     "the transition row of 'a' has 1 entries, but 'front' has 2 levels"},
    {"a matrix entry must be a probability", PARTIES PIE FRONT "    transition: [[1, 0], [2, 0]]\n", 0, 8, 27,
     "must be a number in [0, 1], but '2' came"},
    {"drift must leave room to stay", PARTIES PIE FRONT "    drift: {up: 0.7, down: 0.6}\n", 0, 8, 5,
     "up 0.7 and down 0.6 sum to more than 1"},
    {"an empty drift is refused", PARTIES PIE FRONT "    drift: {}\n", 0, 8, 12,
     "needs 'up', 'down' or both"},
    {"drift and transition exclude each other", PARTIES PIE FRONT "    drift: {up: 0}\n    transition: []\n",
     0, 9, 5, "give 'drift' or 'transition', not both"},
    {"an unknown channel in when is named", PARTIES PIE FRONT "    when: [{frnt: a, drift: {up: 0}}]\n", 0, 8,
     13, "there is no channel 'frnt'; did you mean 'front'?"},
    {"an unknown level in when is named", PARTIES PIE FRONT "    when: [{front: [a, z], drift: {up: 0}}]\n",
     0, 8, 24, "'front' has no level 'z'"},
    {"a when entry needs a law", PARTIES PIE FRONT "    when: [{front: a}]\n", 0, 8, 12,
     "'drift' or 'transition' is missing here"},
    {"a when entry needs a condition", PARTIES PIE FRONT "    when: [{drift: {up: 0}}]\n", 0, 8, 12,
     "must name a channel and its level"},
    {"an unknown party in beliefs is named", PARTIES PIE FRONT "    beliefs: {Q: {drift: {up: 0}}}\n", 0, 8,
     15, "there is no party 'Q'"},
    {"a belief needs a law", PARTIES PIE FRONT "    beliefs: {A: {when: []}}\n", 0, 8, 18,
     "'drift' or 'transition' is missing here"},
    {"an effect on nothing names the nearest",
     PARTIES PIE FRONT "    effects: {A.disagrement: {add: [1, 2]}}\n", 0, 8, 15,
     "'A.disagrement' is none; did you mean 'A.disagreement'?"},
    {"an effect on the period is refused", PARTIES PIE FRONT "    effects: {period: {add: [1, 2]}}\n", 0, 8,
     15, "cannot depend on the state"},
    {"an effect list has one entry per level", PARTIES PIE FRONT "    effects: {pie: {add: [1, 2, 3]}}\n", 0,
     8, 26, "'add' of the effect on pie has 3 entries, but 'front' has 2 levels"},
    {"an effect must do something", PARTIES PIE FRONT "    effects: {pie: {}}\n", 0, 8, 20,
     "needs 'set', 'scale' or 'add'"},
    {"an effect sets values in range", PARTIES PIE FRONT "    effects: {idle: {set: [0, 2]}}\n", 0, 8, 31,
     "must be a number in [0, 1], but '2' came"},
    {"an effect cannot add to a flag", PARTIES PIE FRONT "    effects: {A.veto: {add: [0, 1]}}\n", 0, 8, 24,
     "can only be set"},
    {"an effect on what is not given is refused",
     PARTIES PIE FRONT "    effects: {A.discount_rate: {add: [0, 1]}}\n", 0, 8, 15,
     "'A.discount_rate' is not given"},
    {"two spellings of the pie are one target",
     PARTIES PIE FRONT "    effects: {pie: {add: [0, 1]}, outcome.pie: {add: [0, 1]}}\n", 0, 8, 35,
     "two effects on 'pie'"},
    {"loss aversion needs an aspiration",
     "parties:\n  A: {discount: 0.9}\n  B: {discount: 0.9, loss_aversion: 1}\n" PIE, 0, 3, 3,
     "party 'B' has 'loss_aversion', so it needs 'aspiration'"},
    {"an effect on loss aversion needs an aspiration",
     PARTIES PIE FRONT "    effects: {A.loss_aversion: {add: [0, 1]}}\n", 0, 2, 3,
     "party 'A' has 'loss_aversion', so it needs 'aspiration'"},
    {"loss aversion is not negative",
     "parties:\n  A: {discount: 0.9}\n  B: {discount: 0.9, loss_aversion: -1}\n" PIE, 0, 3, 37,
     "must be a finite number >= 0, but '-1' came"},
    {"moves are a mapping", PARTIES PIE "moves: [m]\n", 0, 5, 8,
     "'moves' of the scenario must be a mapping, but a list came"},
    {"a move needs its owner", PARTIES PIE "moves:\n  m: {risk: 0.1}\n", 0, 6, 3, "move 'm' needs 'by'"},
    {"a move of nobody names the nearest",
     "parties:\n  Russia: {discount: 0.9}\n  B: {discount: 0.9}\n" PIE
     "moves:\n  m: {by: Rusia, risk: 0.1}\n",
     0, 6, 11, "there is no party 'Rusia'; did you mean 'Russia'?"},
    {"a move must do something", PARTIES PIE "moves:\n  m: {by: A, cost: 1}\n", 0, 6, 3,
     "move 'm' does nothing"},
    {"an empty shift does nothing", PARTIES PIE "moves:\n  m: {by: A, shift: {}}\n", 0, 6, 3,
     "move 'm' does nothing"},
    {"a shift of no channel names the nearest", PARTIES PIE FRONT "moves:\n  m: {by: A, shift: {fornt: 1}}\n",
     0, 9, 22, "there is no channel 'fornt'; did you mean 'front'?"},
    {"a shift of 0 is none", PARTIES PIE FRONT "moves:\n  m: {by: A, shift: {front: 0}}\n", 0, 9, 29,
     "must be a whole number of levels such as +1 or -1, but '0' came"},
    {"half a level is no shift", PARTIES PIE FRONT "moves:\n  m: {by: A, shift: {front: 0.5}}\n", 0, 9, 29,
     "but '0.5' came"},
    {"a quoted shift is text", PARTIES PIE FRONT "moves:\n  m: {by: A, shift: {front: \"1\"}}\n", 0, 9, 29,
     "but \"1\" in quotes came"},
    {"a shift beyond all levels is refused", PARTIES PIE FRONT "moves:\n  m: {by: A, shift: {front: -3}}\n",
     0, 9, 29, "move 'm' shifts 'front' by -3 levels, but it has only 2"},
    {"the risk of a move is a probability", PARTIES PIE "moves:\n  m: {by: A, risk: 2}\n", 0, 6, 20,
     "'risk' of move 'm' must be a number in [0, 1], but '2' came"},
    {"an unknown key of a move names the nearest", PARTIES PIE "moves:\n  m: {by: A, risk: 0.1, chanse: 1}\n",
     0, 6, 25, "unknown key 'chanse' in move 'm'; did you mean 'chance'?"},
    {"a move cannot be called pass", PARTIES PIE "moves:\n  pass: {by: A, risk: 0.1}\n", 0, 6, 3,
     "a move cannot be called 'pass'"},
    {"a move cannot have a dot in its name", PARTIES PIE "moves:\n  a.b: {by: A, risk: 0.1}\n", 0, 6, 3,
     "the name of a move has '.', '='"},
    {"a move cannot look like tabling",
     PARTIES PIE "anchors:\n  p: {by: A, shares: {A: 1}}\nmoves:\n  table q: {by: A, risk: 0.1}\n", 0, 8, 3,
     "the name of a move cannot begin with 'table '"},
    {"an accord cannot have the name of a move",
     PARTIES PIE FRONT "moves:\n  m: {by: A, risk: 0.1}\naccords:\n  m: {shift: {front: 1}}\n", 0, 11, 3,
     "there is a move 'm' already"},
    {"an accord cannot be called quit", PARTIES PIE FRONT "accords:\n  quit: {shift: {front: 1}}\n", 0, 9, 3,
     "an accord cannot be called 'quit'"},
    {"an accord needs a shift", PARTIES PIE "accords:\n  t: {parties: [A]}\n", 0, 6, 3,
     "accord 't' needs 'shift'"},
    {"an accord needs a shift that is not empty", PARTIES PIE "accords:\n  t: {shift: {}}\n", 0, 6, 3,
     "accord 't' needs 'shift'"},
    {"an accord costs nothing", PARTIES PIE FRONT "accords:\n  t: {shift: {front: 1}, cost: 1}\n", 0, 9, 26,
     "unknown key 'cost' in accord 't'; the keys are: chance, shift, parties"},
    {"an accord of no parties is refused",
     PARTIES PIE FRONT "accords:\n  t: {shift: {front: 1}, parties: []}\n", 0, 9, 35,
     "'parties' of accord 't' is empty"},
    {"an unknown party of an accord is named",
     PARTIES PIE FRONT "accords:\n  t: {shift: {front: 1}, parties: [A, Q]}\n", 0, 9, 39,
     "there is no party 'Q'"},
    {"a party consents once", PARTIES PIE FRONT "accords:\n  t: {shift: {front: 1}, parties: [A, A]}\n", 0, 9,
     39, "'A' comes twice in 'parties' of accord 't'"},
    {"an anchor needs its owner", PARTIES PIE "anchors:\n  p: {shares: {A: 1}}\n", 0, 6, 3,
     "anchor 'p' needs 'by'"},
    {"an anchor needs shares", PARTIES PIE "anchors:\n  p: {by: A}\n", 0, 6, 3, "anchor 'p' needs 'shares'"},
    {"an unknown party of an anchor is named", PARTIES PIE "anchors:\n  p: {by: A, shares: {Q: 1}}\n", 0, 6,
     23, "there is no party 'Q'"},
    {"a share is a fraction", PARTIES PIE "anchors:\n  p: {by: A, shares: {A: 1.5}}\n", 0, 6, 26,
     "'A' of anchor 'p' must be a number in [0, 1], but '1.5' came"},
    {"shares divide one pie", PARTIES PIE "anchors:\n  p: {by: A, shares: {A: 0.7, B: 0.4}}\n", 0, 6, 3,
     "the shares of anchor 'p' sum to 1.1"},
    {"a channel cannot be called table beside anchors",
     PARTIES PIE
     "anchors:\n  p: {by: A, shares: {A: 1}}\nleverage:\n  table: {levels: [x], start: x, effects: "
     "{pie: {add: [1]}}}\n",
     0, 8, 3, "a channel cannot be called 'table'"},
    {"the table cannot be shifted",
     PARTIES PIE "anchors:\n  p: {by: A, shares: {A: 1}}\nmoves:\n  m: {by: A, shift: {table: 1}}\n", 0, 8,
     22, "move 'm' cannot shift the table"},
    {"anchoring needs anchors", PARTIES PIE "anchoring: {depth: 2}\n", 0, 5, 1,
     "'anchoring' says how 'anchors' work, and there are none"},
    {"a depth is a whole number",
     PARTIES PIE "anchors:\n  p: {by: A, shares: {A: 1}}\nanchoring: {depth: 2.5}\n", 0, 7, 20,
     "'depth' of anchoring must be a whole number in [1, 100], but '2.5' came"},
    {"an unknown key of anchoring names the nearest",
     PARTIES PIE "anchors:\n  p: {by: A, shares: {A: 1}}\nanchoring: {fad: 1}\n", 0, 7, 13,
     "unknown key 'fad' in anchoring; did you mean 'fade'?"},
    {"an unknown level of the table names the nearest",
     PARTIES PIE "anchors:\n  p: {by: A, shares: {A: 1}}\nstart: {table: nothin}\n", 0, 7, 16,
     "'table' has no level 'nothin'; did you mean 'nothing'?"},
    {"tabling has no parameters of its own",
     PARTIES PIE FRONT
     "    effects: {moves.table p.cost: {add: [0, 1]}}\nanchors:\n  p: {by: A, shares: {A: 1}}\n",
     0, 8, 15, "'moves.table p.cost' is none"},
    {"an effect on the depth is refused",
     PARTIES PIE FRONT
     "    effects: {anchoring.depth: {add: [0, 1]}}\nanchors:\n  p: {by: A, shares: {A: 1}}\n",
     0, 8, 15, "cannot depend on the state"},
    {"a pie and deals exclude each other",
     PARTIES "outcome:\n  pie: 1\n  deals: {d: {utility: {A: 1, B: 1}}}\n", 0, 6, 3,
     "'outcome' has both 'pie' and 'deals'; give one"},
    {"an empty outcome is missed", PARTIES "outcome: {}\n", 0, 4, 1,
     "the scenario needs an outcome: outcome: {pie: 1}, outcome: {issues: {...}} or outcome: {deals: {...}}"},
    {"deals are a mapping", PARTIES "outcome: {deals: [d]}\n", 0, 4, 18,
     "'deals' of outcome must be a mapping, but a list came"},
    {"a menu has at least one deal", PARTIES "outcome: {deals: {}}\n", 0, 4, 18,
     "'deals' needs 1 to 1000 deals; this one has 0"},
    {"a deal is a mapping", PARTIES "outcome: {deals: {d: 1}}\n", 0, 4, 22,
     "deal 'd' must be a mapping (key: value), but '1' came"},
    {"a deal needs utilities", PARTIES "outcome: {deals: {d: {}}}\n", 0, 4, 19, "deal 'd' needs 'utility'"},
    {"utilities are a mapping", PARTIES "outcome: {deals: {d: {utility: 1}}}\n", 0, 4, 32,
     "'utility' of deal 'd' must be a mapping, but '1' came"},
    {"a deal without a party's utility names both", PARTIES "outcome: {deals: {d: {utility: {A: 1}}}}\n", 0,
     4, 23, "deal 'd' needs a utility for every party, and there is none for 'B'"},
    {"an unknown party of a deal names the nearest",
     "parties:\n  Russia: {discount: 0.9}\n  B: {discount: 0.9}\n"
     "outcome: {deals: {d: {utility: {Rusia: 1, B: 1}}}}\n",
     0, 4, 33, "there is no party 'Rusia'; did you mean 'Russia'?"},
    {"a utility is finite", PARTIES "outcome: {deals: {d: {utility: {A: .inf, B: 1}}}}\n", 0, 4, 36,
     "'A' of deal 'd' must be a finite number, but '.inf' came"},
    {"an unknown key of a deal names the nearest",
     PARTIES "outcome: {deals: {d: {utility: {A: 1, B: 1}, utilty: 1}}}\n", 0, 4, 46,
     "unknown key 'utilty' in deal 'd'; did you mean 'utility'?"},
    {"a deal cannot have a dot in its name", PARTIES "outcome: {deals: {a.b: {utility: {A: 1, B: 1}}}}\n", 0,
     4, 19, "the name of a deal has '.', '='"},
    {"two deals of one name are a duplicate key",
     PARTIES "outcome: {deals: {d: {utility: {A: 1, B: 1}}, d: {utility: {A: 1, B: 1}}}}\n", 0, 4, 47,
     "key 'd' comes twice"},
    {"anchors do not go with deals", PARTIES DEALS "anchors:\n  p: {by: A, shares: {A: 1}}\n", 0, 5, 1,
     "'anchors' ask for shares of a pie, so they do not go with 'deals'"},
    {"an effect on the pie needs a pie", PARTIES DEALS FRONT "    effects: {pie: {add: [1, 2]}}\n", 0, 8, 15,
     "'pie' is not given"},
    {"an effect on no deal names the nearest",
     PARTIES DEALS FRONT "    effects: {outcome.deals.e.utility.A: {add: [1, 2]}}\n", 0, 8, 15,
     "did you mean 'outcome.deals.d.utility.A'?"},
    {"deals without parties miss only the parties", DEALS, 0, 1, 1, "the scenario needs 'parties'"},
};

static void fault_is_reported(void **state) {
    const struct fault *fault = *state;
    struct scenario *scenario = NULL;
    struct errors errors = {0};
    size_t length = fault->length > 0 ? fault->length : strlen(fault->text);
    assert_int_equal(scenario_parse(fault->text, length, "test", &scenario, &errors), PARLEY_INPUT);
    assert_null(scenario);
    char *rendered = errors_render(&errors);
    assert_non_null(rendered);
    bool one = errors.count == 1 && errors.dropped == 0;
    const struct error *error = &errors.items[0];
    bool placed = one && error->at.line == fault->line && error->at.column == fault->column;
    bool worded = one && strstr(error->text, fault->phrase) != NULL;
    if (!placed || !worded)
        print_error("wanted one error at %zu:%zu with \"%s\", got\n%s", fault->line, fault->column,
                    fault->phrase, rendered);
    free(rendered);
    errors_free(&errors);
    assert_true(placed && worded);
}

static const char *const many =
    "title: x\nperod: 1 month\nnoise: 1e999\nparties:\n  A: {discont: 0.9, initiative: -1}\n"
    "  B: {discount: 0.9, discount_rate: 0.1}\nagreement: {quota: 9}\nleverage:\n  front:\n    levels: [a, "
    "b]\n"
    "    start: c\n    transition: [[0.5, 0.5], [1, 1]]\n    effects:\n      A.votes: {add: [1]}\n";

static void several_faults_are_reported_in_one_run_in_order_of_line(void **state) {
    (void)state;
    static const char *const wanted[] = {"test:1:1: error: the scenario needs an outcome",
                                         "test:2:1: error: unknown key 'perod'",
                                         "test:3:8: error: 'noise'",
                                         "test:5:3: error: party 'A' needs 'discount_rate'",
                                         "test:5:7: error: unknown key 'discont'",
                                         "test:5:33: error: 'initiative'",
                                         "test:6:3: error: party 'B' has both",
                                         "test:11:12: error: 'front' has no level 'c'",
                                         "test:12:30: error: the transition row of 'b' sums to 2",
                                         "test:14:22: error: 'add' of the effect on A.votes has 1 entries"};
    struct scenario *scenario = NULL;
    struct errors errors = {0};
    assert_int_equal(scenario_parse(many, strlen(many), "test", &scenario, &errors), PARLEY_INPUT);
    assert_int_equal(errors.count, sizeof wanted / sizeof *wanted);
    char *rendered = errors_render(&errors), *at = rendered;
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++) {
        char *found = strstr(at, wanted[k]);
        if (!found) print_error("no \"%s\" in the rest of\n%s", wanted[k], rendered);
        assert_non_null(found);
        at = found;
    }
    free(rendered);
    errors_free(&errors);
}

static void a_menu_has_at_most_1000_deals(void **state) {
    (void)state;
    for (size_t count = DEALS_MAX; count <= DEALS_MAX + 1; count++) {
        struct text text = {0};
        text_append(&text, PARTIES "outcome:\n  deals:\n");
        for (size_t d = 0; d < count; d++)
            text_append(&text, "    d%zu: {utility: {A: 1, B: 1}}\n", d);
        struct scenario *scenario = NULL;
        struct errors errors = {0};
        enum parley_status status = scenario_parse(text.data, text.length, "test", &scenario, &errors);
        assert_int_equal(status, count <= DEALS_MAX ? PARLEY_OK : PARLEY_INPUT);
        if (status != PARLEY_OK)
            assert_non_null(strstr(errors.items[0].text, "1 to 1000 deals; this one has 1001"));
        errors_free(&errors);
        scenario_free(scenario);
        text_free(&text);
    }
}

// Nine anchors of nine aliases each would be 9^9 nodes if they were expanded.
static void an_alias_bomb_is_refused_at_every_alias(void **state) {
    (void)state;
    struct text text = {0};
    text_append(&text, "a: &a [x, x, x]\n");
    for (char c = 'b'; c < 'k'; c++) {
        text_append(&text, "%c: &%c [", c, c);
        for (int k = 0; k < 9; k++)
            text_append(&text, "*%c%s", c - 1, k < 8 ? "," : "]\n");
    }
    struct scenario *scenario = NULL;
    struct errors errors = {0};
    assert_int_equal(scenario_parse(text.data, text.length, "test", &scenario, &errors), PARLEY_INPUT);
    assert_null(scenario);
    size_t aliases = 0;
    for (size_t k = 0; k < errors.count; k++)
        if (strstr(errors.items[k].text, "aliases (*name)")) aliases++;
    assert_int_equal(aliases, 81);
    errors_free(&errors);
    text_free(&text);
}

static void nesting_is_refused_at_a_bounded_depth(void **state) {
    (void)state;
    static const char openings[] = "[{";
    for (size_t o = 0; o < 2; o++) {
        struct text text = {0};
        for (int k = 0; k < 100000; k++)
            text_append_bytes(&text, &openings[o], 1);
        struct scenario *scenario = NULL;
        struct errors errors = {0};
        assert_int_equal(scenario_parse(text.data, text.length, "test", &scenario, &errors), PARLEY_INPUT);
        assert_int_equal(errors.count, 1);
        assert_int_equal(errors.items[0].at.line, 1);
        assert_int_equal(errors.items[0].at.column, 33);
        assert_non_null(strstr(errors.items[0].text, "nested more than 32 deep"));
        errors_free(&errors);
        text_free(&text);
    }
}

static void a_file_above_the_size_limit_is_refused_unread(void **state) {
    (void)state;
    struct scenario *scenario = NULL;
    struct errors errors = {0};
    assert_int_equal(scenario_parse("", (size_t)SCENARIO_BYTES_MAX + 1, "test", &scenario, &errors),
                     PARLEY_INPUT);
    assert_non_null(strstr(errors.items[0].text, "can have 4194304 bytes; this one has 4194305"));
    errors_free(&errors);
}

// Each condition on this channel would take 10000 flags; thousands of them would take gigabytes.
static void conditions_cannot_take_unbounded_memory(void **state) {
    (void)state;
    struct text text = {0};
    text_append(&text, PARTIES PIE "leverage:\n  c:\n    levels: [");
    for (int k = 0; k < LEVELS_MAX; k++)
        text_append(&text, "%d,", k);
    text_append(&text, "]\n    when:\n");
    for (int k = 0; k < 8000; k++)
        text_append(&text, "      - {c: 1, drift: {up: 0}}\n");
    struct scenario *scenario = NULL;
    struct errors errors = {0};
    assert_int_equal(scenario_parse(text.data, text.length, "test", &scenario, &errors), PARLEY_INPUT);
    assert_non_null(strstr(errors.items[0].text, "take too much memory"));
    assert_int_equal(errors.count + errors.dropped, 8000 - (64 << 20) / LEVELS_MAX);
    errors_free(&errors);
    text_free(&text);
}

static void refused_with(const char *text, size_t line, const char *phrase) {
    struct scenario *scenario = NULL;
    struct errors errors = {0};
    assert_int_equal(scenario_parse(text, strlen(text), "test", &scenario, &errors), PARLEY_INPUT);
    assert_int_equal(errors.count, 1);
    assert_int_equal(errors.items[0].at.line, line);
    if (!strstr(errors.items[0].text, phrase)) print_error("got: %s\n", errors.items[0].text);
    assert_non_null(strstr(errors.items[0].text, phrase));
    errors_free(&errors);
}

static void too_many_options_are_refused_with_their_number(void **state) {
    (void)state;
    struct text moves = {0}, anchors = {0};
    text_append(&moves, PARTIES PIE "anchors:\n  p: {by: A, shares: {A: 1}}\nmoves:\n");
    text_append(&anchors, PARTIES PIE "anchors:\n");
    for (int k = 0; k < OPTIONS_MAX; k++)
        text_append(&moves, "  m%d: {by: A, risk: 0.1}\n", k);
    for (int k = 0; k <= OPTIONS_MAX; k++)
        text_append(&anchors, "  p%d: {by: A, shares: {A: 1}}\n", k);
    refused_with(moves.data, 8, "a game can have 64 moves, accords and anchors; this one has 65");
    refused_with(anchors.data, 6, "a game can have 64 anchors; this one has 65");
    text_free(&anchors);
    text_free(&moves);
}

static void the_table_counts_as_a_channel(void **state) {
    (void)state;
    struct text text = {0};
    text_append(&text, PARTIES PIE "anchors:\n  p: {by: A, shares: {A: 1}}\nleverage:\n");
    for (int k = 0; k < CHANNELS_MAX; k++)
        text_append(&text, "  c%d: {levels: [a]}\n", k);
    refused_with(text.data, 8, "this one has 17 with the table of its anchors");
    text_free(&text);
}

// 11 anchors of depth 100: a file of a few lines must not ask for a matrix of a million entries.
static void the_table_cannot_take_unbounded_memory(void **state) {
    (void)state;
    struct text text = {0};
    text_append(&text, PARTIES PIE "anchoring: {depth: 100}\nanchors:\n");
    for (int k = 0; k < 11; k++)
        text_append(&text, "  p%d: {by: A, shares: {A: 1}}\n", k);
    refused_with(text.data, 7, "11 anchors of depth 100 take 1100 levels of the table; 1000 are possible");
    text_free(&text);
}

static void a_missing_error_list_is_no_excuse(void **state) {
    (void)state;
    struct scenario *scenario = NULL;
    assert_int_equal(scenario_parse("", 0, NULL, &scenario, NULL), PARLEY_INPUT);
    assert_null(scenario);
}

int main(void) {
    enum { FAULTS = sizeof faults / sizeof *faults };
    static struct CMUnitTest rows[FAULTS];
    for (size_t k = 0; k < FAULTS; k++)
        rows[k] = (struct CMUnitTest){faults[k].claim, fault_is_reported, NULL, NULL,
                                      (void *)(uintptr_t)&faults[k]};
    const struct CMUnitTest others[] = {
        cmocka_unit_test(several_faults_are_reported_in_one_run_in_order_of_line),
        cmocka_unit_test(a_menu_has_at_most_1000_deals),
        cmocka_unit_test(an_alias_bomb_is_refused_at_every_alias),
        cmocka_unit_test(nesting_is_refused_at_a_bounded_depth),
        cmocka_unit_test(a_file_above_the_size_limit_is_refused_unread),
        cmocka_unit_test(conditions_cannot_take_unbounded_memory),
        cmocka_unit_test(too_many_options_are_refused_with_their_number),
        cmocka_unit_test(the_table_counts_as_a_channel),
        cmocka_unit_test(the_table_cannot_take_unbounded_memory),
        cmocka_unit_test(a_missing_error_list_is_no_excuse),
    };
    int failed = cmocka_run_group_tests_name("faults of scenario files", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("limits of scenario files", others, NULL, NULL);
}
