#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Where a sweep's output goes: names that a library would read in another way, places that cannot be written, and what a
# killed run or a stranger left there.
load helper

few=(--vary A.discount=0.5:0.9:5 --no-plot -q)

@test "output that does not arrive is no success" {
    write_two
    for words in "sweep two.yaml --vary A.discount=0.5:0.9:5 --json --no-plot -o x" "help sweep" "help" "--version" \
        "check two.yaml"; do
        code=0
        "$parley" $words >/dev/full 2>said || code=$?
        [ "$code" -eq 3 ]
        [ "$(grep -c "cannot write to standard output: No space left on device" said)" -eq 1 ]
    done
    "$parley" sweep two.yaml "${few[@]}" --shard 1/1 -o y
}

@test "a folder whose name looks like an address or holds a backslash is a folder" {
    write_two
    "$parley" sweep two.yaml "${few[@]}" -o plain
    for folder in 'a\b' http://x "$PWD/http://y" s3://z d:c; do
        "$parley" sweep two.yaml "${few[@]}" --csv -o "$folder"
        cmp plain/sweep.nc "$folder/sweep.nc"
        rm "$folder"/*.dat
        "$parley" sweep two.yaml "${few[@]}" --dat -o "$folder" --resume # reads it
        cmp plain/sweep.nc "$folder/sweep.nc"
        [ -e "$folder/sweep.dat" ]
    done
}

@test "a link in the place of a temporary file is not followed" {
    write_two
    mkdir out
    echo "not ours" >other
    ln -s ../other out/sweep.nc.tmp
    ln -s ../other out/sweep.csv.tmp
    "$parley" sweep two.yaml "${few[@]}" --csv -o out
    [ "$(cat other)" = "not ours" ]
    [ -L out/sweep.nc.tmp ]
}

@test "what is merged goes to the folder of the first journal" {
    write_two
    mkdir parts
    for k in 1 2; do "$parley" sweep two.yaml "${few[@]}" --shard $k/2 -o parts; done
    "$parley" merge parts/sweep.*.journal --no-plot -q
    [ -e parts/sweep.nc ]
    [ ! -e sweep.nc ]
    rm parts/sweep.nc
    (cd parts && "$parley" merge sweep.*.journal --no-plot -q && [ -e sweep.nc ])
    "$parley" help merge | grep -q "folder of the first journal"
}

@test "a place that cannot be written is known before anything is solved" {
    write_two
    for name in sweep.nc sweep.csv sweep.dat; do
        mkdir -p "$name/$name"
        run "$parley" sweep two.yaml "${few[@]}" --csv --dat -o "$name"
        [ "$status" -eq 3 ]
        [[ $output == *"cannot write '$name/$name': there is a directory of that name"* ]]
        [ "$(ls "$name")" = "$name" ] # no journal
    done
    mkdir -p survey/sobol.nc
    run "$parley" sensitivity two.yaml --method sobol --over 'A.discount=uniform(0.5, 0.9)' -q -o survey
    [ "$status" -eq 3 ]
    [ "$(ls survey)" = sobol.nc ]
}

@test "of runs that begin at once in a folder one sweeps, and the others say that it does" {
    write_two
    for round in $(seq 8); do
        pids=()
        for k in 1 2 3 4; do
            "$parley" sweep two.yaml "${few[@]}" --resume -o "at once $round" 2>"said$k" &
            pids+=($!)
        done
        done=0
        for k in 1 2 3 4; do
            code=0
            wait "${pids[k - 1]}" || code=$?
            [ "$code" -eq 0 ] && done=$((done + 1)) && continue
            [ "$code" -eq 2 ]
            grep -q "is in use by another run" "said$k"
        done
        [ "$done" -ge 1 ]
    done
}

@test "what a killed run left goes with the next run in the folder, and nothing else does" {
    write_two
    sleep 0.01 &
    dead=$!
    wait
    live=$$
    stay=(.map-x.$live.png sweep.nc.$live-0.tmp notes.$dead-0.tmp .$dead.png map.$dead.png sweep.nc.tmp x.csv.$dead.tmp)
    leave() { for name in ".map-x.$dead.png" "bands.csv.$dead-0.tmp" "sweep.journal.$dead-1.tmp" "${stay[@]}"; do : >"$1/$name"; done; }
    check() {
        [ -z "$(find "$1" -name ".map-x.$dead.png" -o -name "bands.csv.$dead-0.tmp" -o -name "sweep.journal.$dead-1.tmp")" ]
        for name in "${stay[@]}"; do [ -e "$1/$name" ]; done
    }
    mkdir out survey
    leave out
    "$parley" sweep two.yaml "${few[@]}" -o out
    check out
    leave out
    "$parley" sweep two.yaml "${few[@]}" -o out --resume
    check out
    leave survey
    "$parley" sensitivity two.yaml --method tornado --over 'A.discount=uniform(0.5, 0.9)' --no-plot -q -o survey
    check survey
}
