#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Charts of sweeps. The numbers that are drawn are those of sweep.dat; contours lie where the closed form of a
# two-party game says, boundaries where neighbours of sweep.dat differ; thinning and panels are said; nothing in a
# scenario is ever interpreted by gnuplot.
bats_require_minimum_version 1.5.0
load helper

# What the tests below read files with.
setup_file() {
    cat >"$BATS_FILE_TMPDIR/charts.py" <<'PY'
import csv, math, re
def rows(path):
    """Rows of numbers and names, by block: two blank lines apart."""
    blocks = [[]]
    for block in re.split(r"\n\n\n", open(path).read()):
        lines = [l for l in block.splitlines() if l and not l.startswith("#")]
        blocks.append([[c.strip('"') if c.startswith('"') else float(c) for c in l.split("\t")] for l in lines])
    return blocks[1:]
def sweep(folder):
    """All rows of sweep.dat, and its columns by name."""
    lines = open(folder + "/sweep.dat").read().splitlines()
    head = [l for l in lines if l.startswith("# ")][3][2:].split("\t")
    names = [h.rsplit(" [", 1)[0] for h in head]
    table = [[c.strip('"') if c.startswith('"') else float(c) for c in l.split("\t")]
             for l in lines if l and not l.startswith("#")]
    return table, {n: k for k, n in enumerate(names)}
def same(a, b):
    return a == b or (a != a and b != b)
def variables(path):
    return dict(l.split(" = ", 1) for l in open(path).read().split("\n\n")[0].splitlines() if " = " in l)
PY
}

python() {
    PYTHONPATH=$BATS_FILE_TMPDIR python3 -
}

# The quota is out of reach from 3.5 on; where A is patient the talks wait for better weather.
write_votes() {
    cat >votes.yaml <<'YAML'
title: Votes
parties: {A: {discount: 0.9}, B: {discount: 0.95}, C: {discount: 0.9}}
agreement: {rule: quota, quota: 2}
outcome: {pie: 1}
leverage:
  weather:
    levels: [bad, good]
    drift: {up: 0.2, down: 0}
    effects: {pie: {set: [0.1, 1]}}
YAML
}

@test "one axis: lines of all parties together, numbers as in sweep.dat, refused points marked" {
    write_votes
    "$parley" sweep --dat votes.yaml --vary agreement.quota=1:5:9 --quiet -o out
    [ "$(cd out && echo *.png)" = "line-agreement-first_period.png line-agreement-mean_years.png line-regime.png line-share.png line-value.png" ]
    grep -qP '^# agreement\.quota\tstatus\tvalue\.A \(utility\)\tvalue\.B \(utility\)\tvalue\.C \(utility\)$' out/line-value.dat
    grep -q '^refused = 1$' out/line-value.gp
    grep -q '^uncertified = 0$' out/line-value.gp
    python <<'PY'
from charts import *
table, at = sweep("out")
drawn = rows("out/line-value.dat")
assert len(drawn[0]) == len(table) == 9
for row, full in zip(drawn[0], table):
    wanted = [full[at[n]] for n in ("agreement.quota", "status", "value.A", "value.B", "value.C")]
    assert all(same(a, b) for a, b in zip(row, wanted)), (row, wanted)
assert sum(row[1] == 2 for row in drawn[0]) == 4
regime = [full[at["regime"]] for full in table if full[at["status"]] == 0]
changes = [1.25 + 0.5 * k for k in range(len(regime) - 1) if regime[k] != regime[k + 1]]
assert changes and [row[0] for row in drawn[1]] == changes
PY
}

@test "two axes: cells are those of sweep.dat, contours lie where the closed form says" {
    write_two
    "$parley" sweep --dat two.yaml --vary A.discount=0.5:0.9:21 --vary B.discount=0.5:0.9:31 --metric value.A --quiet -o out
    [ "$(cd out && echo *.png)" = map-value-A.png ]
    python <<'PY'
from charts import *
table, at = sweep("out")
cells, blanks, contours, labels, boundaries = rows("out/map-value-A.dat")
assert len(cells) == len(table) == 21 * 31
for row, full in zip(cells, table):
    assert row == [full[0], full[1], 0, full[at["value.A"]]]
assert math.isnan(blanks[0][0]) and math.isnan(boundaries[0][0]), "there is nothing of the kind"
levels = sorted({row[0] for row in contours})
assert len(levels) >= 5 and {row[2] for row in labels} <= {round(l, 6) for l in levels} and labels
low, high = min(r[3] for r in cells), max(r[3] for r in cells)
step = levels[1] - levels[0]
assert levels[0] - step < low <= levels[0] and levels[-1] <= high < levels[-1] + step
for level, x1, y1, x2, y2 in contours:
    for a, b in ((x1, y1), (x2, y2)):
        exact = (1 - b) / ((1 - a) + (1 - b))
        assert abs(exact - level) < 1.5e-3, (level, a, b, exact)
PY
}

@test "two axes: boundaries separate regimes, cells without a scenario are hatched, uneven axes keep their places" {
    write_votes
    "$parley" sweep --dat votes.yaml --vary agreement.quota=1:5:9 --vary A.discount=0.3,0.4,0.7,0.95,0.99 --quiet -o out
    grep -q '^even = 0$' out/map-value-A.gp
    grep -q '^refused = 1$' out/map-value-A.gp
    grep -q '^boundaries = 1$' out/map-value-A.gp
    grep -q '^undefined = 0$' out/map-value-A.gp
    python <<'PY'
from charts import *
table, at = sweep("out")
cells, blanks, contours, labels, boundaries = rows("out/map-value-A.dat")
x, y = [1 + 0.5 * k for k in range(9)], [0.3, 0.4, 0.7, 0.95, 0.99]
edges = lambda v: [v[0] - (v[1] - v[0]) / 2] + [(a + b) / 2 for a, b in zip(v, v[1:])] + [v[-1] + (v[-1] - v[-2]) / 2]
ex, ey = edges(x), edges(y)
for k, row in enumerate(cells):
    i, j = divmod(k, 5)
    assert row[:2] == [x[i], y[j]]
    assert all(abs(a - b) < 1e-8 for a, b in zip(row[4:], [ex[i], ex[i + 1], ey[j], ey[j + 1]]))
# Hatched: the last four values of the quota, all the way up.
assert [row[0] for row in blanks] == [2] * 4
assert all(abs(row[3] - ey[0]) < 1e-8 and abs(row[4] - ey[-1]) < 1e-8 for row in blanks)
# The length of all boundaries, upright and level, from the table itself.
ok = [[r[at["regime"]] if r[at["status"]] == 0 else None for r in table[5 * i:5 * i + 5]] for i in range(9)]
differ = lambda a, b: a is not None and b is not None and a != b
upright = sum(ey[j + 1] - ey[j] for i in range(8) for j in range(5) if differ(ok[i][j], ok[i + 1][j]))
level = sum(ex[i + 1] - ex[i] for i in range(9) for j in range(4) if differ(ok[i][j], ok[i][j + 1]))
assert upright + level > 0
assert abs(sum(r[3] - r[1] for r in boundaries) - upright) < 1e-7
assert abs(sum(r[2] - r[0] for r in boundaries) - level) < 1e-7
PY
}

@test "three axes: nine panels at most, evenly picked with both ends, and it says so" {
    write_two
    "$parley" sweep --dat two.yaml --vary pie=1:20:20 --vary A.discount=0.5:0.9:4 --vary B.discount=0.5:0.9:5 --metric value.B --quiet -o out
    [ "$(cd out && echo *.png)" = maps-value-B.png ]
    grep -q "^# panels: 9 of the 20 values of pie, evenly picked$" out/maps-value-B.dat
    grep -q "^note = '9 of the 20 values of pie'$" out/maps-value-B.gp
    [ "$(grep -c '^panel_[1-9] = ' out/maps-value-B.gp)" = 9 ]
    python <<'PY'
from charts import *
import re
table, at = sweep("out")
blocks = rows("out/maps-value-B.dat")
assert len(blocks) == 45
shown = [float(v) for v in re.findall(r"^# pie = ([\d.]+)$", open("out/maps-value-B.dat").read(), re.M)]
assert len(shown) == 9 and shown[0] == 1 and shown[-1] == 20
assert {b - a for a, b in zip(shown, shown[1:])} <= {2, 3}
for p, pie in enumerate(shown):
    wanted = [[r[1], r[2], 0, r[at["value.B"]]] for r in table if r[0] == pie]
    assert len(wanted) == 20 and blocks[5 * p] == wanted
PY
}

@test "four axes: the first is held at its middle value" {
    write_two
    "$parley" sweep --dat two.yaml --vary A.initiative=1,2,3 --vary pie=1,2 --vary A.discount=0.5:0.9:4 --vary B.discount=0.5:0.9:5 --metric value.B --quiet -o out
    grep -q "^# held: A.initiative = 2$" out/maps-value-B.dat
    python <<'PY'
from charts import *
table, at = sweep("out")
blocks = rows("out/maps-value-B.dat")
for p in (0, 1):
    assert blocks[5 * p] == [[r[2], r[3], 0, r[at["value.B"]]] for r in table if r[:2] == [2, p + 1]]
PY
}

@test "axes are logarithmic where their values are, and levels go by their names" {
    write_waiting
    "$parley" sweep --dat waiting.yaml --vary breakdown_risk=0.001:0.1:9:log --vary start.weather=good,bad --quiet -o out
    grep -q "^x_scale = 'log'$" out/map-value-A.gp
    grep -q "^y_scale = 'names'$" out/map-value-A.gp
    grep -q "^y_name_1 = 'good'$" out/map-value-A.gp
    grep -q "^y_name_2 = 'bad'$" out/map-value-A.gp
    grep -q "^even = 1$" out/map-value-A.gp
    python <<'PY'
from charts import *
table, at = sweep("out")
cells = rows("out/map-value-A.dat")[0]
names = {0: "good", 1: "bad"}
assert [[r[0], names[r[1]], r[2], r[3]] for r in cells] == [[r[0], r[1], 0, r[at["value.A"]]] for r in table]
v = variables("out/map-value-A.gp")
assert abs(float(v["x_low"]) + 3.125) < 1e-9 and abs(float(v["x_high"]) + 0.875) < 1e-9
PY
    "$parley" sweep --dat waiting.yaml --vary breakdown_risk=0.001:0.1:9 --quiet --no-plot -o plain
    grep -q "^x_scale = 'number'$" plain/line-value.gp
}

@test "axes that begin and end at whole numbers draw, and so do two values and values that differ by little" {
    write_two
    "$parley" sweep --dat two.yaml --vary A.initiative=1,3 --vary pie=0,2,4 --quiet -o whole
    [ -s whole/map-value-A.png ]
    "$parley" sweep --dat two.yaml --vary A.initiative=1,3 --quiet -o two
    [ -s two/line-value.png ]
    "$parley" sweep --dat two.yaml --vary A.discount=0.5:0.500001:3 --vary B.discount=0.5:0.500001:3 --quiet -o close
    [ -s close/map-value-A.png ]
    "$parley" sweep --dat two.yaml --vary A.outside=none,0.1,0.5 --vary pie=1000000:2000000:3 --quiet -o none
    grep -q "^x_name_1 = 'none'$" none/map-value-A.gp
    [ -s none/map-value-A.png ]
}

@test "a sample of two: points and marginal densities" {
    write_two
    "$parley" sweep --dat two.yaml --over 'A.discount=uniform(0.5, 0.9)' --over 'A.initiative=loguniform(0.01, 100)' --samples 256 --metric value.A --quiet -o out
    [ "$(cd out && echo *.png)" = scatter-value-A.png ]
    grep -q "^x_scale = 'number'$" out/scatter-value-A.gp
    grep -q "^y_scale = 'log'$" out/scatter-value-A.gp
    python <<'PY'
from charts import *
table, at = sweep("out")
points, across, up = rows("out/scatter-value-A.dat")
assert points == [[r[0], r[1], 0, r[at["value.A"]]] for r in table] and len(points) == 256
for k, bins in enumerate((across, up)):
    assert abs(sum((b - a) * d for a, b, d in bins) - 1) < 1e-7
    values = [math.log10(r[1]) if k else r[0] for r in table]
    for a, b, d in bins[1:-1]:
        assert abs(sum(a <= v < b for v in values) / 256 / (b - a) - d) <= 1.01 / 256 / (b - a)
PY
}

@test "a sample of three: the metric against each, with the median of windows or at each value" {
    write_two
    "$parley" sweep --dat two.yaml --over 'A.discount=uniform(0.5, 0.9)' --over 'B.initiative=discrete(1, 2)' --over 'pie=normal(1, 0.1) truncated' --samples 300 --design random --metric value.A --quiet -o out
    [ "$(cd out && echo *.png)" = against-value-A.png ]
    python <<'PY'
from charts import *
from statistics import median
table, at = sweep("out")
blocks = rows("out/against-value-A.dat")
assert len(blocks) == 6
for k in range(3):
    assert blocks[2 * k] == [[r[k], 0, r[at["value.A"]]] for r in table]
pairs = sorted((r[0], r[at["value.A"]]) for r in table)
windows = blocks[1]
assert len(windows) == 40
for w, (x, low, mid, high) in enumerate(windows):
    first = w * (300 - 30) // 39
    assert abs(median(v for _, v in pairs[first:first + 30]) - mid) < 1e-8 and low <= mid <= high
    assert abs(pairs[first + 15][0] - x) < 1e-8
assert [row[0] for row in blocks[3]] == [1, 2]
for value, low, mid, high in blocks[3]:
    assert abs(median(r[at["value.A"]] for r in table if r[1] == value) - mid) < 1e-8
PY
}

@test "points that are no equilibria are left out: grey, and no chart by itself if there is nothing else" {
    write_two
    "$parley" sweep --dat two.yaml --vary A.discount=0.51:0.9:7 --vary B.discount=0.5:0.9:5 --tolerance 1e-300 --quiet -o out
    uncertified=$(python3 -c 'print(sum(l.split("\t")[2] == "1" for l in open("out/sweep.dat") if l[0] not in "#\n"))')
    [ "$uncertified" -gt 0 ]
    run "$parley" plot out --metric value.B
    [ "$status" -eq 0 ]
    grep -q '^uncertified = 1$' out/map-value-B.gp
    [ "$(grep -cP '^[-0-9.]+\t[-0-9.]+\t1\t' out/map-value-B.dat)" = "$uncertified" ]
    [ -s out/map-value-B.png ]
}

@test "large grids are thinned, and the data say so" {
    write_two
    "$parley" sweep --dat two.yaml --vary A.discount=0.5:0.9:700 --vary B.discount=0.5:0.9:6 --metric value.A --quiet -o out
    grep -q '^# thinned: one in 3 of the 700 values of A.discount; sweep.nc holds all$' out/map-value-A.dat
    python <<'PY'
from charts import *
table, at = sweep("out")
cells = rows("out/map-value-A.dat")[0]
assert cells == [[r[0], r[1], 0, r[at["value.A"]]] for k in range(0, 700, 3) for r in table[6 * k:6 * k + 6]]
PY
}

@test "metrics that are the same everywhere have no chart, unless asked for; unknown ones are refused" {
    write_two
    "$parley" sweep --dat two.yaml --vary pie=1:2:3 --metric value.A --metric agreement.ever --quiet --no-plot -o out
    [ "$(cd out && echo *.gp)" = line-value-A.gp ]
    run "$parley" plot out --metric agreement.ever
    [ "$status" -eq 0 ]
    [ -s out/line-agreement-ever.png ]
    [ -e out/line-value-A.gp ]
    run "$parley" plot out --metric value.B
    [ "$status" -eq 2 ]
    [[ $output == *"did you mean 'value.A'?"* ]]
    mkdir empty
    run "$parley" plot empty --metric value.A
    [ "$status" -eq 2 ]
}

@test "charts of an earlier sweep go, other scripts stay" {
    write_two
    "$parley" sweep --dat two.yaml --vary pie=1:2:3 --quiet -o out
    echo "# mine" >out/mine.gp
    "$parley" sweep --dat two.yaml --vary pie=1:2:3 --vary A.discount=0.5:0.6:2 --metric value.A --quiet -o out
    [ "$(cd out && echo *.gp)" = "map-value-A.gp mine.gp" ]
    [ "$(cd out && echo *.png)" = map-value-A.png ]
}

@test "shards merged draw what one run draws" {
    write_two
    args="--vary A.discount=0.5:0.9:41 --vary B.discount=0.5:0.9:31 --metric value.A --metric regime"
    "$parley" sweep --dat two.yaml $args --quiet --no-plot -o whole
    for k in 1 2; do
        "$parley" sweep --dat two.yaml $args --shard $k/2 --quiet -o parts
    done
    [ "$(cd parts && ls | grep -c 'map-')" = 0 ]
    "$parley" merge parts/sweep.*-of-2.journal --quiet -o parts
    cmp whole/map-value-A.dat parts/map-value-A.dat
    cmp whole/map-value-A.gp parts/map-value-A.gp
    [ -s parts/map-value-A.png ]
    [ ! -e whole/map-value-A.png ]
}

@test "without gnuplot data and scripts are written, it is said once, exit 0; plot draws them later" {
    write_two
    mkdir no-gnuplot
    run env PATH="$PWD/no-gnuplot" "$parley" sweep --dat two.yaml --vary A.discount=0.5:0.9:3 -o out
    [ "$status" -eq 0 ]
    [ "$(grep -c gnuplot-nox <<<"$output")" = 1 ]
    [ -e out/line-value.gp ]
    [ ! -e out/line-value.png ]
    run "$parley" plot out --chart line-value --format svg
    [ "$status" -eq 0 ]
    xmllint --noout out/line-value.svg
    (cd out && gnuplot -d line-value.gp && test -s line-value.png)
}

@test "names and titles are drawn literally and never run; names of files are plain" {
    cat >nasty.yaml <<'YAML'
title: "It's `touch pwned` @x $(touch pwned) ^up _down {a} %s # '.system('touch pwned').'\nsecond \"line\""
parties:
  "A `touch pwned` %d & <A>": {discount: 0.9}
  "B'; system('touch pwned'); '": {discount: 0.9, disagreement: 0.1}
  "Ä": {discount: 0.9}
  "Ö": {discount: 0.8}
agreement: {rule: majority}
outcome: {pie: 1}
leverage:
  "chan'nel `touch pwned`":
    levels: ["100 %d", "'; system('touch pwned'); '", "@x {a}^b"]
    drift: {up: 0.2, down: 0}
    effects: {pie: {set: [0.1, 1, 1.2]}}
YAML
    level="start.chan'nel \`touch pwned\`=all"
    patience="A \`touch pwned\` %d & <A>.discount"
    "$parley" sweep --dat nasty.yaml --quiet --format svg --vary "$level" --vary "$patience=0.5:0.95:4" -o two
    "$parley" sweep --dat nasty.yaml --quiet --format svg --vary "$level" -o one
    "$parley" sweep --dat nasty.yaml --quiet --format svg --vary pie=1,2 --vary "$level" --vary "$patience=0.5:0.95:4" -o three
    "$parley" sweep --dat nasty.yaml --quiet --format svg --over "$patience=uniform(0.5, 0.9)" --over pie="uniform(1, 2)" --samples 16 -o sample
    "$parley" sweep --dat nasty.yaml --quiet --format svg --over "$patience=uniform(0.5, 0.9)" --samples 64 -o against
    [ -z "$(find . -name pwned)" ]
    for folder in one two three sample against; do
        xmllint --noout $folder/*.svg
        [ -z "$(ls $folder | grep -v '^[A-Za-z0-9_.-]*$')" ]
        grep -lF '`touch pwned` @x $(touch pwned) ^up _down {a} %s #' $folder/*.svg | wc -l >drawn
        [ "$(cat drawn)" = "$(ls $folder/*.svg | wc -l)" ]
    done
    grep -q '100 %d' one/line-value.svg
    # Parties whose names are not plain at all: each has its own chart.
    [ -s two/map-value.svg ]
    [ -s two/map-value-2.svg ]
    # Plain again when only one is drawn.
    cp two/map-value-2.dat before.dat
    rm two/map-value-2.*
    "$parley" plot two --metric 'value.Ö' --quiet
    cmp before.dat two/map-value-2.dat
}
