#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Charts of particular kinds: their data agree with result.json, and with talks solved one by one; nothing in a
# scenario is ever interpreted by gnuplot; each applies only where it means something.
bats_require_minimum_version 1.5.0
load helper

# Three who share an issue and disagree about another.
write_issues() {
    cat >issues.yaml <<'YAML'
title: Issues
period: 1 month
parties:
  East: {discount_rate: 0.3, issues: {land: {ideal: 30, salience: 3}, treaty: {ideal: 1}}}
  West: {discount_rate: 0.5, disagreement: 0.2, issues: {land: {ideal: 0, salience: 2}, treaty: {ideal: 0}}}
  North: {discount_rate: 0.5, at_table: false, issues: {land: {ideal: 5}, treaty: {ideal: 0.2}}}
outcome: {issues: {land: {range: [0, 40], unit: "% of all"}, treaty: {range: [-1, 1], exponent: 1}}}
YAML
}

# Names and titles that gnuplot, a shell or a number format would make something of.
write_hostile() {
    cat >hostile.yaml <<'YAML'
title: "It's `touch pwned` @x $(touch pwned) ^up _down {a} %s # '.system('touch pwned').'\nsecond \"line\""
parties:
  "A `touch pwned` %d & <A>":
    {discount: 0.98, issues: {"l'and @x": {ideal: 1}, "Ünï ^a_b {c}": {ideal: 3}}}
  "B'; system('touch pwned'); '":
    discount: 0.9
    loss_aversion: 1
    aspiration: 0.7
    susceptibility: 0.9
    issues: {"l'and @x": {ideal: 0}, "Ünï ^a_b {c}": {ideal: 0}}
  "C $x {a}_b^c # ü": {discount: 0.9, issues: {"l'and @x": {ideal: 0}, "Ünï ^a_b {c}": {ideal: 1}}}
outcome:
  issues:
    "l'and @x": {range: [0, 1], unit: "'; system('touch pwned'); '%"}
    "Ünï ^a_b {c}": {range: [0, 4], unit: "`touch pwned` $(touch pwned) \" \\n"}
anchors:
  "all '`touch pwned`'": {by: "A `touch pwned` %d & <A>", at: {"l'and @x": 1, "Ünï ^a_b {c}": 4}}
anchoring: {depth: 2}
YAML
    # the same about a pie
    python3 - <<'PY'
import re
text = open("hostile.yaml").read()
head, rest = text.split("outcome:")
head = re.sub(r", issues: .*", "}", head)  # of parties on one line
head = re.sub(r"\n +issues: .*", "", head)
open("hostile-pie.yaml", "w").write(head + "outcome: {pie: 1}\n")
PY
}

# Lines of one block of a .dat file, without its header.
block() {
    awk -v want="$2" '/^$/ {if (++blank == 2) at++; next} {blank = 0} !/^#/ && at + 0 == want' "$1"
}

# Fails unless the numbers are the same to 1e-9 of their size.
same() {
    python3 -c 'import sys; a, b = map(float, sys.argv[1:]); sys.exit(not abs(a - b) <= 1e-9 * max(1, abs(a)))' "$1" "$2"
}

@test "simplex: proposals, agreement and Nash are those of the result, and lie in the triangle" {
    write_majority
    "$parley" solve majority.yaml --set A.discount=0.8 --quiet --no-plot
    head -n 1 out/majority/simplex.dat | grep -qP '^# [^\t]+(\tshare of "[ABC]" \(fraction of the pie\)){3}(\tshare of "[ABC]" \(utility\)){3}\tchance'
    python3 - <<'PY'
import json
result = json.load(open("out/majority/result.json"))
blocks = [[line.split("\t") for line in text.splitlines() if not line.startswith("#")]
          for text in open("out/majority/simplex.dat").read().split("\n\n\n")]
assert len(blocks) == 3
offered = [[str(j + 1), list(c["shares"].values()), p["choice"]["settle"] * c["probability"]]
           for j, p in enumerate(result["proposals"]) for c in p["coalitions"]]
offered = [row for row in offered if row[2] > 1e-6]
assert len(blocks[0]) == len(offered) > 3, "every coalition that is courted has its point"
for row, (by, shares, chance) in zip(blocks[0], offered):
    assert row[0] == by
    assert all(abs(float(a) - b) < 1e-12 for a, b in zip(row[4:], shares + [chance]))
    assert abs(sum(map(float, row[1:4])) - 1) < 1e-12 and min(map(float, row[1:4])) >= 0
assert [float(x) for x in blocks[2][0][4:7]] == list(result["pie"].values())
assert [float(x) for x in blocks[2][1][4:7]] == list(result["baselines"]["nash"].values())
assert [row[0] for row in blocks[2]] == ['"agreement expected"', '"Nash"', '"weighted Nash"',
                                         '"Kalai-Smorodinsky"', '"egalitarian"', '"utilitarian"']
PY
}

@test "simplex: fractions are of the pie that there is" {
    write_majority
    "$parley" solve majority.yaml --quiet --no-plot
    "$parley" solve majority.yaml --set pie=50 --quiet --no-plot -o out/large
    for k in 2 3 4; do
        same "$(block out/majority/simplex.dat 2 | head -n 1 | cut -f $k)" "$(block out/large/simplex.dat 2 | head -n 1 | cut -f $k)"
    done
    same 50 "$(block out/large/simplex.dat 2 | head -n 1 | cut -f 5-7 | tr '\t' '+' | bc -l)"
}

@test "simplex: talks that never settle at the start still draw" {
    write_majority
    sed -i 's/discount: 0.9}/discount: 0.99}/g' majority.yaml
    cat >>majority.yaml <<'YAML'
leverage: {weather: {levels: [bad, good], drift: {up: 0.3, down: 0}, effects: {pie: {set: [0.01, 1]}}}}
YAML
    run "$parley" solve majority.yaml --quiet
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ "$(block out/majority/simplex.dat 0 | cut -f 1-2)" = "$(printf '0\tNaN')" ]
    [ "$(block out/majority/simplex.dat 1 | wc -l)" -ge 3 ]
    [ -s out/majority/simplex.png ]
}

@test "simplex is for three who divide a pie" {
    write_two
    write_menu
    sed -i 's/B: {discount: 0.9}}/B: {discount: 0.9}, C: {discount: 0.9}}/; s/\(B: [-0-9.]*\)}/\1, C: 0}/' menu.yaml
    write_issues
    for name in two menu issues; do
        "$parley" solve $name.yaml --quiet --no-plot
        [ ! -e out/$name/simplex.dat ]
    done
}

@test "positions: ideal points, settlement and proposals are those of the result, in the issue's unit" {
    write_issues
    "$parley" solve issues.yaml --quiet --no-plot
    [ "$(head -n 1 out/issues/positions.dat)" = '# "land" (% of all)' ]
    [ "$(block out/issues/positions.dat 0 | cut -f 1)" = "$(printf '"settlement"\n"East"\n"West"\n"North"')" ]
    [ "$(block out/issues/positions.dat 0 | tail -n 3 | cut -f 2 | xargs)" = "30 0 5" ]
    for k in 0 1; do
        name=$([ $k = 0 ] && echo land || echo treaty)
        settled=$(block out/issues/positions.dat $((2 * k)) | head -n 1)
        same "$(echo "$settled" | cut -f 2)" "$(json_get out/issues/result.json issues $name mean)"
        same "$(echo "$settled" | cut -f 3)" "$(json_get out/issues/result.json issues $name lowest)"
        same "$(echo "$settled" | cut -f 4)" "$(json_get out/issues/result.json issues $name highest)"
        for j in 0 1; do
            proposed=$(block out/issues/positions.dat $((2 * k + 1)) | sed -n $((j + 1))p)
            [ "$(echo "$proposed" | cut -f 1)" = $((j + 1)) ]
            same "$(echo "$proposed" | cut -f 2)" "$(json_get out/issues/result.json proposals $j position $name)"
        done
    done
}

@test "positions: at the ends of what a party accepts its utility is its reservation value" {
    write_issues
    "$parley" solve issues.yaml --quiet --no-plot
    python3 - <<'PY'
import json
result = json.load(open("out/issues/result.json"))
blocks = [[line.split("\t") for line in text.splitlines() if not line.startswith("#")]
          for text in open("out/issues/positions.dat").read().split("\n\n\n")]
ideal = {"East": (30, 1), "West": (0, 0), "North": (5, 0.2)}
salience = {"East": (0.75, 0.25), "West": (2 / 3, 1 / 3)}
ends = [(0, 40), (-1, 1)]
def utility(party, at):
    return 1 - sum(w * (abs(x - t) / (b - a)) ** e for w, x, t, (a, b), e
                   in zip(salience[party], at, ideal[party], ends, (2, 1)))
mean = [result["issues"][k]["mean"] for k in ("land", "treaty")]
inside = 0
for k in (0, 1):
    assert blocks[2 * k][3][2:] == ["NaN", "NaN"], "nobody asks North"
    for row in blocks[2 * k][1:3]:
        party = row[0].strip('"')
        for at in map(float, row[2:]):
            there = [at if l == k else mean[l] for l in (0, 1)]
            need = result["parties"][party]["reservation"]
            if at in ends[k]:
                assert utility(party, there) >= need
            else:
                assert abs(utility(party, there) - need) < 1e-9
                inside += 1
assert inside >= 3
PY
}

@test "positions: deals that lie on issues are drawn, a pie and mere deals have no such chart" {
    cat >menu.yaml <<'YAML'
parties:
  A: {discount: 0.9, issues: {land: {ideal: 100}}}
  B: {discount: 0.9, issues: {land: {ideal: 0}}}
outcome:
  issues: {land: {range: [0, 100], unit: km}}
  deals: {half: {at: {land: 50}}, more: {at: {land: 90}}, other: {utility: {A: 0.1, B: 0.1}}}
YAML
    "$parley" solve menu.yaml --quiet
    [ -s out/menu/positions.png ]
    [ "$(block out/menu/positions.dat 1 | cut -f 1-2 | head -n 2)" = "$(printf '1\t50\n2\t50')" ]
    write_two
    "$parley" solve two.yaml --quiet -o out/menu
    [ ! -e out/menu/positions.dat ]
    [ ! -e out/menu/positions.png ]
    write_menu
    "$parley" solve menu.yaml --quiet -o out/other
    [ ! -e out/other/positions.dat ]
}

@test "positions: without an agreement there are ideal points only" {
    write_issues
    sed -i 's/discount_rate: 0.3,/discount_rate: 0.3, disagreement: 2,/' issues.yaml
    run "$parley" solve issues.yaml --quiet
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ "$(block out/issues/positions.dat 0 | head -n 1)" = "$(printf '"settlement"\tNaN\tNaN\tNaN')" ]
    [ -s out/issues/positions.png ]
}

@test "anchoring: the scenario's own point is its result" {
    write_anchored
    "$parley" solve anchored.yaml --set Two.susceptibility=0.83 --quiet --no-plot
    [ "$(grep -c '^# depth' out/anchored/anchoring.dat)" = 4 ]
    [ "$(grep '^# depth' out/anchored/anchoring.dat | cut -d ' ' -f 3 | xargs)" = "1 2 3 5" ]
    [ "$(grep -c '0 of 22 points' out/anchored/anchoring.dat)" = 4 ]
    row=$(block out/anchored/anchoring.dat 2 | grep -P '^0\.82999|^0\.83\t')
    [ "$(echo "$row" | tr '\t' '\n' | wc -l)" = 6 ]
    same "$(echo "$row" | cut -f 2)" "$(json_get out/anchored/result.json agreement mean_years)"
    same "$(echo "$row" | cut -f 3)" "$(json_get out/anchored/result.json parties One material_utility)"
    same "$(echo "$row" | cut -f 4)" "$(json_get out/anchored/result.json parties Two material_utility)"
    same "$(echo "$row" | cut -f 5)" "$(json_get out/anchored/result.json anchoring One value_gain)"
    same "$(echo "$row" | cut -f 6)" "$(json_get out/anchored/result.json anchoring Two value_gain)"
}

@test "anchoring: other points are the talks solved with that susceptibility and depth" {
    write_anchored
    patient="--set One.discount=0.98 --set Two.discount=0.95 --set anchoring.fade=0.05"
    "$parley" solve anchored.yaml $patient --quiet --no-plot
    for depth in 1 5; do
        for x in 0 0.5 1; do
            "$parley" solve anchored.yaml $patient --set anchoring.depth=$depth --set Two.susceptibility=$x --json >one.json
            row=$(block out/anchored/anchoring.dat $([ $depth = 1 ] && echo 0 || echo 3) | grep -P "^$x\t")
            same "$(echo "$row" | cut -f 2)" "$(json_get one.json agreement mean_years)"
            same "$(echo "$row" | cut -f 3)" "$(json_get one.json parties One material_utility)"
            same "$(echo "$row" | cut -f 5)" "$(json_get one.json anchoring One value_gain)"
        done
    done
    # The patient party gains by a lasting anchor: 0.1873 where the scenario is.
    row=$(block out/anchored/anchoring.dat 2 | grep -P '^0\.9\d*\t' | head -n 1)
    [ "$(printf %.4f "$(echo "$row" | cut -f 5)")" = 0.1873 ]
}

@test "anchoring: all susceptibilities are scaled together, effects on them included" {
    write_anchored
    sed -i 's/One: {discount: 0.95}/One: {discount: 0.95, loss_aversion: 1, aspiration: 0.5, susceptibility: 0.4}/
            s/Two.disagreement: {set/Two.susceptibility: {set: [0.8, 0.6, 0.2]}, Two.disagreement: {set/' anchored.yaml
    "$parley" solve anchored.yaml --quiet --no-plot
    [ "$(grep -c '^susceptibility = .Largest susceptibility.$' out/anchored/anchoring.gp)" = 1 ]
    sed 's/susceptibility: 0.4/susceptibility: 0.2/; s/0.8, 0.6, 0.2]}, Two/0.4, 0.3, 0.1]}, Two/' anchored.yaml >half.yaml
    "$parley" solve half.yaml --quiet --no-plot
    row=$(block out/anchored/anchoring.dat 2 | grep -P '^0\.4\d*\t' | head -n 1)
    same "$(echo "$row" | cut -f 3)" "$(json_get out/half/result.json parties One material_utility)"
    same "$(echo "$row" | cut -f 6)" "$(json_get out/half/result.json anchoring Two value_gain)"
    ! grep -q ' [1-9][0-9]* of 21' out/anchored/anchoring.dat
}

@test "anchoring: depths that cannot be are left out and counted, and the rest is drawn" {
    write_anchored
    sed -i 's/^  front:/  aid: {levels: [low, high], when: [{table: everything 2, drift: {up: 0.1}}]}\n  front:/; s/depth: 3/depth: 2/' anchored.yaml
    "$parley" solve anchored.yaml --quiet
    [ "$(grep -c '21 of 21 points' out/anchored/anchoring.dat)" = 3 ]
    [ "$(grep -c ' 0 of 21 points' out/anchored/anchoring.dat)" = 1 ]
    [ "$(block out/anchored/anchoring.dat 0 | cut -f 2- | sort -u)" = "$(printf 'NaN\tNaN\tNaN\tNaN\tNaN')" ]
    [ -s out/anchored/anchoring.png ]
}

@test "anchoring: a chart where nothing changes says so, a jump breaks the curve, and both are drawn" {
    write_anchored
    "$parley" solve anchored.yaml --quiet
    grep -q '^flat = 0$' out/anchored/anchoring.gp
    [ "$(grep -c 'another equilibrium' out/anchored/anchoring.dat)" = 4 ]
    run "$parley" solve anchored.yaml --quiet --set anchoring.pull=0.001 --set Two.loss_aversion=0.001 --set Two.susceptibility=1
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    grep -q '^flat = 1$' out/anchored/anchoring.gp
    # five rows with two jumps: three pieces
    gnuplot - 2>pieces <<'GNUPLOT'
load_line = system("sed -n '/^piece_of/p' out/anchored/anchoring.gp")
pieces = 8
eval load_line
do for [k = 0:4] { print piece_of(k, real(word('0 0.1 5 5.1 0', k + 1)), 1.0) }
GNUPLOT
    [ "$(xargs <pieces)" = "0 0 1 1 2" ]
}

@test "legends list only what is drawn" {
    write_issues
    write_majority
    "$parley" solve issues.yaml --quiet --no-plot
    grep -q '^bars = 1' out/issues/positions.gp
    sed -i 's/discount_rate: 0.3,/discount_rate: 0.3, disagreement: 2,/' issues.yaml
    "$parley" solve issues.yaml --quiet --format svg
    grep -q '^proposals = 0' out/issues/positions.gp
    run ! grep -q 'proposed at the start\|settled: mean' out/issues/positions.svg
    grep -q 'ideal point' out/issues/positions.svg
    "$parley" solve majority.yaml --quiet --format svg
    run ! grep -q 'proposed in other states' out/majority/simplex.svg
    grep -q 'proposed by A' out/majority/simplex.svg
}

@test "anchoring: the same with any number of threads" {
    write_anchored
    "$parley" solve anchored.yaml --quiet --no-plot --threads 1 -o one
    "$parley" solve anchored.yaml --quiet --no-plot --threads 3 -o three
    cmp one/anchoring.dat three/anchoring.dat
}

@test "anchoring: not without anchors that draw anybody, and not for talks too large to solve so often" {
    write_two
    write_anchored
    "$parley" solve anchored.yaml --quiet -o out/two
    [ -s out/two/anchoring.png ]
    "$parley" solve two.yaml --quiet
    [ ! -e out/two/anchoring.dat ]
    [ ! -e out/two/anchoring.png ]
    "$parley" solve anchored.yaml --set Two.susceptibility=0 --quiet --no-plot
    [ ! -e out/anchored/anchoring.dat ]
    sed -i "s/^  front:/  weather:\n    levels: [$(seq -s, 40 | sed 's/[0-9]*/w&/g')]\n    drift: {up: 0.1, down: 0.1}\n  front:/" anchored.yaml
    "$parley" solve anchored.yaml --quiet --no-plot
    [ -e out/anchored/leverage.dat ]
    [ ! -e out/anchored/anchoring.dat ]
}

@test "every kind comes as PNG, SVG and PDF, and can be drawn alone" {
    write_majority
    write_issues
    write_anchored
    for pair in majority:simplex issues:positions anchored:anchoring; do
        name=${pair%:*} chart=${pair#*:}
        "$parley" solve $name.yaml --quiet
        [ "$(head -c 4 out/$name/$chart.png | tail -c 3)" = PNG ]
        rm out/$name/*.png
        run "$parley" plot out/$name --chart $chart --format svg
        [ "$status" -eq 0 ]
        xmllint --noout out/$name/$chart.svg
        "$parley" plot out/$name --chart $chart --format pdf --quiet
        [ "$(head -c 5 out/$name/$chart.pdf)" = %PDF- ]
        [ "$(cd out/$name && echo *.svg *.pdf)" = "$chart.svg $chart.pdf" ]
        (cd out/$name && gnuplot -d $chart.gp && test -s $chart.png)
    done
}

@test "hostile names are drawn as they are and never run" {
    write_hostile
    for name in hostile hostile-pie; do
        run "$parley" solve $name.yaml --quiet --format svg
        [ "$status" -eq 0 ]
        [ -z "$output" ]
        xmllint --noout out/$name/*.svg
    done
    [ -z "$(find . -name pwned)" ]
    ls out/hostile/positions.svg out/hostile/anchoring.svg out/hostile-pie/simplex.svg
    for svg in out/hostile/positions.svg out/hostile-pie/simplex.svg; do
        grep -qF "C \$x {a}_b^c # ü" $svg
        grep -qF 'A `touch pwned` %d &amp; &lt;A' $svg
    done
    grep -qF "l'and @x ('; system('touch pwned'); '%)" out/hostile/positions.svg
    grep -qF 'Ünï ^a_b {c} (`touch pwned` $(touch pwned)' out/hostile/positions.svg
    grep -qF "Susceptibility of B'; system('to" out/hostile/anchoring.svg
}
