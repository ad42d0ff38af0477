# SPDX-License-Identifier: GPL-3.0-or-later
# What the command-line tests share: the program, an empty folder to work in, and small scenarios.

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    build=${BUILD:-build}
    case $build in /*) ;; *) build=$root/$build ;; esac
    parley=$build/parley
    cd "$BATS_TEST_TMPDIR" || return 1
}

# An assembly of many parties decides on two issues by majority, which takes many seconds.
write_assembly() {
    {
        printf 'title: Assembly\nagreement: {rule: majority}\nparties:\n'
        for i in $(seq 0 13); do
            printf '  P%d: {discount: 0.9%d, issues: {k: {ideal: 0.%02d}, l: {ideal: 0.%02d}}}\n' \
                "$i" "$((i % 7))" "$((37 * i % 100))" "$((53 * i % 100))"
        done
        printf 'outcome: {issues: {k: {range: [0, 1]}, l: {range: [0, 1]}}}\n'
    } >assembly.yaml
}

# Run the program with standard error on a terminal, interrupt it when its progress matches PATTERN, and return its exit
# code. Waiting for what it says and not for the clock, a slow or busy machine makes no difference. (A shell in the
# background would have its children ignore SIGINT.)
interrupt_at() {
    python3 - "$@" <<'PYTHON'
import os, pty, re, signal, subprocess, sys
ours, theirs = pty.openpty()
child = subprocess.Popen(sys.argv[2:], stderr=theirs)
os.close(theirs)
said, asked = "", False
while True:
    try:
        more = os.read(ours, 4096).decode()
    except OSError:
        break
    said += more
    if not asked and re.search(sys.argv[1], said):
        child.send_signal(signal.SIGINT)
        asked = True
code = child.wait(timeout=120)
print(re.sub(r"\r\x1b\[K( *\d+ %[^\r\n]*)?", "", said).replace("\r", ""))
sys.exit(code % 256)
PYTHON
}

# Two parties, discount factors 0.9 and 0.95, equal chances: values (1/3, 2/3).
write_two() {
    cat >two.yaml <<'YAML'
title: Two
parties: {A: {discount: 0.9}, B: {discount: 0.95}}
agreement: {rule: unanimity}
outcome: {pie: 1}
YAML
}

# Agreement has to wait for a larger pie, and talks may break down meanwhile.
write_waiting() {
    cat >waiting.yaml <<'YAML'
title: Waiting
period: 1 month
parties: {A: {discount: 0.99}, B: {discount: 0.99}}
breakdown_risk: 0.02
outcome: {pie: 1}
leverage:
  weather:
    levels: [bad, good]
    drift: {up: 0.2, down: 0}
    effects: {pie: {set: [0.1, 1]}}
YAML
}

# A majority of three: the equilibrium mixes over coalitions.
write_majority() {
    cat >majority.yaml <<'YAML'
title: Majority
parties: {A: {discount: 0.9}, B: {discount: 0.9}, C: {discount: 0.9}}
agreement: {rule: majority}
outcome: {pie: 1}
YAML
}

# One digs, at a cost and with luck, for a larger pie; a truce would end the war's costs. Party, move, accord.
write_digging() {
    cat >digging.yaml <<'YAML'
title: Digging
parties: {A: {discount: 0.9}, B: {discount: 0.9}}
outcome: {pie: 1}
leverage:
  pit: {levels: [shallow, deep], effects: {pie: {set: [1, 3]}}}
  war: {levels: [truce, fighting], start: fighting, effects: {A.disagreement: {add: [0, -0.2]}}}
moves: {dig: {by: A, cost: 0.05, shift: {pit: +1}, chance: 0.5}}
accords: {cease fire: {shift: {war: -1}, chance: 0.5}}
YAML
}

# A textbook game in which an extreme demand is tabled half the time, and defeats itself.
write_anchored() {
    cat >anchored.yaml <<'YAML'
title: Anchored
parties:
  One: {discount: 0.95}
  Two: {discount: 0.9, loss_aversion: 1, aspiration: 0.7, susceptibility: 0.9}
outcome: {pie: 1}
leverage:
  front:
    levels: [a, b, c]
    start: b
    transition: [[0.8, 0.2, 0], [0.1, 0.8, 0.1], [0, 0.2, 0.8]]
    effects: {One.disagreement: {set: [-0.3, -0.1, 0]}, Two.disagreement: {set: [-0.05, -0.2, -0.4]}}
anchors: {everything: {by: One, shares: {One: 1}}}
anchoring: {depth: 3, pull: 1, fade: 0.3}
YAML
}

# Three packages to choose from; both gain most together from the first, and nobody can wait well.
write_menu() {
    cat >menu.yaml <<'YAML'
title: Menu
parties: {A: {discount: 0.9}, B: {discount: 0.9}}
agreement: {rule: unanimity}
outcome:
  deals:
    frozen line: {utility: {A: 0.6, B: 0.6}}
    50% split: {utility: {A: 0.5, B: 0.1}}
    "B's plan": {utility: {A: -0.2, B: 0.9}}
YAML
}

# A demand worth tabling, announced events, and two surprises that are not in order of date: they put a channel at
# levels, and change a number, a discount rate, a demand and how fast demands fade.
write_surprises() {
    cat >surprises.yaml <<'YAML'
title: A demand and two surprises
period: 1 month
start: {front: stalemate, sanctions: none}
parties:
  R: {discount_rate: 0.10, disagreement: 0.05, susceptibility: 0.2}
  U: {discount_rate: 0.15, disagreement: -0.10, loss_aversion: 1.5, aspiration: 0.55, susceptibility: 0.9}
outcome: {pie: 1}
breakdown_risk: 0.01
idle: 0.3
leverage:
  front:
    levels: [back, stalemate, forth]
    drift: {up: 0.08, down: 0.06}
    effects:
      R.disagreement: {add: [-0.1, 0, 0.1]}
      pie: {scale: [0.8, 0.9, 1]}
  sanctions:
    levels: [none, some, full]
    effects:
      R.disagreement: {add: [0, -0.1, -0.3]}
anchors: {all of it: {by: R, shares: {R: 0.95, U: 0.05}}}
anchoring: {depth: 2, pull: 0.9, fade: 0.05}
timeline:
  - {at: 2, change: {U.disagreement: -0.12}}
  - {at: 12, change: {R.disagreement: 0.02}}
surprises:
  - {at: 8, set: {sanctions: full}, change: {breakdown_risk: 0.03, anchoring.fade: 0.3}}
  - {at: 4, set: {sanctions: some}, change: {U.disagreement: -0.2, U.discount_rate: 0.2, anchors.all of it.shares.R: 0.85}}
YAML
}

# The value at a path of keys, as in: json_get result.json parties A value
json_get() {
    python3 -c 'import json, sys
value = json.load(open(sys.argv[1]))
for key in sys.argv[2:]:
    value = value[int(key)] if isinstance(value, list) else value[key]
print(json.dumps(value))' "$@"
}
