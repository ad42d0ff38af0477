#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Study files: sensitivity takes them as sweeps do, and their faults are told as theirs. Options that are given twice.
load helper

write_study() {
    cat >study.yaml <<'YAML'
title: Patience
design: lhs
samples: 32
seed: 0
over: {A.discount: "uniform(0.5, 0.9)", pie: "uniform(1, 2)"}
derive: [B.discount = 1 * A.discount]
metrics: [value.A]
exceeds: [value.A>=0.4]
set: {B.initiative: 2}
YAML
}

said=(--over 'A.discount=uniform(0.5, 0.9)' --over 'pie=uniform(1, 2)' --derive 'B.discount = 1 * A.discount'
    --metric value.A --samples 32 --seed 0 --set B.initiative=2)

@test "sensitivity by a study file is the command line it stands for, of every method" {
    write_two
    write_study
    for method in sobol morris tornado correlation uncertainty; do
        words=("${said[@]}")
        case $method in
        tornado) words=("${said[@]:0:8}" --seed 0 --set B.initiative=2) ;;
        morris) ;;
        *) words+=(--design lhs --exceeds 'value.A>=0.4') ;;
        esac
        "$parley" sensitivity two.yaml --method $method "${words[@]}" --json >words.json
        "$parley" sensitivity two.yaml --method $method --design study.yaml --json >study.json
        cmp words.json study.json
    done
    "$parley" sensitivity two.yaml --method uncertainty --design study.yaml --seed 1 --samples 16 --json >other.json
    [ "$(json_get other.json seed)" = 1 ]
    [ "$(json_get other.json samples)" = 16 ]
}

@test "a study with axes is a sweep's, and one that is not there is named" {
    write_two
    printf 'vary: {A.discount: 0.5:0.9:5}\nover: {pie: "uniform(1, 2)"}\n' >axes.yaml
    run "$parley" sensitivity two.yaml --method sobol --design axes.yaml --json
    [ "$status" -eq 2 ]
    [[ $output == "axes.yaml: error: 'vary' makes the axes of a sweep"*"'parley sweep'"* ]]
    for command in "sensitivity --method sobol" sweep; do
        run "$parley" $command two.yaml --design x.yaml -o out
        [ "$status" -eq 2 ]
        [[ $output == *"there is no study file 'x.yaml'"* ]]
    done
}

@test "what is wrong in a study is told of the study" {
    write_two
    printf 'vary: {A.discount: 0.5:0.9:5}\nset: {A.aspiratin: 3}\n' >set.yaml
    printf 'vary: {A.discont: 0.5:0.9:5}\n' >vary.yaml
    printf 'over: {A.discont: "uniform(0.5, 0.9)"}\n' >over.yaml
    for study in set vary over; do
        run "$parley" sweep two.yaml --design $study.yaml -o out
        [ "$status" -eq 2 ]
        [[ $output == "$study.yaml: error: "* ]]
    done
    run "$parley" sensitivity two.yaml --method sobol --design over.yaml -o out
    [[ $status -eq 2 && $output == "over.yaml: error: "* ]]
    run "$parley" sweep two.yaml --design over.yaml --metric value.A -o out
    [[ $status -eq 2 && $output == "over.yaml and what is given beside it: error: "* ]]
    printf 'zzzzzzzz: 1\n' >key.yaml
    run "$parley" sweep two.yaml --design key.yaml -o out
    [[ $output == *"it has title, about, design"* ]]
    printf 'over: {A.discount: uniform(0.1,0.2)}\n' >torn.yaml
    run "$parley" sweep two.yaml --design torn.yaml -o out
    [[ $status -eq 2 && $output == *"'0.2)' is the rest of a value with a comma, which within {} wants quotes"* ]]
}

@test "one trajectory is none" {
    write_two
    run "$parley" sensitivity two.yaml --method morris --over 'A.discount=uniform(0.5, 0.9)' --samples 1 -o out
    [ "$status" -eq 2 ]
    [[ $output == *"morris wants at least 2 trajectories"* ]]
    "$parley" sensitivity two.yaml --method morris --over 'A.discount=uniform(0.5, 0.9)' --samples 2 -q -o out
}

@test "an option given twice with two values is refused, with one value or as a list it is not" {
    write_two
    write_study
    run "$parley" sweep two.yaml --design study.yaml --design sobol -o out
    [ "$status" -eq 2 ]
    [[ $output == *"--design is given twice, as 'study.yaml' and as 'sobol'"* ]]
    run "$parley" solve two.yaml -o a --output=b
    [ "$status" -eq 2 ]
    "$parley" solve two.yaml --set pie=2 --set pie=3 -o a -oa -q -q --no-plot
}
