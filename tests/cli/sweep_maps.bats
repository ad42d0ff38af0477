#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What makes a map or a line of a sweep fit for print: no contour in rounding errors or across a jump, a label for
# every level, axes that suit their values, labels that keep their unit, a legend of what occurs.
bats_require_minimum_version 1.5.0
load helper

models=$BATS_TEST_DIRNAME/../../models

setup_file() {
    cat >"$BATS_FILE_TMPDIR/maps.py" <<'PY'
import math, re
def blocks(path):
    """Rows of numbers, by block: two blank lines apart."""
    return [[[float(c) for c in l.split("\t")] for l in block.splitlines() if l and not l.startswith("#")]
            for block in re.split(r"\n\n\n", open(path).read())]
def variable(path, name):
    return re.search(rf"^{name} = (.*)$", open(path).read(), re.M).group(1).strip("'")
def quads(cells):
    """The four corners of every quadrilateral between neighbours, with their values, by the place of the lowest."""
    x, y = sorted({c[0] for c in cells}), sorted({c[1] for c in cells})
    value = {(c[0], c[1]): c[3] for c in cells}
    for i in range(len(x) - 1):
        for j in range(len(y) - 1):
            yield (x[i], x[i + 1], y[j], y[j + 1]), [value[a, b] for a in x[i:i + 2] for b in y[j:j + 2]]
def inside(box, row):
    """Does the piece of a contour lie in the quadrilateral?"""
    mx, my = (row[1] + row[3]) / 2, (row[2] + row[4]) / 2
    return box[0] < mx < box[1] and box[2] < my < box[3]
PY
}

python() {
    PYTHONPATH=$BATS_FILE_TMPDIR python3 -
}

@test "a plateau of rounding errors has no contour, and the slope beside it has all of its own" {
    "$parley" sweep "$models/deep-anchoring.yaml" --vary Russia.discount_rate=0.05:0.8:24 --vary Ukraine.discount_rate=0.05:0.8:24 --metric anchoring_gain.Russia --quiet --no-plot -o out
    python <<'PY'
from maps import *
cells, _, contours, labels, _ = blocks("out/map-anchoring_gain-Russia.dat")
flat = [(box, v) for box, v in quads(cells) if all(abs(a) < 1e-10 for a in v)]
assert len(flat) > 50 and any(v != flat[0][1] for _, v in flat), "the area is flat but for rounding"
assert not [r for r in contours if r[0] == 0]
assert not [r for r in contours for box, _ in flat if inside(box, r)]
assert len({r[0] for r in contours}) >= 5
PY
}

@test "no contour crosses a change of regime or a jump" {
    "$parley" sweep "$models/sanctions-surprise.yaml" --vary surprises.1.at=1:12:12 --vary Russia.discount_rate=0.02:0.2:20 --metric agreement.mean_years --metric regime --quiet --no-plot -o out
    python <<'PY'
from maps import *
cells, _, contours, labels, _ = blocks("out/map-agreement-mean_years.dat")
regimes = [v for _, v in quads(blocks("out/map-regime.dat")[0])]
step = float(variable("out/map-agreement-mean_years.gp", "step"))
none = some = 0
for (box, v), regime in zip(quads(cells), regimes):
    here = [r for r in contours if inside(box, r)]
    if len(set(regime)) > 1 or max(v) - min(v) > 4 * step:
        none += 1
        assert not here, (box, v)
    some += len(here)
assert none >= 22 and some >= 6
PY
}

@test "every level that has a contour has a label, near its line and apart from the others" {
    "$parley" sweep "$models/deep-anchoring.yaml" --vary Russia.discount_rate=0.05:0.8:30 --vary anchoring.fade=0.01:1:30:log --metric value.Russia --metric value.Ukraine --metric regime --quiet --no-plot -o out
    python <<'PY'
from maps import *
for name in "Russia", "Ukraine":
    _, _, contours, labels, _ = blocks(f"out/map-value-{name}.dat")
    assert {round(r[0], 6) for r in contours} == {r[2] for r in labels}
    wide, tall = 0.75, 2.07 # of the map
    for a in labels:
        line = [r for r in contours if round(r[0], 6) == a[2]]
        assert min(max(abs(a[0] - r[1]) / wide, abs(a[1] - r[2]) / tall) for r in line) < 0.07
    apart = [max(abs(a[0] - b[0]) / wide / 0.07, abs(a[1] - b[1]) / tall / 0.045) for a in labels for b in labels if a is not b]
    assert min(apart) > 1
PY
}

@test "a list that rises by factors is drawn logarithmically at its own values, one that suits no scale as categories" {
    "$parley" sweep "$models/deadline.yaml" --vary Ukraine.discount_rate=0.02:0.3:5 --vary deadline.after=1,3,6,12,24,60,120 --metric value.Russia --quiet --no-plot -o factors
    python <<'PY'
from maps import *
gp = "factors/map-value-Russia.gp"
assert variable(gp, "y_scale") == "log" and variable(gp, "y_marks") == "1 3 6 12 24 60 120"
assert abs(float(variable(gp, "y_low")) - (0 - math.log10(3) / 2)) < 1e-9
assert abs(float(variable(gp, "y_high")) - (math.log10(120) + math.log10(2) / 2)) < 1e-9
PY
    write_two
    "$parley" sweep two.yaml --vary A.discount=0.5,0.9,0.99,0.999 --metric value.A --quiet --no-plot -o categories
    grep -q "^x_scale = 'names'$" categories/line-value-A.gp
    grep -q "^x_name_4 = '0.999'$" categories/line-value-A.gp
    "$parley" sweep two.yaml --vary A.discount=0.3,0.4,0.6,0.7 --metric value.A --quiet --no-plot -o steps
    grep -q "^x_scale = 'number'$" steps/line-value-A.gp
    "$parley" sweep two.yaml --vary pie=0.001:1:40:log --metric value.A --quiet --no-plot -o even
    grep -q "^x_scale = 'log'$" even/line-value-A.gp
    grep -q "^x_marks = ''$" even/line-value-A.gp
}

@test "a line's axis ends at its points" {
    "$parley" sweep "$models/deadline.yaml" --vary deadline.after=10:130:5 --metric value.Russia --quiet --no-plot -o out
    python <<'PY'
from maps import *
low, high = (float(variable("out/line-value-Russia.gp", n)) for n in ("x_low", "x_high"))
assert 5 < low <= 10 and 130 <= high < 135
PY
}

@test "the label of an effect says what it does, with the unit of its parameter" {
    added="leverage.sanctions.effects.Russia.disagreement.add.full force"
    "$parley" sweep "$models/sanctions-surprise.yaml" --vary "$added=-0.6:0:4" --vary leverage.front.effects.pie.scale.moving=0.5:1:4 --metric value.Russia --quiet --no-plot -o out
    grep -qF "x_label = 'Russia.disagreement at sanctions = full force, added'.newline.'(utility/period)'" out/map-value-Russia.gp
    grep -qF "y_label = 'pie at front = moving, as a factor'" out/map-value-Russia.gp
    "$parley" sweep "$models/sanctions-surprise.yaml" --vary "$added=-0.6:0:4" --metric share.Russia --quiet --no-plot -o line
    grep -qF "x_label = 'Russia.disagreement at sanctions = full force, added (utility/period)'" line/line-share-Russia.gp
    "$parley" sweep "$models/sanctions-surprise.yaml" --vary "$added=-0.6:0:2" --vary Ukraine.discount_rate=0.05:0.2:4 --vary Russia.discount_rate=0.05:0.2:4 --metric value.Russia --quiet --no-plot -o panels
    grep -qF "note = 'panels: Russia.disagreement at sanctions = full force, added (utility/period)'" panels/maps-value-Russia.gp
    grep -q "^panel_1 = '-0.6'$" panels/maps-value-Russia.gp
}

@test "lines break where the regime changes, also that of the regime itself" {
    "$parley" sweep "$models/deadline.yaml" --vary deadline.after=1,3,6,12 --metric regime --metric value.Russia --quiet -o out
    python <<'PY'
import re
for name in "regime", "value-Russia":
    text = open(f"out/line-{name}.dat").read().split("\n\n\n")[0]
    rows = [[l.split("\t")[0] for l in part.splitlines() if l[0] != "#"] for part in text.split("\n\n")]
    assert rows == [["1"], ["3", "6", "12"]], rows
PY
    grep -q "^changes = 1$" out/line-regime.gp
    [ -s out/line-regime.png ]
}

@test "the legend of a map lists the regimes that occur, and no others" {
    "$parley" sweep "$models/deadline.yaml" --vary Ukraine.discount_rate=0.02:0.3:5 --vary deadline.after=1,3,6 --metric regime --quiet --format svg -o out
    grep -q 'agreement later' out/map-regime.svg
    grep -q 'in the first round, if ever' out/map-regime.svg
    grep -q 'regime changes' out/map-regime.svg
    run grep -c 'no agreement\|no scenario\|no equilibrium' out/map-regime.svg
    [ "$output" = 0 ]
}

@test "panels of every row have their axis, and the lowest of each column its label" {
    "$parley" sweep "$models/deadline.yaml" --vary pie=1,2,3,4,5 --vary Ukraine.discount_rate=0.1:0.3:3 --vary deadline.after=1,3,6 --metric value.Russia --quiet --format svg -o out
    [ "$(grep -c 'Ukraine.discount_rate' out/maps-value-Russia.svg)" = 3 ]
    [ "$(grep -c 'deadline.after' out/maps-value-Russia.svg)" = 2 ]
}
