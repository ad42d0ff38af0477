#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Sweeps of scenarios with surprises and anchors: a point is several games, and what comes of them is that of
# `parley solve --set` at the point. And of points that fail: which is the first, and why.
load helper

# What regimes and anchors move.
kept=(value.R value_at.R.4 value_at.U.9 terms_at.R.8 surprise.R.1 surprise.U.2 survival.5 survival.10 hazard.4
    anchoring_gain.R anchoring_gain.U agreement.mean_years agreement.by.7 "uses.table all of it")
metrics=()
for metric in "${kept[@]}"; do metrics+=(--metric "$metric"); done

# equal WITHIN FILE METRICS AXIS...: every metric of a grid over the axes (comma lists) is that of solving its point.
equal() {
    PARLEY=$parley python3 - "$@" <<'PY'
import csv, itertools, json, os, subprocess, sys
parley, within, file, metrics, axes = os.environ["PARLEY"], float(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
metrics, cold = metrics.split(","), ["--cold"] if within == 0 else []
asked = [word for metric in metrics for word in ("--metric", metric)]
varies = [word for axis in axes for word in ("--vary", axis)]
subprocess.run([parley, "sweep", file, *varies, *asked, *cold, "--csv", "-q", "--no-plot", "-o", "equal"], check=True)
rows = list(csv.DictReader(open("equal/sweep.csv")))
paths = [axis.split("=")[0] for axis in axes]
points = list(itertools.product(*(axis.split("=")[1].split(",") for axis in axes)))
assert len(rows) == len(points)
numbers = 0
for row, point in zip(rows, points):
    sets = [word for path, value in zip(paths, point) for word in ("--set", f"{path}={value}")]
    # the second column is there because `compare` wants two; it is not looked at
    solved = subprocess.run([parley, "compare", file, "--with", "period=1 month", *asked, *sets, "--json", "-q", "--no-plot",
                             "-o", "solved"], capture_output=True, text=True)
    if row["status"] == "refused":
        assert solved.returncode == 2, (point, solved.stdout)
        continue
    wanted = json.loads(solved.stdout)["results"][0]["metrics"]
    for metric in metrics:
        got, want = float(row[metric]), wanted[metric]
        if want is None:
            assert got != got, (metric, point, got)
        else:
            assert abs(got - want) <= max(within, 1e-15), (metric, point, got, want)
            numbers += 1
assert numbers > 0
PY
}
all=$(IFS=,; echo "${kept[*]}")

@test "a sweep over surprises is, at every point, what solve --set finds there" {
    write_surprises
    for within in 1e-8 0; do
        equal $within surprises.yaml "$all" R.discount_rate=0.05,0.2 U.discount_rate=0.05,0.3
        equal $within surprises.yaml "$all" breakdown_risk=0,0.03 U.susceptibility=0,0.5
        equal $within surprises.yaml "$all" surprises.2.set.sanctions=none,full surprises.1.change.breakdown_risk=0.01,0.2
        equal $within surprises.yaml "$all" surprises.1.change.anchoring.fade=0,0.6 "anchors.all of it.shares.R=0.5,0.9" \
            "surprises.2.change.anchors.all of it.shares.R=0.6,0.85"
        equal $within surprises.yaml "$all" anchoring.fade=0.05,0.5 "start.table=nothing,all of it 2"
        equal $within surprises.yaml "$all" start.sanctions=none,full leverage.front.drift.up=0.02,0.3
        equal $within "$root/models/sanctions-surprise.yaml" value.Russia,value_at.Ukraine.7,surprise.Russia.1,survival.8 \
            Russia.discount_rate=0.02,0.06,0.2 surprises.1.at=1,6,12
    done
}

@test "dates of surprises and of events, levels of the table: scenarios that are read anew have their regimes" {
    write_surprises
    for within in 1e-8 0; do
        equal $within surprises.yaml "$all" surprises.1.at=1,4,9 R.discount_rate=0.05,0.3 # 4 is taken: refused there
        equal $within surprises.yaml "$all" timeline.1.change.U.disagreement=-0.05,-0.3 timeline.2.at=1,8
        equal $within surprises.yaml "$all" anchoring.depth=1,3 "start.table=nothing,all of it 1"
    done
}

@test "whatever number solve --set can change, a sweep can vary" {
    write_surprises
    PARLEY=$parley python3 - <<'PY'
import csv, json, os, re, subprocess
parley, metrics = os.environ["PARLEY"], ["value_at.U.9", "anchoring_gain.R", "surprise.U.2", "survival.10"]
asked = [word for metric in metrics for word in ("--metric", metric)]
def run(*words):
    return subprocess.run([parley, *words, "-q", "--no-plot"], capture_output=True, text=True)
varied = 0
for line in subprocess.run([parley, "params", "surprises.yaml"], capture_output=True, text=True).stdout.splitlines()[1:]:
    path, value = re.split(r"\s{2,}", line.strip())[:2]
    if not re.fullmatch(r"-?[0-9.e-]+", value): continue
    whole = path.endswith((".at", ".votes", ".depth"))
    other = repr(int(value) + 1 if whole else float(value) * 0.9 or 0.01)
    solved = run("compare", "surprises.yaml", "--with", "period=1 month", *asked, "--set", f"{path}={other}", "--json", "-o", "one")
    swept = run("sweep", "surprises.yaml", "--vary", f"{path}={value},{other}", *asked, "--cold", "--csv", "-o", "all")
    assert swept.returncode == 0, swept.stderr
    row = list(csv.DictReader(open("all/sweep.csv")))[1]
    assert (row["status"] == "refused") == (solved.returncode == 2), (path, row, solved.stderr)
    if solved.returncode == 2: continue
    varied += 1
    wanted = json.loads(solved.stdout)["results"][0]["metrics"]
    for metric in metrics:
        want = float("nan") if wanted[metric] is None else wanted[metric]
        assert abs(float(row[metric]) - want) < 1e-14 or want != want != float(row[metric]), (path, metric, row[metric], want)
assert varied > 45, varied
PY
}

@test "a surprise that changes what was announced, and one that changes what another will" {
    write_surprises
    sed -i 's/change: {breakdown_risk: 0.03,/change: {timeline.2.change.R.disagreement: 0.2,/
        s/change: {U.disagreement: -0.2,/change: {surprises.1.change.anchoring.fade: 0.1, R.breakdown: -0.1,/' surprises.yaml
    for within in 1e-8 0; do
        equal $within surprises.yaml "$all" timeline.2.change.R.disagreement=0,0.1 R.breakdown=0,-0.3
        equal $within surprises.yaml "$all" surprises.1.change.timeline.2.change.R.disagreement=0,0.3
    done
}

@test "what follows a parameter follows it as written, whatever a surprise makes of it" {
    write_surprises
    "$parley" sweep surprises.yaml --vary R.discount_rate=0.05,0.1,0.2 --derive "R.breakdown = 2 * U.disagreement" \
        "${metrics[@]}" --cold -q --csv -o follows # the second surprise takes U.disagreement to -0.2
    "$parley" sweep surprises.yaml --vary R.discount_rate=0.05,0.1,0.2 --set R.breakdown=-0.2 "${metrics[@]}" --cold -q \
        --csv -o set
    cmp follows/sweep.csv set/sweep.csv
}

@test "surprises: the same bytes with one and two threads, and after SIGKILL and --resume; shards merge into them" {
    write_surprises
    axes=(--vary R.discount_rate=0.02:0.3:60 --vary surprises.1.change.breakdown_risk=0,0.05 "${metrics[@]}" --no-plot -q)
    for threads in 1 2; do "$parley" sweep surprises.yaml "${axes[@]}" --threads $threads -o whole$threads; done
    cmp whole1/sweep.nc whole2/sweep.nc
    "$parley" sweep surprises.yaml "${axes[@]}" -o part &
    sleep 0.4
    kill -KILL $! 2>/dev/null || true
    wait $! 2>/dev/null || true
    [ -e part/sweep.nc ] || "$parley" sweep surprises.yaml "${axes[@]}" -o part --resume
    cmp whole1/sweep.nc part/sweep.nc
    for k in 1 2; do "$parley" sweep surprises.yaml "${axes[@]}" -o shards --shard $k/2; done
    "$parley" merge shards/*.journal --no-plot -o merged
    cmp whole1/sweep.nc merged/sweep.nc
}

@test "a tornado over a scenario with surprises has the ends that solve --set finds" {
    write_surprises
    "$parley" sensitivity surprises.yaml --method tornado --over 'surprises.2.change.U.disagreement=uniform(-0.3, -0.1)' \
        --over 'surprises.1.at=discrete(6, 8, 10)' --metric value_at.U.5 --metric anchoring_gain.R --no-plot --json >tornado.json
    [ "$(json_get tornado.json points certified)" -eq 5 ]
    for end in low high; do
        value=$(json_get tornado.json parameters surprises.2.change.U.disagreement $end)
        "$parley" compare surprises.yaml --with "surprises.2.change.U.disagreement=$value" --metric value_at.U.5 --json \
            --no-plot -q -o solved >solved.json
        got=$(python3 -c 'import json, sys
bars = json.load(open("tornado.json"))["metrics"]["value_at.U.5"]["indices"]["surprises.2.change.U.disagreement"]
print(bars[sys.argv[1]])' $end)
        want=$(json_get solved.json results 1 metrics value_at.U.5)
        python3 -c 'import sys; assert abs(float(sys.argv[1]) - float(sys.argv[2])) < 1e-8, sys.argv' "$got" "$want"
    done
}

@test "anchoring_gain: value_gain of solve, in a sweep, a comparison, a threshold and a derivative; only with anchors" {
    write_surprises
    "$parley" solve surprises.yaml --json --no-plot -q -o solved --elasticities --metric anchoring_gain.R >solved.json
    want=$(json_get solved.json anchoring R value_gain)
    "$parley" sweep surprises.yaml --vary idle=0.3 --metric anchoring_gain.R --metric anchoring_gain.U --csv -q --no-plot -o out
    python3 - <<'PY'
import csv, json
row, solved = next(csv.DictReader(open("out/sweep.csv"))), json.load(open("solved.json"))["anchoring"]
assert abs(solved["R"]["value_gain"]) > 0.1
for party in "R", "U":
    assert abs(float(row["anchoring_gain." + party]) - solved[party]["value_gain"]) < 1e-12
PY
    # the derivative, against differences of value_gain
    for path in R.discount_rate=0.1 anchoring.pull=0.9 surprises.2.change.U.disagreement=-0.2 "anchors.all of it.shares.U=0.05"; do
        python3 - "$parley" "${path%=*}" "${path##*=}" <<'PY'
import json, subprocess, sys
parley, path, at = sys.argv[1], sys.argv[2], float(sys.argv[3])
h = 1e-5
def gain(value):
    solved = subprocess.run([parley, "solve", "surprises.yaml", "--json", "--no-plot", "-q", "-o", "near",
                             "--set", f"{path}={value!r}"], capture_output=True, text=True)
    return json.loads(solved.stdout)["anchoring"]["R"]["value_gain"]
slope = json.load(open("solved.json"))["elasticities"][path]["anchoring_gain.R"]
one = slope["derivative"] if slope["derivative"] is not None else slope["below"]
differences = (gain(at) - gain(at - h)) / h, (gain(at + h) - gain(at)) / h if path != "anchors.all of it.shares.U" else one
assert min(abs(one - d) for d in differences) < 1e-4 * max(1, abs(one)), (path, slope, differences)
PY
    done
    "$parley" threshold surprises.yaml --vary U.susceptibility=0:0.95 --target 'anchoring_gain.R>=0.05' --points 9 --json \
        --no-plot -q -o crossing >crossing.json
    at=$(json_get crossing.json crossings 0 at)
    "$parley" solve surprises.yaml --set "U.susceptibility=$at" --json --no-plot -q -o solved >solved.json
    python3 -c 'import sys; assert abs(float(sys.argv[1]) - 0.05) < 1e-6' "$(json_get solved.json anchoring R value_gain)"
    "$parley" metrics surprises.yaml | grep -q '^ *anchoring_gain\.U '
    write_two
    ! "$parley" metrics two.yaml | grep -q anchoring_gain
    run "$parley" sweep two.yaml --vary A.discount=0.5,0.9 --metric anchoring_gain.A -o none
    [ "$status" -eq 2 ]
    [[ $output == *"the scenario has no anchors"* ]]
}

@test "of points that are refused or not certified the first is named, with the reason, whoever solved it" {
    write_majority
    axes=(--vary A.discount=0.8:0.9:100 --vary C.votes=1,2 --vary agreement.quota=2,3.5)
    first="points refused: 100 of 400; the first, number 1 (A.discount=0.8, C.votes=1, agreement.quota=3.5): "
    first+="the quota of 3.5 votes cannot be reached: all parties together have 3"
    for threads in 1 2; do
        run "$parley" sweep majority.yaml "${axes[@]}" --threads $threads --no-plot -o out$threads
        [ "$status" -eq 0 ]
        [[ $output == *"$first"* ]]
    done
    run "$parley" sweep majority.yaml "${axes[@]}" --shard 1/2 --no-plot -o shards
    [[ $output == *"; the first, number 1 (A.discount=0.8, C.votes=1, agreement.quota=3.5): the quota"* ]]
    run "$parley" sweep majority.yaml "${axes[@]}" --shard 1/2 --resume --no-plot -o shards # nothing is left to compute
    [[ $output == *"; the first, number 1 (A.discount=0.8, C.votes=1, agreement.quota=3.5): the quota"* ]]
    "$parley" sweep majority.yaml "${axes[@]}" --no-plot -q --json -o json >report.json
    [ "$(json_get report.json failures refused count)" -eq 100 ]
    [ "$(json_get report.json failures refused first)" -eq 1 ]
    [ "$(json_get report.json failures refused parameters)" = '"A.discount=0.8, C.votes=1, agreement.quota=3.5"' ]
    [[ $(json_get report.json failures refused reason) == *"cannot be reached"* ]]
    "$parley" sweep majority.yaml --vary A.discount=0.8:0.95:20 --tolerance 1e-300 --no-plot --json -o far >report.json
    [ "$(json_get report.json failures uncertified count)" = "$(json_get report.json uncertified)" ]
    python3 -c 'import json; assert 0 < json.load(open("report.json"))["failures"]["uncertified"]["epsilon"] < 1e-8'
    write_two
    "$parley" sweep two.yaml --vary A.discount=0.5,0.9 --no-plot --json -o fine >report.json
    [ "$(json_get report.json failures)" = "{}" ]
    # what follows another parameter out of its range; and in a study of sensitivity
    run "$parley" sweep two.yaml --vary A.discount=0.5,0.9 --derive 'B.discount = 1.2 * A.discount' --no-plot -o derived
    [[ $output == *"number 1 (A.discount=0.9): 'B.discount' must be a number in (0, 1), but 1.08 came"* ]]
    run "$parley" sensitivity two.yaml --over 'A.discount=uniform(0.5, 0.9)' --derive 'B.discount = 1.2 * A.discount' \
        --method tornado --metric value.A --no-plot -o sensitivity
    [[ $(tr -s '\n ' ' ' <<<"$output") == *"(the first: number 0 (A.discount=0.9): 'B.discount' must be a number in (0, 1)"* ]]
}

@test "a surprise that cannot come makes no scenario, and the row's reason is solve's" {
    write_surprises
    run "$parley" sweep surprises.yaml --vary surprises.1.at=4,8 --no-plot -o out
    [ "$status" -eq 0 ]
    [[ $output == *"points refused: 1 of 2; the first, number 0 (surprises.1.at=4): two surprises at period 4"* ]]
    run "$parley" sweep surprises.yaml --set deadline.after=6 --vary idle=0,0.1 --no-plot -o out
    [ "$status" -eq 2 ]
    run "$parley" sweep surprises.yaml --vary surprises.1.at=0,8 --no-plot -o out
    [ "$status" -eq 2 ]
    [[ $output == *"surprises.1.at"* ]]
    run "$parley" sweep surprises.yaml --vary surprises.3.at=1,8 --no-plot -o out
    [ "$status" -eq 2 ]
    [[ $output == *"there is no parameter 'surprises.3.at'"* ]]
}
