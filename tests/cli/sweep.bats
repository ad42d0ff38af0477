#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# parley sweep and merge: what is written, what is refused, and what is left when the program is killed. In
# two.yaml A's value is (1 - b) / ((1 - a) + (1 - b)) for discount factors a and b; other known answers are those of
# `parley solve --set` at the same point.
load helper

# Numbers only: the columns of sweep.csv after its head.
column() {
    python3 - "$1" "$2" <<'PY'
import csv, sys
for row in csv.DictReader(open(sys.argv[1])):
    print(row[sys.argv[2]])
PY
}

# 160,000 points, about two seconds of work.
big=(--vary A.discount=0.5:0.99:400 --vary B.discount=0.5:0.99:400 --no-plot --dat -q)

# Let a sweep live for a moment, then end it with the signal; 0 if it was done before.
strike() {
    local signal=$1 pause=$2 pid
    shift 2
    "$parley" sweep "$@" &
    pid=$!
    sleep "$pause"
    kill -"$signal" $pid 2>/dev/null || true
    struck=0
    wait $pid || struck=$?
}

@test "a grid holds the closed form, a status and an epsilon at every point" {
    write_two
    "$parley" sweep two.yaml --vary A.discount=0.5:0.9:5 --vary B.discount=0.6,0.95 --csv -q -o out
    [ ! -e out/sweep.journal ]
    python3 - <<'PY'
import csv
rows = list(csv.DictReader(open("out/sweep.csv")))
assert len(rows) == 10
assert [float(r["B.discount"]) for r in rows[:2]] == [0.6, 0.95]  # the last axis runs fastest
for r in rows:
    a, b = 1 - float(r["A.discount"]), 1 - float(r["B.discount"])
    assert abs(float(r["value.A"]) - b / (a + b)) < 1e-9, r
    assert r["status"] == "certified" and 0 <= float(r["epsilon"]) < 1e-9, r
PY
    ncdump -h out/sweep.nc >head
    grep -q 'byte status(A.discount, B.discount)' head
    grep -q 'double epsilon(A.discount, B.discount)' head
    grep -q 'value.A:units = "utility"' head
}

@test "the bytes are the same with 1, 2 and 5 threads, from neighbours and from the beginning" {
    write_majority
    write_anchored
    for way in "" --cold; do
        for threads in 1 2 5; do
            "$parley" sweep majority.yaml --vary A.discount=0.8:0.99:37 --vary C.initiative=0.2:3:37 $way \
                --threads $threads --dat -q -o majority$way.$threads
            "$parley" sweep anchored.yaml --vary One.discount=0.8:0.99:30 --vary anchoring.fade=0:1:11 $way \
                --threads $threads -q -o anchored$way.$threads
            cmp majority$way.1/sweep.nc majority$way.$threads/sweep.nc
            cmp anchored$way.1/sweep.nc anchored$way.$threads/sweep.nc
            cmp majority$way.1/sweep.dat majority$way.$threads/sweep.dat
        done
    done
}

@test "a row does not depend on what was solved before its block, even where blocks begin with refusals" {
    write_majority
    # the quota cannot be reached in the first 300 points of each 600
    for threads in 1 2 5; do
        "$parley" sweep majority.yaml --vary C.votes=1:1.5:4 --vary agreement.quota=3.6,2 --vary A.discount=0.8:0.99:300 \
            --threads $threads --csv -q -o out$threads
        cmp out1/sweep.nc out$threads/sweep.nc
    done
    [ "$(column out1/sweep.csv status | sort | uniq -c | xargs)" = "1200 certified 1200 refused" ]
}

@test "SIGKILL at any instant and --resume: the file of an uninterrupted run" {
    write_two
    "$parley" sweep two.yaml "${big[@]}" -o whole
    kills=0
    for try in $(seq 60); do
        resume=--resume
        strike KILL "0.0$((RANDOM % 9))$((RANDOM % 10))" two.yaml "${big[@]}" -o part $resume --threads $((1 + RANDOM % 3))
        [ $struck -eq 0 ] && break
        [ $struck -eq 137 ]
        kills=$((kills + 1))
        [ ! -e part/sweep.nc ] || [ -e part/sweep.journal ]
    done
    [ $struck -eq 0 ] || "$parley" sweep two.yaml "${big[@]}" -o part --resume
    [ $kills -ge 2 ]
    cmp whole/sweep.nc part/sweep.nc
    cmp whole/sweep.dat part/sweep.dat
    [ ! -e part/sweep.journal ]
}

@test "three shards, each killed and resumed, merge into the same file" {
    write_two
    "$parley" sweep two.yaml "${big[@]}" -o whole
    for k in 1 2 3; do
        strike KILL 0.04 two.yaml "${big[@]}" -o parts --shard $k/3
        "$parley" sweep two.yaml "${big[@]}" -o parts --shard $k/3 --resume
    done
    [ ! -e parts/sweep.nc ]
    "$parley" merge parts/sweep.3-of-3.journal parts/sweep.1-of-3.journal parts/sweep.2-of-3.journal --dat -o merged
    cmp whole/sweep.nc merged/sweep.nc
    cmp whole/sweep.dat merged/sweep.dat
    run "$parley" merge parts/sweep.1-of-3.journal parts/sweep.2-of-3.journal -o fewer
    [ "$status" -eq 2 ]
    [ ! -e fewer/sweep.nc ]
    run "$parley" sweep two.yaml "${big[@]}" -o parts --shard 4/3
    [ "$status" -eq 2 ]
}

@test "of runs that begin the same sweep at once one goes on, and the others are refused or find it done" {
    write_two
    local grid=(--vary A.discount=0.5:0.99:200 --vary B.discount=0.5:0.99:200 --threads 1 --quiet --no-plot)
    "$parley" sweep two.yaml "${grid[@]}" -o alone
    for k in 1 2 3 4; do
        { "$parley" sweep two.yaml "${grid[@]}" -o same 2>"$k.txt" || echo "$?" >>"$k.txt"; } &
    done
    wait
    cmp alone/sweep.nc same/sweep.nc
    [ ! -e same/sweep.journal ]
    for k in 1 2 3 4; do
        [ ! -s "$k.txt" ] || grep -E "in use|there already|File exists" "$k.txt"
    done
}

@test "SIGINT finishes what is running, saves it and exits 130" {
    write_two
    "$parley" sweep two.yaml "${big[@]}" -o whole
    set -m # so that the background job does not ignore SIGINT
    strike INT 0.1 two.yaml "${big[@]}" -o part --threads 1 2>said
    set +m
    [ $struck -eq 130 ]
    grep -q 'stopped after [1-9][0-9]* of 160000 points; go on with --resume' said
    [ -e part/sweep.journal ] && [ ! -e part/sweep.nc ]
    "$parley" sweep two.yaml --vary A.discount=0.5:0.99:400 --vary B.discount=0.5:0.99:400 -o part --resume --json >report.json
    [ "$(json_get report.json computed)" -lt 160000 ]
    cmp whole/sweep.nc part/sweep.nc
}

@test "SIGINT in the last block comes too late: the sweep is finished, drawn and exits 0" {
    {
        printf 'title: Nine\nagreement: {rule: majority}\noutcome: {pie: 1}\nparties:\n'
        for i in $(seq 9); do printf '  P%d: {discount: 0.9, initiative: %d}\n' "$i" "$((10 + i))"; done
    } >nine.yaml
    args=(nine.yaml --vary P1.discount=0.8:0.9:60 --cold --metric value.P1 --threads 1)
    set -m # so that the background job does not ignore SIGINT
    "$parley" sweep "${args[@]}" -o late >said 2>&1 &
    set +m
    until [ -e late/sweep.journal ]; do sleep 0.01; done # solves its only block
    kill -INT $!
    wait $!
    [ ! -e late/sweep.journal ] && [ -s late/line-value-P1.png ]
    grep -q '^60 of 60 points' said
    "$parley" sweep "${args[@]}" -q --no-plot -o whole
    cmp whole/sweep.nc late/sweep.nc
}

@test "--resume refuses another scenario, other metrics, another axis, and says which; a folder needs --resume" {
    write_two
    "$parley" sweep two.yaml --vary A.discount=0.5:0.9:400 -o out --shard 1/2 -q
    cp out/sweep.1-of-2.journal before
    sweep() { run "$parley" sweep "$@" -o out --shard 1/2; }
    sweep two.yaml --vary A.discount=0.5:0.9:400
    [ "$status" -eq 2 ]
    [[ $output == *"--resume"* ]]
    sweep two.yaml --vary A.discount=0.5:0.9:401 --resume
    [ "$status" -eq 2 ]
    [[ $output == *"the design differs"* ]]
    sweep two.yaml --vary A.discount=0.5:0.9:400 --metric value.A --resume
    [[ $status -eq 2 && $output == *"the metrics differ"* ]]
    sweep two.yaml --vary A.discount=0.5:0.9:400 --set B.discount=0.94 --resume
    [[ $status -eq 2 && $output == *"the scenario differs"* ]]
    sweep two.yaml --vary A.discount=0.5:0.9:400 --tolerance 1e-6 --resume
    [[ $status -eq 2 && $output == *"the tolerance differs"* ]]
    sed -i 's/pie: 1/pie: 2/' two.yaml
    sweep two.yaml --vary A.discount=0.5:0.9:400 --resume
    [[ $status -eq 2 && $output == *"the scenario differs"* ]]
    cmp before out/sweep.1-of-2.journal
}

@test "a truncated or damaged journal: what is whole is kept, what is lost is said and done again" {
    write_two
    "$parley" sweep two.yaml --vary A.discount=0.5:0.9:3000 -o whole -q
    "$parley" sweep two.yaml --vary A.discount=0.5:0.9:3000 -o shards --shard 1/2 -q
    "$parley" sweep two.yaml --vary A.discount=0.5:0.9:3000 -o shards --shard 2/2 -q
    journal=shards/sweep.1-of-2.journal
    size=$(stat -c %s $journal)
    truncate -s $((size - 100)) $journal
    printf 'damage' | dd of=$journal bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
    run "$parley" merge shards/*.journal -o merged
    [ "$status" -eq 2 ]
    run "$parley" sweep two.yaml --vary A.discount=0.5:0.9:3000 -o shards --shard 1/2 --resume
    [ "$status" -eq 0 ]
    [[ $output == *"2 blocks of the journal were damaged or cut off and were done again"* ]]
    "$parley" merge shards/*.journal -o merged
    cmp whole/sweep.nc merged/sweep.nc
    printf 'damage' | dd of=$journal bs=1 seek=40 conv=notrunc 2>/dev/null
    run "$parley" sweep two.yaml --vary A.discount=0.5:0.9:3000 -o shards --shard 1/2 --resume
    [ "$status" -eq 2 ]
    [[ $output == *"damaged head"* ]]
}

refused() { # WORDS ARGUMENTS...
    local words=$1
    shift
    run "$parley" sweep "$@" -o refused
    [ "$status" -eq 2 ] || { echo "exit $status: $*"; return 1; }
    [[ $output == *"$words"* ]] || { echo "$output"; return 1; }
    [ ! -e refused/sweep.journal ]
}

@test "what cannot be swept is bad input, and says what would be right" {
    write_two
    refused "did you mean 'A.discount'" two.yaml --vary A.discont=0.5:0.9:5
    refused "did you mean 'value.A'" two.yaml --vary A.discount=0.5:0.9:5 --metric valeu.A
    refused "asked for twice" two.yaml --vary A.discount=0.5:0.9:5 --metric value.A --metric value.A
    refused "FROM is larger than TO" two.yaml --vary A.discount=0.9:0.5:5
    refused "logarithmic axis must stay above 0" two.yaml --vary A.disagreement=0:1:5:log
    refused "logarithmic axis must stay above 0" two.yaml --vary A.disagreement=-1:1:5:log
    refused "whole number from 1" two.yaml --vary A.discount=0.5:0.9:0
    refused "A.discount" two.yaml --vary A.discount=0.5:1:5
    refused "varied twice" two.yaml --vary A.discount=0.5:0.9:5 --vary A.discount=0.5:0.9:5
    refused "two ways to say one thing" two.yaml --vary A.discount=0.5:0.9:5 --vary A.discount_rate=0.1:0.2:2
    refused "two ways to say one thing" two.yaml --vary A.discount=0.5:0.9:5 --derive 'A.discount_rate = A.disagreement'
    refused "nothing varies" two.yaml
    refused "there is no design 'sobel'" two.yaml --over 'B.discount=uniform(0.5, 0.9)' --design sobel
    refused "there is no design 'morris'" two.yaml --over 'B.discount=uniform(0.5, 0.9)' --design morris
    refused "names for values" two.yaml --vary A.discount=0.5:0.9:5 --derive 'A.veto = B.veto'
    refused "cannot follow" two.yaml --vary A.discount=0.5:0.9:5 --derive 'A.discount = B.discount'
    refused "larger than the disk: " two.yaml --vary A.discount=0.5:0.99:9000000 --vary B.discount=0.5:0.99:9000000
    [[ $output == *"81000000000000 points x "*" bytes = "*" are free"* ]]
}

@test "points that make no scenario are marked and do not stop the sweep" {
    write_majority
    run "$parley" sweep majority.yaml --vary agreement.quota=1,2,3,4,5 --csv -o out
    [ "$status" -eq 0 ]
    [[ $output == *"2 make no scenario"* ]]
    [ "$(column out/sweep.csv status | xargs)" = "certified certified certified refused refused" ]
    [ "$(column out/sweep.csv value.A | tail -1)" = NaN ]
    [ "$(column out/sweep.csv epsilon | tail -1)" = NaN ]
}

@test "a parameter that follows out of its range makes no scenario" {
    write_two
    "$parley" sweep two.yaml --vary A.discount=0.4:0.9:6 --derive 'B.discount = 1.2 * A.discount' --csv -q -o out
    [ "$(column out/sweep.csv status | xargs)" = "certified certified certified certified certified refused" ]
    python3 - <<'PY'
import csv
for r in list(csv.DictReader(open("out/sweep.csv")))[:5]:
    a = float(r["A.discount"])
    assert abs(float(r["value.A"]) - (1 - 1.2 * a) / (1 - a + 1 - 1.2 * a)) < 1e-9
PY
}

@test "points that are not certified are marked and do not stop the sweep" {
    write_majority
    run "$parley" sweep majority.yaml --vary A.discount=0.8:0.95:20 --tolerance 1e-300 --csv -o out
    [ "$status" -eq 0 ]
    uncertified=$(column out/sweep.csv status | grep -c uncertified)
    [ "$uncertified" -ge 1 ]
    [[ $output == *" $uncertified are not equilibria to the tolerance"* ]]
    [ "$(column out/sweep.csv value.A | grep -c NaN)" -eq 0 ]
    [ "$(column out/sweep.csv epsilon | grep -c NaN)" -eq 0 ]
}

# same FILE METRIC "PATH=VALUE"...: the swept value at a point is that of solve --set there
same() {
    local file=$1 metric=$2
    shift 2
    local varies=() sets=()
    for assignment in "$@"; do
        varies+=(--vary "$assignment")
        sets+=(--set "${assignment%%=*}=${assignment##*,}")
    done
    rm -rf same
    "$parley" sweep "$file" "${varies[@]}" --metric "$metric" --csv -q -o same
    "$parley" solve "$file" "${sets[@]}" --json -q --no-plot -o same.solved >solved.json
    swept=$(column same/sweep.csv "$metric" | tail -1)
    solved=$(json_get solved.json parties "${metric#value.}" value)
    python3 -c 'import sys; assert abs(float(sys.argv[1]) - float(sys.argv[2])) < 1e-9, sys.argv' "$swept" "$solved"
}

@test "values are those of solve --set, also where a parameter replaces or moves others" {
    write_anchored
    write_digging
    write_waiting
    write_majority
    models=$root/models
    same anchored.yaml value.Two One.discount=0.8,0.97 Two.loss_aversion=0,2
    same anchored.yaml value.Two anchoring.depth=1,2,5 anchoring.fade=0.1,0.4
    same anchored.yaml value.Two start.table="nothing,everything 1,everything 2" anchoring.depth=1,2
    same digging.yaml value.A moves.dig.cost=0.3,0.01 start.pit=shallow,deep
    same waiting.yaml value.B breakdown_risk=0,0.1 leverage.weather.drift.up=0.1,0.4
    same majority.yaml value.A agreement.quota=3,2 A.initiative=0.1,1.5
    same "$models/battlefield.yaml" value.Russia Russia.discount=0.9,0.95   # the file gives discount_rate
    same "$models/deadline.yaml" value.Ukraine deadline.after=3,20,5
    same "$models/istanbul-2022.yaml" value.Russia timeline.1.at=0,9,4 Ukraine.discount_rate=0.2,0.05
}

@test "all levels of a channel are an axis, with their names" {
    write_anchored
    "$parley" sweep anchored.yaml --vary start.front=all --metric value.One --csv -q -o out
    [ "$(column out/sweep.csv start.front | xargs)" = "a b c" ]
    for level in a b c; do
        "$parley" solve anchored.yaml --set start.front=$level --json -q --no-plot -o solved >solved.json
        json_get solved.json parties One value >>wanted
    done
    column out/sweep.csv value.One >got
    python3 -c 'for a, b in zip(open("wanted"), open("got"), strict=True): assert abs(float(a) - float(b)) < 1e-9'
}

@test "from a neighbour or from the beginning: the same values where the equilibrium is unique" {
    write_two
    write_waiting
    for name in two waiting; do
        for way in "" --cold; do
            "$parley" sweep $name.yaml --vary A.discount=0.8:0.99:40 --vary B.discount=0.8:0.99:20 $way --metric value.A \
                --csv -q -o $name$way
        done
        column $name/sweep.csv value.A >warm
        column $name--cold/sweep.csv value.A >cold
        python3 -c 'for a, b in zip(open("warm"), open("cold"), strict=True): assert abs(float(a) - float(b)) < 1e-9'
    done
}

@test "a metric is the same whichever others are kept with it" {
    write_anchored
    metrics=(value.One agreement.first_period agreement.median_periods agreement.by.3 hazard.1 waiting.Two nash.One power.One regime
        "uses.table everything" occupancy.front.a.2)
    all=()
    for metric in "${metrics[@]}"; do all+=(--metric "$metric"); done
    "$parley" sweep anchored.yaml --vary One.discount=0.8:0.97:7 "${all[@]}" --csv -q -o all
    for metric in "${metrics[@]}"; do
        "$parley" sweep anchored.yaml --vary One.discount=0.8:0.97:7 --metric "$metric" --csv -q -o one
        [ "$(column all/sweep.csv "$metric")" = "$(column one/sweep.csv "$metric")" ]
        [ "$(column one/sweep.csv "$metric" | grep -vc NaN)" -ge 1 ]
        rm -r one
    done
}

@test "a sample is the same with the same seed, and another with another" {
    write_two
    for design in sobol lhs random; do
        for seed in 1 2; do
            "$parley" sweep two.yaml --over 'A.discount=uniform(0.5, 0.9)' --design $design --samples 64 --seed $seed -q \
                -o $design$seed
        done
        "$parley" sweep two.yaml --over 'A.discount=uniform(0.5, 0.9)' --design $design --samples 64 -q -o default$design
        cmp default$design/sweep.nc ${design}1/sweep.nc
        ! cmp -s ${design}1/sweep.nc ${design}2/sweep.nc
    done
}

@test "a folder stands for its shards; plot says what a sweep that is not finished still wants" {
    write_two
    grid=(two.yaml --vary A.discount=0.5:0.9:3000 -q)
    "$parley" sweep "${grid[@]}" --no-plot -o whole
    for k in 1 2 10 11; do "$parley" sweep "${grid[@]}" --shard $k/11 -o parts; done
    touch parts/sweep.x-of-3.journal parts/sweep.01-of-3.journal
    for words in "" "--metric value.A"; do
        run "$parley" plot parts $words
        [[ $status -eq 2 && $output == *"'parts' holds shards of a sweep"*"run 'parley merge parts -o parts'"* ]]
    done
    run "$parley" merge parts -o parts
    [[ $status -eq 2 && $output == *"of shards 3/11, 4/11"* ]]
    for k in $(seq 3 9); do "$parley" sweep "${grid[@]}" --shard $k/11 -o parts; done
    "$parley" merge parts -q --no-plot -o parts
    cmp whole/sweep.nc parts/sweep.nc
    mkdir empty
    run "$parley" merge empty -o empty
    [[ $status -eq 2 && $output == *"'empty' holds no journals of shards (sweep.K-of-N.journal); 'parley sweep' with --shard K/N writes"* ]]
    [ -z "$(ls empty)" ]
    mkdir stopped
    touch stopped/sweep.journal
    run "$parley" merge stopped -o merged
    [[ $status -eq 2 && $output == *"(sweep.journal); run the sweep again with --resume"* ]]
    run "$parley" plot stopped
    [[ $status -eq 2 && $output == *"the sweep in 'stopped' is not finished; run it again with --resume"* ]]
}

@test "merge says which points failed, as the sweep does, and where to hear why" {
    write_majority
    args=(majority.yaml --vary A.votes=1:3:3 --vary agreement.quota=3:6:4 --no-plot)
    "$parley" sweep "${args[@]}" -o whole >said
    for k in 1 2; do "$parley" sweep "${args[@]}" --shard $k/2 -q -o parts; done
    "$parley" merge parts --no-plot -o merged >merged.said
    first=$(grep -o 'points refused: .* (.*):' said)
    [ -n "$first" ]
    grep -F "$first they make no scenario; 'parley solve majority.yaml' with a --set for each of them says why" merged.said
    set=$(sed -n 's/.*(\(.*\)):.*/\1/p' <<<"$first")
    run "$parley" solve majority.yaml --set "${set%%, *}" --set "${set##*, }" -o none
    [[ $status -eq 2 && $output == *"cannot be reached"* ]]
    args=(majority.yaml --vary A.discount=0.8:0.95:20 --over 'pie=uniform(1, 2)' --samples 2 --tolerance 1e-300 --no-plot)
    "$parley" sweep "${args[@]}" -o strict >said
    for k in 1 2; do "$parley" sweep "${args[@]}" --shard $k/2 -q -o strictparts; done
    "$parley" merge strictparts --no-plot -o strictmerged >merged.said
    grep '^points not certified: ' said
    cmp <(grep '^points not certified: ' said) merged.said
}

# ---- finished sweeps ----

@test "--resume of a finished sweep solves nothing and writes only what is missing" {
    write_two
    sweep=(two.yaml --vary A.discount=0.5:0.9:20 --vary B.discount=0.5:0.9:20 --metric value.A --metric value.B --format svg -o out)
    "$parley" sweep "${sweep[@]}" -q
    [ ! -e out/sweep.dat ] && [ ! -e out/sweep.csv ] # on request only
    cp -r out before
    run "$parley" sweep "${sweep[@]}" --resume
    [ "$status" -eq 0 ]
    [[ $output == *"the sweep of 400 points is complete; nothing was left to solve"* ]]
    diff -r before out
    # killed while drawing: one picture was not there yet
    rm out/map-value-B.svg
    touch -d 2001-01-01 out/*.svg
    "$parley" sweep "${sweep[@]}" --resume -q --json >report.json
    [ "$(json_get report.json computed)" = 0 ]
    [ "$(json_get report.json complete)" = true ]
    [ -s out/map-value-B.svg ]
    [ "$(date -r out/map-value-A.svg +%Y)" = 2001 ] # not drawn again
    # killed while writing charts: data without a script, and a picture of other data
    rm out/map-value-A.gp
    echo "# other data" >out/map-value-B.dat
    "$parley" sweep "${sweep[@]}" --resume -q
    [ "$(date -r out/map-value-A.svg +%Y)" != 2001 ]
    diff -x '*.svg' -r before out
    cmp before/sweep.nc out/sweep.nc
}

@test "--resume of a finished sweep writes tables from sweep.nc, and those of an earlier sweep anew" {
    write_two
    write_anchored
    grid=(two.yaml --vary A.discount=0.5:0.9:7 --vary B.discount=0.5:0.9:11)
    sample=(two.yaml --over 'A.discount=uniform(0.5, 0.9)' --over 'B.discount=uniform(0.5, 0.9)' --samples 100)
    both=(two.yaml --vary A.discount=0.5:0.9:5 --over 'B.discount=uniform(0.5, 0.9)' --samples 1000) # more than is read at once
    both2=(two.yaml --vary A.discount=0.5,0.9 --vary pie=1:3:3 --over 'B.discount=uniform(0.5, 0.9)' --samples 17)
    levels=(anchored.yaml --vary start.front=c,a --vary anchoring.fade=0.2,0.4)
    both3=(anchored.yaml --vary anchoring.depth=1:3:3 --vary start.front=c,a --over 'One.discount=uniform(0.5, 0.9)' --samples 9)
    both4=(anchored.yaml --vary anchoring.depth=1:3:3 --over 'start.front=discrete(a:1, c:2)' --samples 9)
    for kind in grid sample both both2 both3 both4 levels; do
        declare -n words=$kind
        "$parley" sweep "${words[@]}" --no-plot --dat --csv -q -o whole$kind
        "$parley" sweep "${words[@]}" --no-plot -q -o part$kind
        "$parley" sweep "${words[@]}" --no-plot --dat --csv --resume -q -o part$kind
        for k in 1 2; do "$parley" sweep "${words[@]}" --shard $k/2 -q -o shards$kind; done
        "$parley" merge shards$kind/*.journal --no-plot --dat --csv -q -o merged$kind
        diff -r whole$kind part$kind
        diff -r whole$kind merged$kind
    done
    # the axes of a grid that has a sample at every place
    [ "$(tail -n +2 partboth3/sweep.csv | cut -d, -f1,2 | tr -d '"' | uniq -c | xargs)" = \
        '9 1,c 9 1,a 9 2,c 9 2,a 9 3,c 9 3,a' ]
    # one that is older than sweep.nc is of an earlier sweep, whoever put it there
    "$parley" sweep "${sample[@]}" --no-plot -q -o partgrid
    touch -d 2001-01-01 partgrid/sweep.csv
    "$parley" sweep "${sample[@]}" --no-plot --csv --resume -q -o partgrid
    cmp wholesample/sweep.csv partgrid/sweep.csv
}

# Files of a sweep in DIRECTORY, without charts.
tables() { # DIRECTORY
    (cd "$1" && ls | grep -E '^(sweep|bands|chances)\.' | xargs)
}

@test "tables of an earlier sweep do not stay beside another's sweep.nc, nor beside one that was merged" {
    write_two
    both=(two.yaml --vary A.discount=0.5,0.9 --over 'B.discount=uniform(0.5, 0.9)' --samples 16 --exceeds 'value.A>=0.3' -q --no-plot)
    "$parley" sweep "${both[@]}" --csv --dat -o out
    [ "$(tables out)" = "bands.csv chances.csv sweep.csv sweep.dat sweep.nc" ]
    touch out/notes.csv
    cp -r out merged
    "$parley" sweep two.yaml --vary A.discount=0.5:0.9:9 --dat -q --no-plot -o out
    [ "$(tables out)" = "sweep.dat sweep.nc" ]
    "$parley" sweep two.yaml --vary A.discount=0.5:0.9:9 --dat -q --no-plot -o alone
    cmp alone/sweep.dat out/sweep.dat
    [ -e out/notes.csv ]
    for k in 1 2; do "$parley" sweep two.yaml --vary A.discount=0.5:0.9:9 --shard $k/2 -q -o merged; done
    "$parley" merge merged/*.journal -q --no-plot -o merged
    [ "$(ls merged | grep -v -e journal -e '^line-' | xargs)" = "notes.csv sweep.nc" ]
    # what goes on where it was stopped keeps what is its own
    "$parley" sweep "${both[@]}" --csv -o kept
    "$parley" sweep "${both[@]}" --resume -o kept
    [ "$(tables kept)" = "bands.csv chances.csv sweep.csv sweep.nc" ]
}

@test "--resume of another sweep's result is refused with what differs, and leaves it alone" {
    write_two
    "$parley" sweep two.yaml --vary A.discount=0.5:0.9:20 --no-plot -q -o out
    cp -r out before
    again() { run "$parley" sweep two.yaml "$@" --no-plot --resume -o out; }
    again --vary A.discount=0.5:0.9:20 --set B.discount=0.9
    [[ $status -eq 2 && $output == *"'out/sweep.nc' is the result of another sweep"*"the scenario differs"* ]]
    again --vary A.discount=0.5:0.9:21
    [[ $status -eq 2 && $output == *"the design differs"* ]]
    again --vary A.discount=0.5:0.9:20 --metric value.A
    [[ $status -eq 2 && $output == *"the metrics differ"* ]]
    again --vary A.discount=0.5:0.9:20 --tolerance 1e-6
    [[ $status -eq 2 && $output == *"the tolerance differs"* ]]
    diff -r before out
    echo "no netCDF" >out/sweep.nc
    again --vary A.discount=0.5:0.9:20
    [[ $status -eq 2 && $output == *"out/sweep.nc"* ]]
    "$parley" sweep two.yaml --vary A.discount=0.5:0.9:20 --no-plot -q -o out # without --resume: anew
    diff -r before out
}

@test "charts are said to be there only if they are" {
    write_two
    run "$parley" sweep two.yaml --vary A.discount=0.5:0.9:5 --no-plot -o out
    [[ $output == *"sweep.nc and "[1-9]*" charts are in out"* ]]
    run "$parley" sweep two.yaml --vary A.discount=0.5,0.6 --metric agreement.ever --no-plot --csv -o flat
    [[ $output == *"sweep.nc, sweep.csv are in flat; no metric varies, so that there are no charts"* ]]
    [ "$(ls flat | xargs)" = "sweep.csv sweep.nc" ]
}

@test "the same shard twice is refused, both files named; shards beyond the blocks have nothing to do" {
    write_two
    grid="--vary A.discount=0.5:0.9:600 --no-plot"
    for k in $(seq 10); do
        run "$parley" sweep two.yaml $grid --shard $k/10 -o parts
        [ "$status" -eq 0 ]
        [[ $output == *"warning: the sweep has 8 blocks; of its 10 shards, those from 9 on have nothing to do"* ]]
    done
    cp parts/sweep.2-of-10.journal copy
    run "$parley" merge parts/*.journal copy -o merged
    [ "$status" -eq 2 ]
    [[ $output == *"'parts/sweep.2-of-10.journal' and 'copy' are both shard 2/10; give one of them"* ]]
    [ ! -e merged/sweep.nc ]
    "$parley" merge parts/*.journal --no-plot -q -o merged
    "$parley" sweep two.yaml $grid -q -o whole
    cmp whole/sweep.nc merged/sweep.nc
    run "$parley" sweep two.yaml $grid --shard 1/18446744073709551615 -o parts
    [ "$status" -eq 0 ]
    [[ $output == *"75 of 75 points"* ]]
}

# ---- studies ----

write_study() {
    cat >study.yaml <<'YAML'
title: A study
design: grid
vary:
  A.discount: 0.5:0.9:3
  B.discount: [0.6, 0.7]
set: {pie: 2}
metrics: [value.A, value.B]
YAML
}

@test "a study file is the command line it stands for" {
    write_two
    write_study
    "$parley" sweep two.yaml --design study.yaml -q -o study
    "$parley" sweep two.yaml --vary A.discount=0.5:0.9:3 --vary B.discount=0.6,0.7 --set pie=2 --metric value.A \
        --metric value.B -q -o words
    cmp study/sweep.nc words/sweep.nc
    cat >sample.yaml <<'YAML'
design: lhs
samples: 32
seed: 7
over: {A.discount: "uniform(0.5, 0.9)"}
derive: ["B.discount = 0.9 * A.discount"]
YAML
    "$parley" sweep two.yaml --design sample.yaml -q -o sample
    "$parley" sweep two.yaml --design lhs --samples 32 --seed 7 --over 'A.discount=uniform(0.5, 0.9)' \
        --derive 'B.discount = 0.9 * A.discount' -q -o words2
    cmp sample/sweep.nc words2/sweep.nc
    "$parley" sweep two.yaml --design sample.yaml --samples 16 -q --json -o fewer >fewer.json
    [ "$(json_get fewer.json points)" = 16 ]
}

# The attribute NAME of DIRECTORY/sweep.nc.
attribute() { # DIRECTORY NAME
    python3 - "$@" <<'PY'
import json, re, subprocess, sys
head = subprocess.run(["ncdump", "-h", sys.argv[1] + "/sweep.nc"], check=True, capture_output=True, text=True).stdout
text = re.search(r'^\t\t:' + sys.argv[2] + r' = ("(?:[^"\\]|\\.)*") ;$', head, re.M).group(1)
print(json.loads(text.replace("\\'", "'")))
PY
}

@test "sweep.nc holds the command that makes it again, byte for byte, with shortest digits" {
    command -v ncdump >/dev/null || skip "no ncdump"
    write_two
    sed -i "s/title: Two/title: Two's/" two.yaml
    mv two.yaml "two's talks.yaml"
    export PATH=${parley%/*}:$PATH
    "$parley" sweep "two's talks.yaml" --set 'A.initiative=2' --vary A.discount=0.5:0.9:3 --over 'pie=uniform(1, 2)' \
        --derive 'B.discount = 0.9 * A.discount' --metric value.A --metric value.B --exceeds 'value.A>=0.3' --samples 8 --threads 2 \
        --cold -q --no-plot -o first
    words="parley sweep 'two'\\''s talks.yaml' --set A.initiative=2 --vary A.discount=0.5:0.9:3 --over 'pie=uniform(1, 2)' --derive"
    words="$words 'B.discount = 0.9 * A.discount' --metric value.A --metric value.B --design sobol --samples 8 --seed 1"
    words="$words --exceeds 'value.A>=0.3' --cold --tolerance 1e-08"
    [ "$(attribute first command)" = "$words" ]
    eval "$(attribute first command) -q --no-plot -o second"
    cmp first/sweep.nc second/sweep.nc
    attribute first design | grep -qx 'B.discount = 0.9 \* A.discount'
    attribute first design | grep -qx 'A.discount: 0.5:0.9:3'
    # the words are no part of what the sweep is: others for the same can go on with it
    "$parley" sweep "two's talks.yaml" --set 'A.initiative=2.0' --vary A.discount=0.50:0.90:3 -q --no-plot -o other
    run "$parley" sweep "two's talks.yaml" --set 'A.initiative=2.0' --vary A.discount=.5:.9:3 --no-plot --resume -o other
    [[ $status -eq 0 && $output == *"nothing was left to solve"* ]]
}

@test "the command line takes the place of the same parameter of a study, and adds others" {
    write_two
    write_study
    "$parley" sweep two.yaml --design study.yaml --vary A.discount=0.5,0.8 --vary A.initiative=1,2 --set pie=3 --metric \
        agreement.ever -q -o study
    "$parley" sweep two.yaml --vary A.discount=0.5,0.8 --vary B.discount=0.6,0.7 --vary A.initiative=1,2 --set pie=2 --set pie=3 \
        --metric value.A --metric value.B --metric agreement.ever -q -o words
    cmp study/sweep.nc words/sweep.nc
}

study_refused() { # WORDS, the study on standard input
    cat >study.yaml
    refused "$1" two.yaml --design study.yaml
}

@test "faults of a study are all named, with their places" {
    write_two
    study_refused "study.yaml:1:1: error: a study has no 'vari'; did you mean 'vary'?" <<<'vari: {A.discount: 0.5:0.9:3}'
    study_refused "there is no design 'sobel'" <<<'design: sobel'
    study_refused "'samples' wants a whole number from 1" <<<'{samples: 0, over: {A.discount: "uniform(0, 1)"}}'
    study_refused "'vary' wants paths" <<<'vary: [A.discount]'
    study_refused "empty list" <<<'vary: {A.discount: []}'
    for key in 'design: sobol' 'samples: 16' 'seed: 3' 'exceeds: [value.A>=0.5]'; do
        study_refused "study.yaml:1:2: error: '${key%%:*}' is of a sample, which 'over' describes; there is no 'over'" \
            <<<"{$key, vary: {A.discount: [0.5, 0.6]}}"
    done
    study_refused "a grid varies by 'vary'" <<<'{design: grid, over: {A.discount: "uniform(0.5, 0.6)"}}'
    study_refused "did you mean 'A.discount'" <<<'vary: {A.discont: [0.5, 0.6]}'
    study_refused "nothing varies" <<<'metrics: [value.A]'
    study_refused "'pie' must be" <<<'{vary: {A.discount: [0.5, 0.6]}, set: {pie: -1}}'
    study_refused "FROM is larger than TO" <<<'vary: {A.discount: 0.9:0.5:3}'
    study_refused "study.yaml:2:" <<<'vary: {A.discount: [0.5, 0.6]}
seed: x'
    study_refused "study.yaml" <<<'vary: {A.discount: [0.5'
}

@test "the README shows models/studies/deadline-patience.yaml as it is" {
    python3 - "$root/README.md" "$root/models/studies/deadline-patience.yaml" <<'PY'
import sys
readme, study = (open(p).read() for p in sys.argv[1:])
assert "`models/studies/deadline-patience.yaml`:\n\n```yaml\n" + study + "```\n" in readme
PY
}

@test "the anchoring map of the README says what it says there, from neighbours and from the beginning" {
    map=("$root/models/deep-anchoring.yaml" --metric value.Russia --metric regime --csv -q --no-plot)
    "$parley" sweep "${map[@]}" --metric anchoring_gain.Russia --vary Russia.discount_rate=0.24 -o here
    [ "$(printf %.2f "$(column here/sweep.csv anchoring_gain.Russia)")" = 0.19 ]
    for way in "" --cold; do
        "$parley" sweep "${map[@]}" $way --vary Ukraine.susceptibility=0,0.9 --vary Russia.discount_rate=0.05:0.8:60 \
            --vary anchoring.fade=0.01:1:60:log -o out
        python3 - <<'PY'
import csv
rows = list(csv.DictReader(open("out/sweep.csv")))
place = lambda r: (float(r["Russia.discount_rate"]), float(r["anchoring.fade"]))
without = {place(r): float(r["value.Russia"]) for r in rows if r["Ukraine.susceptibility"] == "0"}
with_draft = {place(r): r for r in rows if r["Ukraine.susceptibility"] != "0"}
gain = {p: float(r["value.Russia"]) - without[p] for p, r in with_draft.items()}
assert len(gain) == 3600 and all(r["status"] == "certified" for r in rows)
lasting = min(fade for _, fade in gain)
along = {rate: gain[rate, lasting] for rate, _ in gain}
assert round(max(gain.values()), 2) == round(along[0.05], 2) == 0.26
top = max((g, rate) for rate, g in along.items() if rate > 0.05)[1]
assert round(top, 2) == 0.15 and round(along[top], 2) == 0.26 and max(gain.values()) == along[top]
assert round(min(g for rate, g in along.items() if rate < top), 2) == 0.25
assert all(g < along[top] - 0.002 for rate, g in along.items() if rate > top + 0.001)
assert all(abs(gain[p]) < 0.01 for p, r in with_draft.items() if r["regime"] == "2")
loss, where = min((g, p) for p, g in gain.items())
assert round(-loss, 3) == 0.014 and round(where[0], 2) == 0.47 and where[1] == 1 and with_draft[where]["regime"] == "1"
PY
    done
}

@test "models/studies/deadline-patience.yaml answers as it says" {
    "$parley" sweep "$root/models/deadline.yaml" --design "$root/models/studies/deadline-patience.yaml" --csv -q -o out
    python3 - <<'PY'
import csv
rows = {(float(r["Ukraine.discount_rate"]), float(r["deadline.after"])): r for r in csv.DictReader(open("out/sweep.csv"))}
assert len(rows) == 15 * 7 and all(r["status"] == "certified" for r in rows.values())
def value(rate, rounds): return [round(float(rows[rate, rounds]["value." + who]), 2) for who in ("Russia", "Ukraine")]
for rate, rounds in rows:
    if rounds == 1: assert value(rate, rounds) == [0.57, 0.28]
    assert (rounds == 1) == (float(rows[rate, rounds]["regime"]) == 2)
assert value(0.3, 120) == [0.81, 0.08] and value(0.02, 120) == [0.52, 0.44]
PY
}

@test "a study that says cold is the sweep with --cold" {
    write_two
    printf 'vary: {A.discount: 0.5:0.9:40}\ncold: true\n' >cold.yaml
    "$parley" sweep two.yaml --design cold.yaml -q --no-plot -o study
    "$parley" sweep two.yaml --vary A.discount=0.5:0.9:40 --cold -q --no-plot -o said
    cmp study/sweep.nc said/sweep.nc
    printf 'vary: {A.discount: 0.5:0.9:40}\ncold: maybe\n' >cold.yaml
    run "$parley" sweep two.yaml --design cold.yaml -q --no-plot -o none
    [ "$status" -eq 2 ]
    [[ $output == *"cold.yaml:2:7"*"'cold' wants true or false, not 'maybe'"* ]]
}

@test "a point is what solve finds, also where there are several equilibria, and --warm asks for neighbours" {
    local model="$root/models/deep-anchoring.yaml" rate=0.13898305084745799 fade=0.33529241492495598
    local axes=(--vary "Russia.discount_rate=0.1,0.12,$rate,0.15" --vary anchoring.fade=0.01:0.33529241492495598:24:log)
    "$parley" sweep "$model" "${axes[@]}" --csv -q --no-plot -o usual
    "$parley" sweep "$model" "${axes[@]}" --cold --csv -q --no-plot -o cold
    "$parley" sweep "$model" "${axes[@]}" --warm --csv -q --no-plot --json -o warm >warm.json
    cmp usual/sweep.csv cold/sweep.csv
    [ "$(json_get warm.json cold)" -lt 96 ]
    "$parley" solve "$model" --set "Russia.discount_rate=$rate" --set "anchoring.fade=$fade" --json >point.json
    RATE=$rate FADE=$fade python3 - <<'PY'
import csv, json, os
want = json.load(open("point.json"))["parties"]["Russia"]["value"]
near = lambda row, key, value: abs(float(row[key]) / float(os.environ[value]) - 1) < 1e-12
row, = [r for r in csv.DictReader(open("usual/sweep.csv"))
        if near(r, "Russia.discount_rate", "RATE") and near(r, "anchoring.fade", "FADE")]
assert abs(float(row["value.Russia"]) - want) < 1e-8
PY
    run "$parley" sweep "$model" "${axes[@]}" --warm --cold -q -o both
    [ "$status" -eq 2 ]
    [[ $output == *"points are solved cold or warm, not both"* ]]
}

@test "large systems, which are factorised as sparse ones, have the same bytes with one thread and two" {
    local words=("$root/models/counter-anchoring.yaml" --set anchoring.depth=8 --vary Russia.susceptibility=0.02:1:200)
    for way in --cold --warm; do
        "$parley" sweep "${words[@]}" $way --threads 1 -q --no-plot -o one$way
        "$parley" sweep "${words[@]}" $way --threads 2 -q --no-plot -o two$way
        cmp one$way/sweep.nc two$way/sweep.nc
    done
}

@test "rules and flags go by their names in every file" {
    write_two
    "$parley" sweep two.yaml --vary agreement.rule=majority,unanimity --vary B.veto=true,false --csv --dat -q --no-plot -o out
    grep -qF '"unanimity","false",certified' out/sweep.csv
    grep -qF '"majority"	"true"' out/sweep.dat
    ncdump -v agreement.rule,B.veto out/sweep.nc | grep -qF 'B.veto = "true", "false" ;'
    "$parley" sweep two.yaml --over 'B.veto=discrete(true:1, false:2)' --samples 8 --csv -q --no-plot -o sampled
    grep -qF '"false",certified' sampled/sweep.csv
    ncdump -h sampled/sweep.nc | grep -qF 'B.veto:flag_meanings = "false true"'
}
