#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Results over time: what surprises are worth, the distribution of dates, and the charts of both. Known answers
# are geometric: two who would settle at once, but act with a chance of a half in each round.
load helper

# Values are (1/3, 2/3) times what the idle rounds leave; a surprise at round 2 moves the front.
write_idle() {
    cat >idle.yaml <<'YAML'
title: Idle
period: 1 month
idle: 0.5
parties: {A: {discount: 0.9}, B: {discount: 0.9}}
outcome: {pie: 1}
leverage:
  front:
    levels: [near, far]
    drift: {up: 0.25, down: 0}
    effects: {pie: {set: [1, 0.5]}}
  still: {levels: [only, other]}
surprises:
  - {at: 2, set: {front: far}}
  - {at: 4, change: {breakdown_risk: 0.5}}
YAML
}

# Names that gnuplot or a shell would make something of, where the charts over time show names.
write_hostile_times() {
    cat >hostile.yaml <<'YAML'
title: "It's `touch pwned` @x $(touch pwned) ^up _down {a} %s # '.system('touch pwned').'"
idle: 0.5
parties: {"A `touch pwned` %d": {discount: 0.9}, "B'; system('touch pwned'); '": {discount: 0.9}}
outcome: {pie: 1}
breakdown_risk: 0.1
leverage:
  "f'ront @x `touch pwned`":
    levels: ["'; system('touch pwned'); '", "100% {b}_c^d $(touch pwned)"]
    drift: {up: 0.25, down: 0}
timeline: [{at: 1, set: {"f'ront @x `touch pwned`": "'; system('touch pwned'); '"}}]
surprises: [{at: 3, set: {"f'ront @x `touch pwned`": "100% {b}_c^d $(touch pwned)"}}]
YAML
}

# Runs a test of the result r and its blocks in Python; no output when it holds.
holds() {
    python3 -c 'import json, math, sys
r = json.load(open(sys.argv[1]))
near = lambda a, b: math.isclose(a, b, rel_tol=1e-10, abs_tol=1e-12)
sys.exit(not eval(sys.argv[2]))' "$@"
}

@test "surprises: chance, values before and after, and what they are worth" {
    write_idle
    "$parley" solve idle.yaml --json >r.json
    holds r.json 'len(r["surprises"]) == 2 and [s["period"] for s in r["surprises"]] == [2, 4]'
    holds r.json 'near(r["surprises"][0]["going"], 1/4) and near(r["surprises"][1]["going"], 1/16)'
    holds r.json 'all(near(s["after"][p] - s["before"][p], s["worth"][p]) for s in r["surprises"] for p in "AB")'
    holds r.json 'all(s["worth"]["A"] < 0 and s["certificate"]["holds"] for s in r["surprises"])'
    run "$parley" solve idle.yaml --quiet --no-plot
    run "$parley" solve idle.yaml --no-plot
    [[ $output == *"After 2 months (period 2): front far. Talks still go on then with a chance of 25%."* ]]
    [[ $output == *"just before  just after"*"worth"* ]]
    [[ $output == *"After 4 months (period 4): breakdown_risk 0.5."* ]]
    [[ $output == *"This is the worst of 3 games"* ]]
}

@test "without surprises there is no word of them" {
    write_idle
    sed -i '/^surprises/,$d' idle.yaml
    "$parley" solve idle.yaml --json >r.json
    holds r.json '"surprises" not in r'
    run "$parley" solve idle.yaml --no-plot
    [[ $output != *"urprise"* && $output != *"the worst of"* ]]
    [ ! -e out/idle/shocks.dat ]
}

@test "dates: the periods of every ending add up, survival and hazard are geometric" {
    write_idle
    "$parley" solve idle.yaml --json >r.json
    holds r.json 'all(near(s, 0.5**t) for t, s in enumerate(r["dates"]["survival"][:5]))'
    holds r.json 'all(near(h, 0.5) for h in r["dates"]["hazard"][:9])'
    holds r.json 'near(r["dates"]["broken_in"][4], 0.5**4 * 0.25)'
    holds r.json 'abs(sum(r["dates"]["agreed_in"]) - r["agreement"]["ever"]) < 2e-6'
    holds r.json 'abs(sum(r["dates"]["broken_in"]) - r["agreement"]["breakdown"]) < 2e-6'
    # 15/16 by round 3; then a half of what is left is agreed, and a quarter breaks down
    holds r.json 'near(r["agreement"]["ever"], 15/16 + 1/16 * 2/3)'
    holds r.json '[r["agreement"]["quantiles"][q] for q in ("25", "50", "75", "90")] == [0, 0, 1, 3]'
}

@test "course: levels of a channel over time, and the jump of a surprise" {
    write_idle
    "$parley" solve idle.yaml --json >r.json
    holds r.json 'r["course"]["period"][:4] == [0, 1, 2, 3]'
    holds r.json 'all(near(r["course"]["occupancy"]["front"]["far"][t], f) for t, f in ((0, 0), (1, .25), (2, 1), (3, 1)))'
    holds r.json 'near(r["course"]["value"]["A"][2], r["surprises"][0]["after"]["A"])'
    holds r.json 'near(sum(r["course"]["agreed_utility"][p][3] for p in "AB"), 0.5)'
}

@test "the charts over time are drawn, each where it says something" {
    command -v gnuplot >/dev/null || skip "no gnuplot"
    write_idle
    "$parley" solve idle.yaml --quiet
    for chart in survival timeline occupancy shocks; do
        [ -s "out/idle/$chart.dat" ] && [ -s "out/idle/$chart.png" ]
    done
    grep -q "event_1 = 'front far'" out/idle/timeline.gp
    grep -q '^panels = 1$' out/idle/occupancy.gp # the channel that stands still is not drawn
    for format in svg pdf; do
        "$parley" plot out/idle --format $format --quiet
        [ -s "out/idle/timeline.$format" ] && [ -s "out/idle/survival.$format" ]
    done
    write_two # at once: there is no time
    "$parley" solve two.yaml --quiet --no-plot
    for chart in survival timeline occupancy shocks; do [ ! -e "out/two/$chart.dat" ]; done
    write_waiting # no events: still a survival, since talks may break down; no shocks
    "$parley" solve waiting.yaml --quiet --no-plot
    [ -e out/waiting/survival.dat ] && [ -e out/waiting/timeline.dat ] && [ ! -e out/waiting/shocks.dat ]
}

@test "data of the charts are those of the result" {
    write_idle
    "$parley" solve idle.yaml --quiet --no-plot
    python3 - <<'PY'
import json
result = json.load(open("out/idle/result.json"))
def rows(chart, index):
    blocks = open(f"out/idle/{chart}.dat").read().split("\n\n\n")
    return [line.split("\t") for line in blocks[index].splitlines() if not line.startswith("#")]
def near(a, b): assert abs(a - b) < 1e-12, (a, b)
for k, surprise in enumerate(result["surprises"]):
    for row, party in zip(rows("shocks", k), "AB"):
        near(float(row[1]), surprise["before"][party])
        near(float(row[3]), surprise["worth"][party])
for t, row in enumerate(rows("survival", 0)[1:6]):
    near(float(row[2]), result["dates"]["agreement"][t])
    near(float(row[4]) - float(row[3]), 0)
timeline = rows("timeline", 1)
for surprise, t in zip(result["surprises"], (2, 4)): # what it found, then what it made of it
    found, made = [float(row[2]) for row in timeline if int(row[1]) == t]
    near(found, surprise["before"]["B"])
    near(made - found, surprise["worth"]["B"])
for t in range(5):
    row = [row for row in timeline if int(row[1]) == t][-1]
    near(float(row[2]), result["course"]["value"]["B"][t])
    near(float(row[8]), result["course"]["agreed_utility"]["B"][t])
    bands = [float(cell) for cell in row[3:8]]
    assert bands == sorted(bands)
for t, row in enumerate(rows("occupancy", 0)[:5]):
    near(float(row[2]), result["course"]["occupancy"]["front"]["near"][t])
    near(float(row[3]), 1)
PY
}

@test "a deadline and announced events are marked where they are" {
    write_idle
    printf 'deadline: {after: 4}\ntimeline: [{at: 3, set: {front: near}}]\n' >>idle.yaml
    sed -i '/^surprises/,/^  - {at: 4/d' idle.yaml
    "$parley" solve idle.yaml --quiet --no-plot
    for chart in survival timeline; do
        grep -q "event_1 = 'front near'" "out/idle/$chart.gp"
        grep -q '^event_at_1 = 3$' "out/idle/$chart.gp"
        grep -q "event_2 = 'deadline'" "out/idle/$chart.gp"
        grep -q '^event_at_2 = 4$' "out/idle/$chart.gp"
    done
    holds out/idle/result.json 'near(r["agreement"]["breakdown"], 1/16)'
    holds out/idle/result.json '"calendar" not in r["course"]["occupancy"]'
}

@test "nothing in a scenario is interpreted by the charts over time" {
    command -v gnuplot >/dev/null || skip "no gnuplot"
    write_hostile_times
    "$parley" solve hostile.yaml --quiet
    [ ! -e pwned ] && [ ! -e out/hostile/pwned ]
    for chart in survival timeline occupancy shocks; do [ -s "out/hostile/$chart.png" ]; done
}
