#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# parley solve --starts: what the search for other equilibria prints, and what it refuses.
bats_require_minimum_version 1.5.0
load helper

# Two packages; each side likes one better. Both give way, or one of them holds out: three pure equilibria, of
# values (0.925, 0.925), (1, 0.85) and (0.85, 1).
write_coordination() {
    cat >pair.yaml <<'YAML'
title: Pair
parties: {A: {discount: 0.9}, B: {discount: 0.9}}
outcome:
  deals:
    A's plan: {utility: {A: 1, B: 0.85}}
    B's plan: {utility: {A: 0.85, B: 1}}
YAML
}

@test "several equilibria are listed, the principal branch's first, each with its certificate" {
    write_coordination
    "$parley" solve pair.yaml --starts 50 --json >result.json
    python3 - <<'PYTHON'
import json
r = json.load(open("result.json"))
found = [(e["values"]["A"], e["values"]["B"]) for e in r["equilibria"]]
for wanted in [(0.925, 0.925), (1, 0.85), (0.85, 1)]:
    assert any(abs(a - wanted[0]) + abs(b - wanted[1]) < 1e-9 for a, b in found), (wanted, found)
assert found[0] == (r["parties"]["A"]["value"], r["parties"]["B"]["value"])
for e in r["equilibria"]:
    assert list(e["deals"]) == ["A's plan", "B's plan"] and abs(sum(e["deals"].values()) - 1) < 1e-12
assert r["equilibria"][0]["deals"] == r["deals"]
assert any(e["deals"]["B's plan"] > 1 - 1e-9 for e in r["equilibria"])
assert all(e["epsilon"] <= 1e-8 and e["starts"] >= 1 and 0 <= e["agreement_ever"] <= 1 for e in r["equilibria"])
assert r["starts"]["asked"] == r["starts"]["done"] == 50 and r["starts"]["seed"] == 1
assert r["starts"]["certified"] == sum(e["starts"] for e in r["equilibria"])
assert r["starts"]["certified"] + r["starts"]["failed"] == 50
PYTHON
}

@test "the report says how many equilibria there are and which is the principal one" {
    write_coordination
    run "$parley" solve pair.yaml --starts 50 --no-plot
    [ "$status" -eq 0 ]
    [[ $output == *"Other equilibria: value of each party at the start, from 50 starts (seed 1)"* ]]
    [[ $output == *"1 (principal)  0.9250  0.9250"* ]]
    [[ $output == *"what is agreed"*"A's plan 50%, B's plan 50%"* ]]
    [[ $output =~ [3-9]" equilibria found. The first is that of the principal branch" ]]
    [[ $output == *"There may be others that no start came upon."* ]]
    grep -q '"equilibria"' out/pair/result.json
}

@test "where there is one equilibrium the report says that all starts ended there" {
    write_two
    run "$parley" solve two.yaml --starts 20 --no-plot
    [ "$status" -eq 0 ]
    [[ $output == *"All 20 starts ended in the same equilibrium."* ]]
    [[ $output == *"Search for other equilibria: value"*"A 0.33, B 0.67"* ]]
    [[ $output != *"Other equilibria"* ]]
}

@test "without --starts, and with --starts 1, nothing is said of other equilibria" {
    write_two
    "$parley" solve two.yaml --json >plain.json
    "$parley" solve two.yaml --json --starts 1 --seed 7 >one.json
    cmp plain.json one.json
    run ! grep -q equilibria plain.json
}

@test "the same seed gives the same bytes with any number of threads" {
    write_coordination
    for threads in 1 2 5; do
        "$parley" solve pair.yaml --starts 40 --seed 12 --json --threads $threads >$threads.json
    done
    cmp 1.json 2.json
    cmp 1.json 5.json
}

@test "a number of starts or a seed that cannot be is a usage error that says what is right" {
    write_two
    for value in 0 -3 1e9 abc 10001 2.5 "" 99999999999999999999999; do
        run "$parley" solve two.yaml --starts "$value"
        [ "$status" -eq 2 ]
        [[ $output == *"--starts wants a whole number from 1 to 10000, not '$value'"* ]]
    done
    for value in -1 x 9007199254740992; do
        run "$parley" solve two.yaml --starts 2 --seed "$value"
        [ "$status" -eq 2 ]
        [[ $output == *"--seed wants a whole number from 0 to 9007199254740991, not '$value'"* ]]
    done
    [ ! -e out ]
}

@test "solve --help lists --starts and --seed, and explain does not take them" {
    write_two
    run "$parley" solve --help
    [[ $output == *"--starts N"*"--seed K"* ]]
    run "$parley" explain two.yaml --starts 3
    [ "$status" -eq 2 ]
}

@test "an interrupted search reports the starts that are done and exits 130" {
    write_majority
    cat >>majority.yaml <<'YAML'
leverage:
  a: {levels: [a0, a1, a2, a3, a4, a5], drift: {up: 0.3, down: 0.2}, effects: {A.initiative: {add: [0, 1, 2, 3, 4, 5]}}}
YAML
    python3 - "$parley" >code <<'PYTHON'
import signal, subprocess, sys, time
child = subprocess.Popen([sys.argv[1], "solve", "majority.yaml", "--starts", "10000", "--no-plot"],
                         stdout=open("report", "w"), stderr=subprocess.DEVNULL)
time.sleep(1.5)
child.send_signal(signal.SIGINT)
print(child.wait())
PYTHON
    [ "$(cat code)" = 130 ]
    grep -q "Stopped after [0-9]* of 10000 starts" <(tr -s ' \n' ' ' <report)
    grep -q "^Agreement" report
    cmp report out/majority/report.txt
}
