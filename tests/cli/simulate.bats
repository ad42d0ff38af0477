#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# parley simulate: what it prints and writes, what it refuses, and what is left when it is interrupted.
bats_require_minimum_version 1.5.0
load helper

@test "simulate prints a summary beside what is exact, tells a path, and writes four files" {
    write_waiting
    run --separate-stderr "$parley" simulate waiting.yaml --paths 2000 --horizon 100 --seed 3
    [ "$status" -eq 0 ]
    [[ $output == "2000 paths of at most 100 rounds, seed 3."* ]]
    [[ $output == *"simulated"*"exact"*"agreement"*"breakdown"*"still talking"* ]]
    [[ $output == *"path 0:"*" in period "* ]]
    [[ $output != *"path 1:"* ]]
    [[ $stderr == *"out/waiting"* ]]
    [ "$(ls out/waiting | tr '\n' ' ')" = "paths.tsv rounds.tsv summary.json summary.txt " ]
    [ "$(grep -vc '^#' out/waiting/paths.tsv)" -eq 2001 ]
    grep -q "first 1000 of 2000 paths" out/waiting/rounds.tsv
    [[ $output == "$(cat out/waiting/summary.txt)"* ]]
}

@test "the summary is that of the rows" {
    write_waiting
    "$parley" simulate waiting.yaml --paths 3000 --horizon 50 --quiet -o here
    agreed=$(awk -F'\t' '$2 == "agreement"' here/paths.tsv | wc -l)
    python3 -c 'import json, sys
summary = json.load(open("here/summary.json"))
assert summary["paths"] == 3000 and summary["horizon"] == 50 and summary["seed"] == 1
assert abs(summary["endings"]["agreement"]["simulated"] - int(sys.argv[1]) / 3000) < 1e-12
for ending in summary["endings"].values():
    assert ending["z"] is None or abs(ending["z"]) < 4.5' "$agreed"
    dates=$(awk -F'\t' '$2 == "agreement" {s += $3; n++} END {printf "%.10f", s / n}' here/paths.tsv)
    python3 -c 'import json, sys
assert abs(json.load(open("here/summary.json"))["date"]["mean_periods"]["simulated"] - float(sys.argv[1])) < 1e-8' "$dates"
}

@test "the same seed gives the same files on one thread and on two, another seed others" {
    write_digging
    "$parley" simulate digging.yaml --paths 5000 --seed 4 --threads 1 --quiet -o one
    "$parley" simulate digging.yaml --paths 5000 --seed 4 --threads 2 --quiet -o two
    "$parley" simulate digging.yaml --paths 5000 --seed 5 --quiet -o three
    diff -r one two
    run ! cmp -s one/paths.tsv three/paths.tsv
}

@test "with --json standard output is JSON and nothing is written unless a folder is named" {
    write_two
    "$parley" simulate two.yaml --paths 100 --json >summary.json
    [ "$(json_get summary.json endings agreement simulated)" = 1.0 ]
    [ "$(json_get summary.json material_utility A z)" != "" ]
    [ ! -e out ]
    "$parley" simulate two.yaml --paths 100 --json -o there >again.json
    [ -s there/paths.tsv ]
    cmp again.json there/summary.json
}

@test "--log tells as many paths as are wanted, --log 0 none; moves and accords are named" {
    write_digging
    run --separate-stderr "$parley" simulate digging.yaml --paths 50 --log 20
    [ "$(grep -c '^path ' <<<"$output")" -eq 20 ]
    [[ $output == *"A makes the move 'dig': it "* ]]
    [[ $output == *"pit: deep"* ]]
    run --separate-stderr "$parley" simulate digging.yaml --paths 50 --log 0
    [[ $output != *"path 0:"* ]]
}

@test "an anchor that is tabled is told as such, and a deal by its name" {
    write_anchored
    run --separate-stderr "$parley" simulate anchored.yaml --paths 50 --log 20
    [[ $output == *"One tables everything; "*"table: everything 1"* ]]
    write_menu
    run --separate-stderr "$parley" simulate menu.yaml --paths 50
    [[ $output == *"proposes frozen line: accepted; agreement"* ]]
    [ "$(awk -F'\t' '$1 == 0 {print $2, $9}' out/menu/paths.tsv)" = "agreement frozen line" ]
}

@test "--rounds-of and --all-rounds say how many paths go into rounds.tsv" {
    write_waiting
    "$parley" simulate waiting.yaml --paths 30 --rounds-of 7 --quiet
    [ "$(grep -v '^#' out/waiting/rounds.tsv | tail -1 | cut -f 1)" = 6 ]
    "$parley" simulate waiting.yaml --paths 1200 --all-rounds --quiet
    [ "$(grep -v '^#' out/waiting/rounds.tsv | tail -1 | cut -f 1)" = 1199 ]
    grep -q "All paths" out/waiting/rounds.tsv
}

@test "--set changes what is simulated" {
    write_waiting
    "$parley" simulate waiting.yaml --paths 500 --json >risky.json
    "$parley" simulate waiting.yaml --paths 500 --set breakdown_risk=0 --json >safe.json
    [ "$(json_get risky.json endings breakdown simulated)" != 0.0 ]
    [ "$(json_get safe.json endings breakdown simulated)" = 0.0 ]
}

@test "numbers of paths that cannot be are refused, the largest with the room they would take" {
    write_two
    for bad in 0 -5 1.5 nan inf x "" 0x10 10k; do
        run "$parley" simulate two.yaml "--paths=$bad"
        [ "$status" -eq 2 ]
        [[ $output == *"--paths wants a whole number from 1 to 1000000000"* ]]
    done
    run "$parley" simulate two.yaml --paths 1e30
    [ "$status" -eq 2 ]
    [[ $output == *"--paths 1e30: at about 150 bytes a path, paths.tsv would take"*"at most 1000000000 paths"* ]]
    [ ! -e out ]
    run "$parley" simulate two.yaml --paths 1e3 --quiet
    [ "$status" -eq 0 ]
}

@test "horizons, seeds and logs that cannot be are refused" {
    write_two
    for bad in "--horizon 0" "--horizon -1" "--horizon 1e9" "--horizon 1000001" "--seed text" "--seed -1" \
        "--seed 9007199254740993" "--log -1" "--log 1001" "--rounds-of x"; do
        run "$parley" simulate two.yaml $bad
        [ "$status" -eq 2 ]
        [[ $output == *"wants a whole number from"* ]]
    done
    run "$parley" simulate two.yaml --states
    [ "$status" -eq 2 ]
    run "$parley" simulate
    [ "$status" -eq 2 ]
    [ ! -e out ]
}

@test "interrupted, it keeps the finished paths, says how many, and exits 130" {
    write_waiting
    # a shell in the background would have its children ignore SIGINT
    run python3 - "$parley" <<'PY'
import json, os, signal, subprocess, sys, time
run = subprocess.Popen([sys.argv[1], "simulate", "waiting.yaml", "--paths", "1e9", "--horizon", "1000",
                        "--rounds-of", "10", "--log", "0", "--set", "leverage.weather.drift.up=0.001", "--json"],
                       stdout=subprocess.PIPE)
time.sleep(1.5)
run.send_signal(signal.SIGINT)
out, _ = run.communicate(timeout=60)
assert run.returncode == 130, run.returncode
summary = json.loads(out)
assert summary["interrupted"] and 0 < summary["paths"] < summary["asked"] == 10**9
PY
    [ "$status" -eq 0 ]
}

@test "a folder that cannot be written to is a system error and leaves nothing" {
    write_two
    : >file
    run "$parley" simulate two.yaml --paths 10 -o file/inside
    [ "$status" -eq 3 ]
    [[ $output == *"file/inside"* || $output == *"'file'"* ]]
    if [ -w /dev/full ]; then
        run bash -c "'$parley' simulate two.yaml --paths 10 --json >/dev/full"
        [ "$status" -eq 3 ]
    fi
}
