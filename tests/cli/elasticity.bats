#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# parley solve --elasticities: what it prints and writes, and what it refuses.
bats_require_minimum_version 1.5.0
load helper

@test "the report ranks what moves each party's value, largest first" {
    write_two
    run "$parley" solve two.yaml --elasticities --no-plot
    [ "$status" -eq 0 ]
    [[ $output == *"What moves the outcome most: the effect of one per cent more of each parameter"* ]]
    [[ $output == *"value.A, now 0.3333"* && $output == *"value.B, now 0.6667"* ]]
    # V_B = (1 - 0.9) / (0.1 + 0.05): dV_B / dd_B = 0.1 / 0.15^2 = 4.444, elasticity 6.33
    [[ $output =~ "value.B, now 0.6667"[^+-]*"B.discount"\ +0.95\ +"+0.0095"\ +"+0.0422"\ +6.33 ]]
}

@test "result and table hold every derivative, and a result without them says nothing of them" {
    write_two
    "$parley" solve two.yaml --elasticities --no-plot -q -o one
    python3 - <<'PYTHON'
import json
r = json.load(open("one/result.json"))
by = r["elasticities"]["B.discount"]["value.B"]
assert abs(by["derivative"] - 0.1 / 0.15 ** 2) < 1e-7 and not by["kink"], by
assert by["below"] == by["above"] == by["derivative"]
assert abs(by["elasticity"] - 0.1 / 0.15 ** 2 * 0.95 * 1.5) < 1e-7
assert r["elasticities"]["B.authority"]["value.B"]["above"] is None
assert "A.veto" not in r["elasticities"] and "agreement.rule" not in r["elasticities"]
rows = [line.rstrip("\n").split("\t") for line in open("one/elasticities.tsv")]
assert rows[0][:4] == ["parameter", "unit", "value", "metric"] and all(len(row) == 11 for row in rows)
assert len(rows) - 1 == sum(len(row) for row in r["elasticities"].values())
assert r["elasticity_effort"]["factorisations"] == 1
PYTHON
    [ -s one/elasticity.dat ] && [ -s one/elasticity.gp ]
    "$parley" solve two.yaml --no-plot -q -o one
    run ! grep -q elasticit one/result.json one/report.txt
    [ ! -e one/elasticities.tsv ] && [ ! -e one/elasticity.dat ] && [ ! -e one/elasticity.gp ]
}

@test "--metric says of what" {
    write_waiting
    "$parley" solve waiting.yaml --elasticities --metric agreement.mean_years --metric agreement.ever --json >r.json
    python3 - <<'PYTHON'
import json
r = json.load(open("r.json"))
assert all(sorted(row) == ["agreement.ever", "agreement.mean_years"] for row in r["elasticities"].values())
up = r["elasticities"]["leverage.weather.drift.up"]
# talks last until the weather turns, with chance 0.2, or break down, with 0.02 after each bad round: of those that
# agree, mean 1 / (1 - 0.8 x 0.98) rounds; agreement ever 0.98 x 0.2 / (1 - 0.8 x 0.98)
u = 0.2
ever = lambda u: 0.98 * u / (1 - 0.98 * (1 - u))
mean = lambda u: 1 / (1 - 0.98 * (1 - u)) / 12
for name, f in [("agreement.ever", ever), ("agreement.mean_years", mean)]:
    slope = (f(u + 1e-5) - f(u - 1e-5)) / 2e-5
    assert abs(up[name]["derivative"] - slope) < 1e-6 * abs(slope), (name, up[name], slope)
PYTHON
    run "$parley" solve waiting.yaml --metric agreement.ever
    [ "$status" -eq 2 ]
    [[ $output == *"--metric says of what --elasticities are wanted"* ]]
    run "$parley" solve waiting.yaml --elasticities --metric agreement.evr
    [ "$status" -eq 2 ]
    [[ $output == *"there is no metric 'agreement.evr'; did you mean 'agreement.ever'?"* ]]
}

@test "kinks and jumps are said" {
    # 1 - 5/7 is what B would be offered anyway: an outside option of as much just binds
    cat >kink.yaml <<'YAML'
title: Kink
parties: {A: {discount: 0.9}, B: {discount: 0.8, outside: 0.2857142857142857}}
outcome: {pie: 1}
leverage:
  turn:
    levels: [A, B]
    transition: [[0, 1], [1, 0]]
    effects: {A.initiative: {set: [1, 0]}, B.initiative: {set: [0, 1]}}
YAML
    run "$parley" solve kink.yaml --elasticities --no-plot
    [ "$status" -eq 0 ]
    [[ $output == *"B.outside *"* && $output == *"* There is a kink: less of it has another effect"* ]]
    write_majority
    run "$parley" solve majority.yaml --elasticities --set agreement.quota=2 --no-plot
    [ "$status" -eq 0 ]
    [[ $output == *"There is a jump at the least change: less of A.votes"* ]]
}

@test "names cannot steer gnuplot or break the table" {
    cat >names.yaml <<'YAML'
title: "`touch hit`'"
parties: {"A'`touch hit`%": {discount: 0.9}, "B\"$(touch hit)": {discount: 0.95}}
outcome: {pie: 1}
YAML
    run "$parley" solve names.yaml --elasticities -q -o out
    [ ! -e hit ] && [ ! -e out/hit ]
}

@test "interrupted among the derivatives, it keeps the solution, says what is missing, and exits 130" {
    write_assembly
    sed -i '/P[7-9]:/d; /P1[0-3]:/d' assembly.yaml # solved in a moment; but some hundred derivatives
    sed -i 's/^outcome/leverage: {c: {levels: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p], drift: {up: 0.3, down: 0.2}}}\noutcome/' assembly.yaml
    run interrupt_at '[1-9] %  differentiating' "$parley" solve assembly.yaml --elasticities --threads 1 -o out
    [ "$status" -eq 130 ]
    [[ $output == *"Interrupted: "*" parameters are missing (P"* ]]
    [[ $output == *"Certified: no party"* ]]
    python3 -c 'import json
r = json.load(open("out/result.json"))
assert r["interrupted"] and len(r["elasticities_missing"]) > 0
assert not set(r["elasticities"]) & set(r["elasticities_missing"])
rows = {line.split("\t")[0] for line in open("out/elasticities.tsv")} - {"parameter"}
assert rows == set(r["elasticities"])
assert r["certificate"]["holds"]'
}
