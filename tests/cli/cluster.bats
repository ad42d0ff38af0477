#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The templates for Slurm, without Slurm: an srun that only runs what it is given (and stops it once the file STOP_AT
# has some bytes), and Slurm's variables set here. The parts of an array make the file of one process, whatever was
# stopped in between; outside of Slurm nothing runs.
load helper

grid=(--vary A.discount=0.5:0.99:60 --vary B.discount=0.5:0.99:50 --no-plot)

pretend() {
    cluster=$root/scripts/cluster
    mkdir -p bin
    cat >bin/srun <<'SH'
#!/bin/sh
while [ "${1#--}" != "$1" ]; do shift; done
[ -n "$STOP_AT" ] || exec "$@"
"$@" &
while [ "$(stat -c %s "$STOP_AT" 2>/dev/null || echo 0)" -lt 20000 ]; do sleep 0.01; done
kill -TERM "$!"
wait "$!"
SH
    chmod +x bin/srun
    PATH=$PWD/bin:$PATH
    export PARLEY=$parley SLURM_CPUS_PER_TASK=1
    write_majority
}

# part K LAST ARGUMENT...: task K of an array whose last number is LAST.
part() {
    SLURM_ARRAY_TASK_ID=$1 SLURM_ARRAY_TASK_MAX=$2 "$cluster/array.sh" majority.yaml -o parts "${@:3}"
}

@test "the parts of an array and their merge make the file of one process" {
    pretend
    "$parley" sweep majority.yaml "${grid[@]}" --quiet -o alone
    part 1 3 "${grid[@]}"
    part 3 3 "${grid[@]}"
    run "$cluster/merge.sh" parts
    [ "$status" -eq 2 ]
    [[ $output == *"of shards 2/3"* ]]
    [ ! -e parts/sweep.nc ]
    # an array of --array=2 alone has another last number
    PARTS=3 part 2 2 "${grid[@]}"
    "$cluster/merge.sh" parts
    cmp alone/sweep.nc parts/sweep.nc
}

@test "a part that is told to stop saves, and the same line finishes it" {
    pretend
    local large=(--vary A.discount=0.5:0.99:400 --vary B.discount=0.5:0.99:250 --no-plot)
    "$parley" sweep majority.yaml "${large[@]}" --quiet -o alone
    STOP_AT=parts/sweep.1-of-2.journal PARTS=2 run part 1 1 "${large[@]}"
    [ "$status" -eq 130 ]
    [[ $output == *"go on with --resume"* ]]
    PARTS=2 part 1 1 "${large[@]}"
    PARTS=2 part 2 2 "${large[@]}"
    "$cluster/merge.sh" parts
    cmp alone/sweep.nc parts/sweep.nc
}

@test "mpi.sh goes on where it was told to stop" {
    [ "$(cat "$build/backend" 2>/dev/null)" = mpi ] || skip "built without MPI=1"
    pretend
    # more ranks than cores, and as whoever runs the tests
    export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    export SLURM_JOB_ID=none ASAN_OPTIONS=detect_leaks=0
    local large=(--vary A.discount=0.5:0.99:400 --vary B.discount=0.5:0.99:250 --no-plot)
    "$parley" sweep majority.yaml "${large[@]}" --quiet -o alone
    "$cluster/mpi.sh" majority.yaml -o ranks "${large[@]}" >said.txt 2>&1 3>&- &
    local job=$!
    for _ in $(seq 500); do
        [ "$(stat -c %s ranks/sweep.journal 2>/dev/null || echo 0)" -lt 100000 ] || break
        sleep 0.02
    done
    kill -TERM "$job"
    local code=0
    wait "$job" || code=$?
    [ "$code" -eq 130 ]
    grep "go on with --resume" said.txt
    [ ! -e ranks/sweep.nc ]
    "$cluster/mpi.sh" majority.yaml -o ranks "${large[@]}" 3>&-
    cmp alone/sweep.nc ranks/sweep.nc
}

@test "outside of Slurm the templates say how they are used, and nothing runs" {
    pretend
    for script in array.sh mpi.sh; do
        run "$cluster/$script" majority.yaml -o never "${grid[@]}"
        [ "$status" -eq 2 ]
        [[ $output == *"sbatch"*"scripts/cluster/$script"* ]]
    done
    run "$cluster/merge.sh" nowhere
    [ "$status" -eq 2 ]
    [ ! -e never ]
}
