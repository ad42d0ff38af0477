#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
bats_require_minimum_version 1.5.0
load helper

@test "the report gives the closed-form values of two random proposers" {
    write_two
    run "$parley" solve two.yaml --no-plot
    [ "$status" -eq 0 ]
    [[ $output == *"Agreement at once: A 0.33, B 0.67."* ]]
    [[ $output == *"Certified:"* ]]
}

@test "a result folder holds report, result, data and scripts, and the report is what was printed" {
    write_waiting
    run --separate-stderr "$parley" solve waiting.yaml --no-plot -o results/here
    [ "$status" -eq 0 ]
    [ "$output" = "$(cat results/here/report.txt)" ]
    for chart in dates leverage occupancy survival timeline values; do printf '%s\n' $chart.dat $chart.gp; done |
        cat - <(printf '%s\n' report.txt result.json) | sort >wanted
    [ "$(ls results/here | sort)" = "$(cat wanted)" ]
}

@test "the default folder is out/ and the name of the file" {
    write_two
    mkdir sub && mv two.yaml sub/two.v2.yaml
    run "$parley" solve sub/two.v2.yaml --no-plot
    [ "$status" -eq 0 ]
    [ -f out/two.v2/result.json ]
}

@test "--json prints the fixed keys and nothing else, and writes nothing" {
    write_two
    "$parley" solve two.yaml --json >result.json 2>errors
    [ ! -s errors ]
    [ ! -e out ]
    [ "$(json_get result.json scenario)" = '"two.yaml"' ]
    [ "$(json_get result.json states)" = 1 ]
    [ "$(json_get result.json equilibrium method)" = '"contraction"' ]
    [ "$(json_get result.json certificate holds)" = true ]
    [ "$(json_get result.json agreement first_period)" = 1.0 ]
    [ "$(json_get result.json agreement breakdown)" = 0.0 ]
    [ "$(json_get result.json proposals 0 choice quit)" = 0.0 ]
    python3 - <<'PYTHON'
import json
r = json.load(open("result.json"))
assert list(r)[:4] == ["parley", "scenario", "title", "states"], list(r)
assert abs(r["parties"]["A"]["value"] - 1 / 3) < 1e-12
assert set(r["parties"]["A"]) >= {"value", "agreed_utility", "material_utility", "reservation"}
assert set(r["agreement"]) >= {"ever", "first_period", "mean_periods", "mean_years", "median_periods", "breakdown",
                               "quit", "lasting"}
assert abs(sum(r["pie"].values()) - 1) < 1e-12
assert set(r["baselines"]) >= {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian"}
assert abs(sum(r["proposals"][0]["shares"].values()) - 1) < 1e-12
assert r["proposals"][0]["coalitions"][0]["members"] == ["A", "B"]
assert "by_state" not in r
PYTHON
}

@test "--json with -o prints the bytes of result.json" {
    write_waiting
    "$parley" solve waiting.yaml --json -o d --no-plot >result.json
    cmp result.json d/result.json
}

@test "--states reports every state" {
    write_waiting
    "$parley" solve waiting.yaml --json --states >result.json
    [ "$(json_get result.json by_state 1 state weather)" = '"good"' ]
    run "$parley" solve waiting.yaml --states --no-plot
    [[ $output == *"weather good"* ]]
}

@test "no line of the report is wider than 100 columns, whatever the names" {
    long='"a party with a name that goes on and on, far beyond what a table can hold"'
    cat >long.yaml <<YAML
title: $long
about: $long
parties: {$long: {discount: 0.9}, B: {discount: 0.9}, C: {discount: 0.9}, D: {discount: 0.9}, E: {discount: 0.9}, F: {discount: 0.9}, G: {discount: 0.9}, H: {discount: 0.9}}
agreement: {rule: majority}
outcome: {pie: 1}
leverage: {"a channel with a long name as well, why not": {levels: [$long, b], drift: {up: 0.1, down: 0.1}}}
YAML
    "$parley" solve long.yaml --states --no-plot >report
    [ "$(LC_ALL=C.UTF-8 awk '{ if (length($0) > widest) widest = length($0) } END { print widest }' report)" -le 100 ]
}

@test "--set changes the result and is repeatable" {
    write_two
    "$parley" solve two.yaml --json --set A.discount=0.95 --set pie=2 >result.json
    [ "$(python3 -c 'import json; print(round(json.load(open("result.json"))["parties"]["A"]["value"], 9))')" = 1.0 ]
}

@test "the same bytes with one thread and with two" {
    write_waiting
    write_majority
    for model in waiting majority; do
        "$parley" solve $model.yaml --quiet --states --no-plot --threads 1 -o one
        "$parley" solve $model.yaml --quiet --states --no-plot --threads 2 -o two
        diff -r one two
    done
}

@test "--quiet prints nothing" {
    write_two
    run "$parley" solve two.yaml --quiet
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ -f out/two/values.png ]
}

@test "a tolerance that cannot be met: not an equilibrium, exit 1, and the state is named" {
    write_majority
    run "$parley" solve majority.yaml --tolerance 1e-300 --no-plot --set A.discount=0.8
    [ "$status" -eq 1 ]
    [[ $output == *"not an equilibrium"* ]]
    [[ $output == *"is off by "* ]]
    [[ $output != *"the only state"* ]]
    "$parley" solve majority.yaml --tolerance 1e-300 --set A.discount=0.8 --json >result.json 2>/dev/null || [ $? -eq 1 ]
    [ "$(json_get result.json certificate holds)" = false ]
}

@test "where some can agree without the others, the report says what a proposer keeps, not a gap" {
    write_majority
    run "$parley" solve majority.yaml --no-plot --set A.outside=0.8 --set B.outside=0.8
    [[ $output != *"Gap"* ]]
    run "$parley" solve majority.yaml --no-plot
    [[ $output == *"A, with the initiative, can keep 0.7000 of the pie of 1.0000"* ]]
    [[ $output != *"Bargaining range at the start"* ]]
}

@test "nobody is said to wait best where waiting costs all the same" {
    write_two
    run "$parley" solve two.yaml --no-plot
    [[ $output == *"costs each of them the same, 0.0333."* ]]
    [[ $output != *"can wait best"* ]]
    run "$parley" solve two.yaml --no-plot --set A.initiative=3
    [[ $output == *"A can wait best"* || $output == *"B can wait best"* ]]
}

@test "a menu under majority has no gap at the start if a deal is agreed at once" {
    write_menu
    cat >three.yaml <<'YAML'
parties: {A: {discount: 0.9}, B: {discount: 0.9}, C: {discount: 0.9, disagreement: 0.9}}
agreement: {rule: majority}
outcome: {deals: {plan: {utility: {A: 1, B: 1, C: 0}}}}
YAML
    run "$parley" solve three.yaml --no-plot
    [[ $output == *"Agreement at once: plan."* || $output == *"Agreement: plan."* ]]
    [[ $output != *"Gap at the start"* ]]
    [[ $output == *"by proposing plan, for which"* ]]
    run "$parley" solve menu.yaml --no-plot
    [[ $output == *"is the most that one deal brings everybody"* || $output == *"No deal is worth as much"* ]]
}

@test "where losses are felt, what is agreed is shown both as it is and as felt" {
    write_anchored
    run "$parley" solve anchored.yaml --no-plot
    [[ $output == *"as felt"* ]]
    run "$parley" solve anchored.yaml --no-plot --set anchoring.pull=0.001 --set Two.loss_aversion=0.001
    [[ $output == *"The anchor is not used, and the talks end as they would without it."* ]]
    [[ $output != *"cost in delay"* ]]
}

@test "waiting that costs nearly the same is not made much of" {
    write_two
    run "$parley" solve two.yaml --no-plot --set A.initiative=1.1
    [[ $output == *"costs them nearly the same: from "* ]]
    [[ $output != *"can wait best"* ]]
}

@test "rounds and months that are whole are printed as whole" {
    write_waiting
    run "$parley" solve waiting.yaml --no-plot
    [[ $output == *"3 months (round 4)"* ]]
    [[ $output == *"4.6 months (round 5.6)"* ]]
}

@test "bad input exits 2, says where, and writes nothing" {
    write_two
    : >empty.yaml
    printf '{[' >broken.yaml
    sed 's/discount/discont/' two.yaml >unknown.yaml
    mkdir folder.yaml
    for file in empty.yaml broken.yaml unknown.yaml folder.yaml missing.yaml; do
        run "$parley" solve $file
        [ "$status" -eq 2 ]
        [[ $output == *"$file"* ]]
    done
    run "$parley" solve unknown.yaml
    [[ $output == *"unknown.yaml:2:"* ]]
    run "$parley" solve two.yaml --set A.discont=0.5
    [ "$status" -eq 2 ]
    run "$parley" solve two.yaml --set A.discount=1.5
    [ "$status" -eq 2 ]
    [ ! -e out ]
}

@test "a state space beyond memory is refused before it is allocated, with what it would take" {
    write_two
    {
        cat two.yaml
        echo "leverage:"
        for channel in a b c d; do
            echo "  $channel: {levels: [$(seq -s ', ' 1 1000)], drift: {up: 0.1}}"
        done
    } >huge.yaml
    for command in check solve; do
        run "$parley" $command huge.yaml
        [ "$status" -eq 2 ]
        [[ $output == *"huge.yaml:6:3: error:"* ]]
        [[ $output == *"1e+12 states"* ]]
        [[ $output == *"would take about"* ]]
    done
    [ ! -e out ]
}

@test "a folder that cannot be made is a system error" {
    write_two
    run "$parley" solve two.yaml -o two.yaml/below
    [ "$status" -eq 3 ]
    [[ $output == *"two.yaml/below"* || $output == *"two.yaml"* ]]
}

@test "an interrupted solve exits 130" {
    cat >large.yaml <<'YAML'
title: Large
parties: {A: {discount: 0.999}, B: {discount: 0.99}, C: {discount: 0.995}}
agreement: {rule: majority}
outcome: {pie: 1}
leverage:
  a: {levels: [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9], drift: {up: 0.3, down: 0.2}, effects: {A.initiative: {add: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}}}
  b: {levels: [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9], drift: {up: 0.2, down: 0.3}, effects: {B.disagreement: {add: [-0.9, -0.8, -0.7, -0.6, -0.5, -0.4, -0.3, -0.2, -0.1, 0]}}}
  c: {levels: [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9], drift: {up: 0.2, down: 0.3}, effects: {pie: {set: [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9]}}}
  d: {levels: [d0, d1, d2, d3, d4, d5, d6, d7, d8, d9], drift: {up: 0.2, down: 0.3}, effects: {C.disagreement: {add: [-0.9, -0.8, -0.7, -0.6, -0.5, -0.4, -0.3, -0.2, -0.1, 0]}}}
YAML
    python3 - "$parley" >code <<'PYTHON'
import signal, subprocess, sys, time
child = subprocess.Popen([sys.argv[1], "solve", "large.yaml", "--quiet"], stderr=subprocess.DEVNULL)
time.sleep(1.5)
child.send_signal(signal.SIGINT)
print(child.wait())
PYTHON
    [ "$(cat code)" = 130 ]
    [ ! -e out ]
}
