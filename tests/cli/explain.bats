#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
bats_require_minimum_version 1.5.0
load helper

@test "explain says what each party chooses, what the next best would lose, and writes nothing" {
    write_anchored
    run "$parley" explain anchored.yaml
    [ "$status" -eq 0 ]
    [[ $output == *"front b, table nothing (the start)"* ]]
    [[ $output == *"it chooses: table everything. The next best, settle, would lose 0.0135"* ]]
    [[ $output == *"A round without agreement is worth 0.4282 to it:"* ]]
    [[ $output == *"Certified:"* ]]
    [ "$(ls)" = anchored.yaml ]
}

@test "explain takes a state and a party" {
    write_anchored
    run "$parley" explain anchored.yaml --state front=a,table="everything 2" --party Two
    [ "$status" -eq 0 ]
    [[ $output == *"In the state: front a, table everything 2."* ]]
    [[ $output == *"Two: value"* ]]
    [[ $output != *"One: value"* ]]
}

@test "explain --json: payoffs agree with values, and the reservation is the sum of its parts" {
    write_digging
    for noise in 0 0.05; do
        "$parley" explain digging.yaml --json --set noise=$noise --set breakdown_risk=0.01 >why.json
        "$parley" solve digging.yaml --json --set noise=$noise --set breakdown_risk=0.01 >result.json
        python3 - <<'PYTHON'
import json
why, result = json.load(open("why.json")), json.load(open("result.json"))
assert why["certificate"]["holds"] and why["state"] == {"pit": "shallow", "war": "fighting"}
for name, party in why["parties"].items():
    r = party["reservation"]
    assert abs(r["flow"] + r["breakdown"] + r["continuation"] - r["total"]) < 1e-12
    assert abs(sum(n["adds"] for n in r["next"]) - r["continuation"]) < 1e-12
    assert abs(r["total"] - result["parties"][name]["reservation"]) < 1e-12
    a = {row["name"]: row for row in party["alternatives"]}
    assert abs(sum(row["probability"] for row in a.values()) - 1) < 1e-9
    assert ("dig" in a) == (name == "A") and "quit" not in a and a["cease fire"]["kind"] == "accord"
    assert min(row["loses"] for row in a.values()) == 0
    best = max(row["worth"] for row in a.values())
    assert all(abs(best - row["worth"] - row["loses"]) < 1e-12 for row in a.values())
    if result["equilibrium"]["noise"] == 0:
        assert all(row["loses"] < 1e-7 for row in a.values() if row["probability"] > 1e-6)
        other = [row["loses"] for row in a.values() if row["probability"] <= 1e-9]
        assert party["next_best_loses"] == min(other)
    else:
        assert 0 < a["cease fire"]["takes_effect"] < 1
PYTHON
    done
}

@test "explain: a state or party that there is not is bad input, and the nearest is named" {
    write_anchored
    run "$parley" explain anchored.yaml --state frnt=a
    [ "$status" -eq 2 ]
    [[ $output == *"'front'"* ]]
    run "$parley" explain anchored.yaml --state "table=everything 4"
    [ "$status" -eq 2 ]
    run "$parley" explain anchored.yaml --party Oen
    [ "$status" -eq 2 ]
    [[ $output == *"'One'"* ]]
}

@test "explain of what is not an equilibrium exits 1" {
    write_majority
    run "$parley" explain majority.yaml --tolerance 1e-300 --set A.discount=0.8
    [ "$status" -eq 1 ]
    [[ $output == *"not an equilibrium"* ]]
}

@test "the result counts moves and accords, and what the choice was among" {
    write_digging
    "$parley" solve digging.yaml --json >result.json
    python3 - <<'PYTHON'
import json
r = json.load(open("result.json"))
assert set(r["proposals"][0]["choice"]) == {"settle", "pass", "quit", "dig", "cease fire"}
assert set(r["proposals"][1]["choice"]) == {"settle", "pass", "quit", "cease fire"}
assert set(r["proposals"][0]["consent"]) == {"cease fire"}
assert r["options"]["dig"]["by"] == "A" and r["options"]["dig"]["kind"] == "move"
assert r["options"]["cease fire"]["by"] is None and r["options"]["cease fire"]["kind"] == "accord"
assert r["options"]["dig"]["expected_uses"] >= r["options"]["dig"]["first_period"] > 0
assert abs(r["options"]["dig"]["expected_uses"] - 2) < 1e-9 and r["agreement"]["ever"] > 1 - 1e-9
assert "anchoring" not in r and "table" not in r
PYTHON
    run "$parley" solve digging.yaml --no-plot
    [[ $output == *"Moves and accords"* ]]
    [[ $output =~ dig\ +A\ +50% ]]
    [[ $output != *"as felt"* ]]
}

@test "the result says what anchors bring and what they cost" {
    write_anchored
    "$parley" solve anchored.yaml --json >result.json
    python3 - <<'PYTHON'
import json
r = json.load(open("result.json"))
gain = {name: party["value_gain"] for name, party in r["anchoring"].items()}
assert abs(gain["One"] + 0.0064) < 5e-5 and abs(gain["Two"] - 0.0435) < 5e-5, gain
assert abs(r["options"]["table everything"]["expected_uses"] - 0.5) < 1e-9
assert abs(r["table"]["nothing"] - 1) < 1e-9 and abs(r["table"]["everything 1"] - 0.5) < 1e-9
assert r["without_anchors"]["holds"] and r["without_anchors"]["mean_periods"] == 0
two = r["parties"]["Two"]
assert two["agreed_utility"] < two["material_utility"] == r["pie"]["Two"]
PYTHON
    run "$parley" solve anchored.yaml --no-plot
    [[ $output == *"Anchoring: who puts which demand on the table"* ]]
    [[ $output == *"One -0.0064, Two"* ]]
    [[ $output == *"as felt"* ]]
}

@test "the leverage chart has a panel for the table" {
    write_anchored
    "$parley" solve anchored.yaml --quiet
    grep -q '"everything 3"' out/anchored/leverage.dat
    [ -s out/anchored/leverage.png ]
}

@test "a move repeated for ever is told as such, not as a number" {
    cat >siege.yaml <<'YAML'
title: Siege
parties: {A: {discount: 0.9, disagreement: 0.8}, B: {discount: 0.9, disagreement: 0.8}}
outcome: {pie: 1}
leverage: {wall: {levels: [up, down], effects: {A.disagreement: {add: [0, 1]}}}}
moves: {batter: {by: A, cost: -0.1, shift: {wall: +1}, chance: 0}}
YAML
    "$parley" solve siege.yaml --json >result.json
    [ "$(json_get result.json options batter expected_uses)" = null ]
    run "$parley" solve siege.yaml --no-plot
    [[ $output == *"for ever"* ]]
}

@test "no line of an explanation is wider than 100 columns, whatever the names" {
    long='"a name that goes on and on, far beyond what a line of a table can hold"'
    cat >long.yaml <<YAML
title: $long
parties: {$long: {discount: 0.9}, B: {discount: 0.9}}
outcome: {pie: 1}
leverage: {"a channel with a long name as well, why not": {levels: [$long, b], drift: {up: 0.1, down: 0.1}}}
moves: {"a move that hardly anybody would care to type twice": {by: B, shift: {"a channel with a long name as well, why not": +1}}}
anchors: {"an anchor with just as long a name as all the others": {by: B, shares: {B: 1}}}
YAML
    "$parley" solve long.yaml --states --no-plot >report
    "$parley" explain long.yaml >>report
    [ "$(LC_ALL=C.UTF-8 awk '{ if (length($0) > widest) widest = length($0) } END { print widest }' report)" -le 100 ]
}
