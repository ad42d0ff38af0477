#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
load helper

@test "no command is a usage error" {
    run "$parley"
    [ "$status" -eq 2 ]
}

@test "--version prints the version of the header" {
    run "$parley" --version
    [ "$status" -eq 0 ]
    [ "$output" = "parley $(sed -n 's/^#define PARLEY_VERSION "\(.*\)"/\1/p' "$root/include/parley.h")" ]
}

@test "an unknown command names the nearest one" {
    run "$parley" slove two.yaml
    [ "$status" -eq 2 ]
    [[ $output == *"did you mean 'solve'"* ]]
}

@test "help lists every command, and --help of a command lists its options" {
    run "$parley" help
    [ "$status" -eq 0 ]
    for command in check solve explain plot params metrics new help; do
        [[ $output == *"  $command "* ]]
    done
    run "$parley" solve --help
    [ "$status" -eq 0 ]
    [[ $output == *"--tolerance E"* ]]
    [ "$output" = "$("$parley" help solve)" ]
}

@test "an unknown option names the nearest one" {
    write_two
    run "$parley" solve two.yaml --jsno
    [ "$status" -eq 2 ]
    [[ $output == *"did you mean '--json'"* ]]
}

@test "an option of another command is refused" {
    write_two
    run "$parley" check two.yaml --chart values
    [ "$status" -eq 2 ]
    [[ $output == *"does not take"* ]]
}

@test "bad numbers for options are usage errors and write nothing" {
    write_two
    for option in --tolerance=-1 --tolerance=nan --tolerance=x --tolerance=0 --tolerance=inf --threads=-1 --threads=1.5 \
        --threads=99999999999999999999 --threads= --format=gif; do
        run "$parley" solve two.yaml "$option"
        [ "$status" -eq 2 ]
    done
    [ ! -e out ]
}

@test "an option without its value is a usage error" {
    run "$parley" solve two.yaml --set
    [ "$status" -eq 2 ]
    run "$parley" solve two.yaml --json=yes
    [ "$status" -eq 2 ]
}

@test "options come before or after the file" {
    write_two
    run "$parley" solve --json --set A.discount=0.8 two.yaml
    [ "$status" -eq 0 ]
    before=$output
    run "$parley" solve two.yaml --set=A.discount=0.8 --json
    [ "$output" = "$before" ]
}

@test "too few or too many operands are usage errors" {
    write_two
    run "$parley" solve
    [ "$status" -eq 2 ]
    run "$parley" solve two.yaml two.yaml
    [ "$status" -eq 2 ]
}

@test "check prints parties, states and coalitions and writes nothing" {
    write_waiting
    run "$parley" check waiting.yaml
    [ "$status" -eq 0 ]
    [[ $output == *"weather (2)"* ]]
    [[ $output == *"A, B"* ]]
    [ "$(ls)" = waiting.yaml ]
    "$parley" check waiting.yaml --json >check.json
    [ "$(json_get check.json states)" = 2 ]
}

@test "params lists every parameter with its value, as --set changed it" {
    write_two
    run "$parley" params two.yaml --set B.discount=0.5
    [ "$status" -eq 0 ]
    [[ $output =~ B\.discount\ +0\.5\  ]]
    "$parley" params two.yaml --json >params.json
    [ "$(json_get params.json 0 path)" = '"A.discount_rate"' ]
    run "$parley" params
    [ "$status" -eq 0 ]
    [[ $output == *"PARTY.authority"* ]]
}

@test "metrics lists paths, with the scenario's names if there is one" {
    write_two
    run "$parley" metrics
    [ "$status" -eq 0 ]
    [[ $output == *"value.PARTY"* ]]
    run "$parley" metrics two.yaml
    [[ $output == *"value.B"* ]]
}

@test "new writes a scenario that solves, and never overwrites" {
    run "$parley" new "my talks"
    [ "$status" -eq 0 ]
    run "$parley" solve "my talks.yaml" --no-plot
    [ "$status" -eq 0 ]
    [[ $output == *"my talks"* ]]
    echo kept >"my talks.yaml"
    run "$parley" new "my talks.yaml"
    [ "$status" -eq 2 ]
    [ "$(cat "my talks.yaml")" = kept ]
}

@test "a standard output that cannot be written is a system error" {
    write_two
    run bash -c "'$parley' solve two.yaml --json >/dev/full"
    [ "$status" -eq 3 ]
}

@test "copies that a launcher started without MPI are told once, and shards are left alone" {
    write_two
    OMPI_COMM_WORLD_SIZE=3 OMPI_COMM_WORLD_RANK=1 "$parley" check two.yaml 2>second.txt
    [ ! -s second.txt ]
    local first=(env -u OMPI_COMM_WORLD_SIZE SLURM_STEP_NUM_TASKS=3 SLURM_PROCID=0 "$parley")
    "${first[@]}" check two.yaml 2>first.txt
    grep "started 3 times, and every copy does all of the work" first.txt
    "${first[@]}" sweep two.yaml --vary pie=1,2 --shard 1/3 --quiet -o part 2>shard.txt
    [ ! -s shard.txt ]
    SLURM_STEP_NUM_TASKS=1 SLURM_PROCID=0 "$parley" check two.yaml 2>one.txt
    [ ! -s one.txt ]
}

@test "check warns of a game that takes long to solve, and says what would make it cheaper" {
    write_assembly
    run "$parley" check assembly.yaml
    [ "$status" -eq 0 ]
    [[ $output == *"operator applications, about, of 24024 offers each"* ]]
    [[ $output == *"Solving will take long. A proposer has up to 1716 coalitions"* ]]
    write_two
    run "$parley" check two.yaml
    [[ $output == *"< 0.1 s"* && $output != *"take long"* ]]
}

@test "a limit on the size of files is a system error, and leaves no half of a file" {
    write_two
    for run in "simulate two.yaml --paths 50000" "threshold two.yaml --vary pie=1:2 --target value.A>=0.5 --points 2000" \
        "sweep two.yaml --vary pie=1:2:3000"; do
        run bash -c "ulimit -f 20; '$parley' ${run//>/\\>} -o out"
        [ "$status" -eq 3 ]
        [[ $output == *"File too large"* ]]
        [ -z "$(find out -name '*tmp*')" ]
        [ -z "$(find out -name 'paths.tsv' -o -name 'threshold.dat' -o -name 'sweep.nc')" ]
    done
}
