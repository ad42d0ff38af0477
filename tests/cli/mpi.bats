#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Sweeps and studies of sensitivity on several ranks: the files are those of one process, byte for byte; a run
# that is killed is finished by another number of ranks; a rank that cannot take part is named and holds nobody up;
# only rank 0 speaks.
# Skipped where parley was built without MPI=1. MPIRUN changes how ranks are started.
load helper

grid=(--vary A.discount=0.5:0.99:60 --vary B.discount=0.5:0.99:50)

# ranks N ARGUMENT...: parley on N ranks; no run may hang.
ranks() {
    local count=$1
    shift
    timeout 60 $launcher -n "$count" "$parley" "$@"
}

launch() {
    [ "$(cat "$build/backend" 2>/dev/null)" = mpi ] || skip "built without MPI=1"
    launcher=${MPIRUN:-mpirun --oversubscribe}
    [ "$(id -u)" != 0 ] || launcher="$launcher --allow-run-as-root"
    # Leaks of MPI itself are not parley's.
    export ASAN_OPTIONS=detect_leaks=0
}

same_files() {
    cmp "$1/sweep.nc" "$2/sweep.nc"
    cmp "$1/sweep.dat" "$2/sweep.dat"
    [ ! -e "$2/sweep.journal" ]
}

# Wait until a journal holds more than its header.
wait_for_rows() {
    for _ in $(seq 300); do
        [ "$(stat -c %s "$1" 2>/dev/null || echo 0)" -lt "$2" ] || return 0
        sleep 0.02
    done
    return 1
}

@test "any number of ranks and threads writes the files of one process" {
    launch
    write_majority
    "$parley" sweep majority.yaml "${grid[@]}" --dat --quiet -o alone
    for count in 1 2 3 4; do
        ranks "$count" sweep majority.yaml "${grid[@]}" --dat --quiet -o "ranks$count"
        same_files alone "ranks$count"
    done
    ranks 2 sweep majority.yaml "${grid[@]}" --threads 2 --dat --quiet -o threads
    same_files alone threads
}

@test "the same sample at every place of a grid, its bands and chances are those of one process" {
    launch
    write_waiting
    both=(waiting.yaml --vary A.discount=0.8:0.99:9 --over 'B.discount=uniform(0.8, 0.99)' --samples 100
        --exceeds 'value.A>=0.4' --quiet --no-plot)
    "$parley" sweep "${both[@]}" -o alone
    ranks 3 sweep "${both[@]}" -o ranks
    for file in alone/*; do cmp "$file" "ranks/${file#alone/}"; done
}

@test "a sample on ranks, with points that make no scenario, is that of one process" {
    launch
    # Of the votes that are needed B and C have two, so that a quarter of the points is out of reach.
    cat >quota.yaml <<'YAML'
title: Quota
parties: {A: {discount: 0.9}, B: {discount: 0.9}, C: {discount: 0.9}}
agreement: {quota: 2.5}
outcome: {pie: 1}
YAML
    "$parley" sweep quota.yaml --over 'A.votes=uniform(0, 2)' --samples 3000 --dat --json -o alone >alone.json
    ranks 3 sweep quota.yaml --over 'A.votes=uniform(0, 2)' --samples 3000 --dat --json -o ranks >ranks.json
    same_files alone ranks
    diff alone.json ranks.json
    [ "$(json_get ranks.json refused)" -eq 750 ]
}

@test "more ranks than blocks, and nothing left to resume, end well" {
    launch
    write_two
    ranks 4 sweep two.yaml --vary pie=1:2:3 --quiet -o few
    [ -e few/sweep.nc ]
    ranks 3 sweep two.yaml --vary pie=1:2:3000 --shard 1/1 --quiet -o part
    ranks 3 sweep two.yaml --vary pie=1:2:3000 --shard 1/1 --resume --quiet -o part
}

@test "killed midway, the sweep is finished by another number of ranks, and by one process" {
    launch
    write_majority
    local large=(--vary A.discount=0.5:0.99:400 --vary B.discount=0.5:0.99:250)
    "$parley" sweep majority.yaml "${large[@]}" --dat --quiet -o alone
    for finisher in "ranks 2" "$parley"; do
        rm -rf killed
        $launcher -n 3 "$parley" sweep majority.yaml "${large[@]}" --dat --quiet -o killed 2>killed.txt 3>&- &
        wait_for_rows killed/sweep.journal 200000
        kill -KILL "$(pgrep -P "$!" | head -1)" # one of the ranks
        run wait "$!"
        [ -e killed/sweep.journal ]
        [ ! -e killed/sweep.nc ]
        $finisher sweep majority.yaml "${large[@]}" --dat --resume --json -o killed >resumed.json
        [ "$(json_get resumed.json computed)" -lt 100000 ]
        same_files alone killed
    done
}

@test "an interrupted sweep saves what was running and goes on" {
    launch
    write_majority
    local large=(--vary A.discount=0.5:0.99:400 --vary B.discount=0.5:0.99:250)
    cat >interrupt <<'SH'
#!/bin/sh
# Rank 0 gets a signal once there are rows.
if [ "$OMPI_COMM_WORLD_RANK" = 0 ]; then
    (while [ "$(stat -c %s stopped/sweep.journal 2>/dev/null || echo 0)" -lt 200000 ]; do sleep 0.02; done; kill -INT $$) &
fi
exec "$@"
SH
    chmod +x interrupt
    run timeout 60 $launcher -n 3 ./interrupt "$parley" sweep majority.yaml "${large[@]}" --dat --quiet -o stopped
    [ "$status" -eq 130 ]
    [[ $output == *"go on with --resume"* ]]
    [ -e stopped/sweep.journal ]
    "$parley" sweep majority.yaml "${large[@]}" --dat --quiet -o alone
    ranks 3 sweep majority.yaml "${large[@]}" --dat --resume --quiet -o stopped
    same_files alone stopped
}

@test "a rank with other input stops the sweep by name, and nobody hangs" {
    launch
    write_two
    sed 's/0.95/0.96/' two.yaml >other.yaml
    run timeout 60 $launcher -n 2 "$parley" sweep two.yaml --vary pie=1:2:3000 -o other : \
        -n 1 "$parley" sweep other.yaml --vary pie=1:2:3000 -o other
    [ "$status" -eq 2 ]
    [[ $output == *"rank 2 would make another sweep: the scenario differs"* ]]
    [ ! -e other/sweep.nc ]
}

@test "a rank that does not see the file is named, and nobody hangs" {
    launch
    write_two
    run timeout 60 $launcher -n 2 "$parley" sweep two.yaml --vary pie=1:2:3000 -o blind : \
        -n 1 "$parley" sweep missing.yaml --vary pie=1:2:3000 -o blind
    [ "$status" -eq 3 ]
    [[ $output == *"rank 2 on "*"does it see the same files?"* ]]
}

@test "ranks in other folders, with the same scenario by another name, make the same sweep" {
    launch
    write_two
    mkdir -p here there/models
    cp two.yaml here/two.yaml
    cp two.yaml there/models/other.yaml
    timeout 60 $launcher -n 1 -wdir "$PWD/here" "$parley" sweep two.yaml --vary pie=1:2:3000 --dat --quiet -o out : \
        -n 2 -wdir "$PWD/there" "$parley" sweep models/other.yaml --vary pie=1:2:3000 --dat --quiet -o out
    (cd here && "$parley" sweep two.yaml --vary pie=1:2:3000 --dat --quiet -o alone)
    same_files here/alone here/out
    [ ! -e there/out ]
}

study=(--over 'A.discount=uniform(0.5, 0.99)' --over 'B.discount=uniform(0.5, 0.99)' --no-plot)

@test "every method of sensitivity on ranks writes and prints what one process does" {
    launch
    write_majority
    for method in sobol morris tornado correlation uncertainty; do
        "$parley" sensitivity majority.yaml --method "$method" "${study[@]}" --json -o "alone-$method" >alone.json
        ranks 3 sensitivity majority.yaml --method "$method" "${study[@]}" --json -o "ranks-$method" >ranks.json
        diff alone.json ranks.json
        diff -r "alone-$method" "ranks-$method"
    done
    # without a folder points stay in the memory of rank 0
    "$parley" sensitivity majority.yaml --method sobol "${study[@]}" --json >alone.json
    ranks 3 sensitivity majority.yaml --method sobol "${study[@]}" --json >ranks.json
    diff alone.json ranks.json
}

@test "a study of sensitivity whose rank is killed is finished by another number of ranks" {
    launch
    write_majority
    local large=(sensitivity majority.yaml --method sobol "${study[@]}" --samples 20000 --metric value.A --quiet)
    "$parley" "${large[@]}" -o alone
    $launcher -n 3 "$parley" "${large[@]}" -o killed 2>killed.txt 3>&- &
    wait_for_rows killed/sobol.journal 200000
    kill -KILL "$(pgrep -P "$!" | head -1)" # one of the ranks
    run wait "$!"
    [ -e killed/sobol.journal ]
    [ ! -e killed/sobol.nc ]
    ranks 2 "${large[@]}" --resume -o killed
    diff -r alone killed
}

@test "a rank of a study that does not see the file is named, and nobody hangs" {
    launch
    write_two
    run timeout 60 $launcher -n 1 "$parley" sensitivity two.yaml --method uncertainty "${study[@]}" -o blind : \
        -n 1 "$parley" sensitivity missing.yaml --method uncertainty "${study[@]}" -o blind
    [ "$status" -eq 3 ]
    [[ $output == *"rank 1 on "*"does it see the same files?"* ]]
    [ ! -e blind/uncertainty.nc ]
}

@test "a fault of the input is said once, and other commands are rank 0's" {
    launch
    write_two
    run ranks 3 sweep two.yaml --vary A.discont=0.1:0.9:3 -o faulty
    [ "$status" -eq 2 ]
    [ "$(grep -c "did you mean 'A.discount'" <<<"$output")" -eq 1 ]
    run ranks 3 check two.yaml
    [ "$status" -eq 0 ]
    [ "$(grep -c 'valid' <<<"$output")" -eq 1 ]
    [[ $output == *"'check' runs once, on rank 0, and 2 ranks wait for it"* ]]
    run ranks 3 solve two.yaml --quiet --no-plot -o solved
    [ "$status" -eq 0 ]
    [ -e solved/result.json ]
    [ -z "$output" ]
}
