#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# parley compare: columns, files, colours and exit codes.
load helper

@test "compare sets scenarios and variants side by side, and writes what it shows" {
    write_two
    write_menu
    run "$parley" compare two.yaml menu.yaml --no-plot -o out/both
    [ "$status" -eq 0 ]
    [[ $output == *"B's plan"* ]]
    [ "$(cd out/both && echo *)" = "compare.dat compare.gp compare.json compare.txt" ]
    [ "$(json_get out/both/compare.json results 1 title)" = '"Menu"' ]
    [ "$(json_get out/both/compare.json results 1 metrics share.A)" = null ]
    "$parley" compare two.yaml menu.yaml --no-plot -o out/both 2>/dev/null >shown.txt
    cmp shown.txt out/both/compare.txt
}

@test "--with makes one more column, --set changes all of them" {
    write_two
    "$parley" compare two.yaml --with "A.discount=0.95" --with "large: pie=4, A.discount=0.95" --set pie=2 --json >c.json
    [ "$(json_get c.json results 0 parties A value | cut -c1-8)" = 0.666666 ]
    [ "$(json_get c.json results 1 name)" = '"A.discount=0.95"' ]
    [ "$(python3 -c 'import json; print([round(r["parties"]["A"]["value"], 9) for r in json.load(open("c.json"))["results"]])')" = "[0.666666667, 1.0, 2.0]" ]
    [ "$(json_get c.json results 2 name)" = '"large"' ]
    [ "$(json_get c.json differences 1 from)" = '"two"' ]
    [ ! -e out ]
}

@test "a comma in the name of a move does not end an assignment" {
    write_digging
    sed -i 's/{dig:/{"dig, and wait":/' digging.yaml
    run "$parley" compare digging.yaml --with "moves.dig, and wait.cost=9,A.discount=0.8" --metric "uses.dig, and wait" --no-plot -o out
    [ "$status" -eq 0 ]
    [[ $output == *"0.0000"* ]]
    [ "$(json_get out/compare.json results 1 changes)" = '"moves.dig, and wait.cost=9, A.discount=0.8"' ]
}

@test "differences are coloured on a terminal only, and not if NO_COLOR is set" {
    write_two
    cat >terminal.py <<'PYTHON'
import os, pty, sys
shown = []
def read(end):
    data = os.read(end, 1024)
    shown.append(data)
    return b""
pty.spawn(sys.argv[1:], read)
sys.stdout.write("coloured" if b"\x1b[3" in b"".join(shown) else "plain")
PYTHON
    set -- "$parley" compare two.yaml --with A.discount=0.8 --no-plot -o out
    [ "$(env -u NO_COLOR python3 terminal.py "$@" </dev/null)" = coloured ]
    [ "$(NO_COLOR=1 python3 terminal.py "$@" </dev/null)" = plain ]
    [ "$(env -u NO_COLOR python3 terminal.py "$@" --json </dev/null)" = plain ]
    run "$@"
    [[ $output != *$'\033'* ]]
    ! grep -q $'\033' out/compare.txt
}

@test "a column that is not certified is shown, and the exit code is 1" {
    write_majority
    run "$parley" compare majority.yaml --with A.discount=0.8 --tolerance 1e-300 --no-plot -o out
    [ "$status" -eq 1 ]
    [[ $output == *"columns are not certified"* ]]
    [[ $output == *"EQUILIBRIUM"* ]]
    grep -q '"holds": false' out/compare.json
}

@test "the picture names parties and columns, and nothing in them is interpreted" {
    cat >nasty.yaml <<'YAML'
title: '`touch pwned` $(touch pwned) @x'
parties: {"A 'quoted' `touch pwned`": {discount: 0.9}, "50% of {B}": {discount: 0.8}}
outcome: {pie: 1}
YAML
    run "$parley" compare nasty.yaml --with '`touch pwned`: pie=2' --format svg -o out --quiet
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ -z "$(find . -name pwned)" ]
    xmllint --noout out/compare.svg
    grep -qF '50% of {B}' out/compare.svg
    grep -qF '`touch pwned`' out/compare.svg
}

@test "what cannot be compared is bad input, and says what would be right" {
    write_two
    run "$parley" compare two.yaml
    [ "$status" -eq 2 ]
    [[ $output == *"--with"* ]]
    run "$parley" compare two.yaml --with A.discont=0.5
    [ "$status" -eq 2 ]
    [[ $output == *"did you mean 'A.discount'"* ]]
    run "$parley" compare two.yaml --with ""
    [ "$status" -eq 2 ]
    run "$parley" compare two.yaml --with "A.discount=0.5,"
    [ "$status" -eq 2 ]
    run "$parley" compare two.yaml missing.yaml
    [ "$status" -eq 2 ]
    [[ $output == *"missing.yaml"* ]]
    run "$parley" compare two.yaml --with pie=2 --metric value.a1
    [ "$status" -eq 2 ]
    [[ $output == *"did you mean 'value.A'"* ]]
    run "$parley" compare two.yaml --with pie=2 --vary pie=1:2
    [ "$status" -eq 2 ]
    [ ! -e out ]
}

@test "interrupted, it compares the columns that are finished, names the others, and exits 130" {
    write_two
    write_assembly
    run interrupt_at '50 %  comparing' "$parley" compare two.yaml assembly.yaml --threads 1 -o out
    [ "$status" -eq 130 ]
    [[ $output == *"Interrupted: 1 of 2 columns is missing (assembly)."* ]]
    [[ $output == *"interrupted: comparison and chart of what is finished are in out"* ]]
    [ "$(cd out && echo *)" = "compare.dat compare.gp compare.json compare.txt" ]
    [ "$(json_get out/compare.json interrupted)" = true ]
    [ "$(json_get out/compare.json results 0 parties A value | cut -c1-8)" = 0.333333 ]
    [ "$(json_get out/compare.json results 1 missing)" = true ]
    # nothing finished: nothing to keep
    run interrupt_at '0 %  comparing' "$parley" compare assembly.yaml --with P0.discount=0.5 --threads 2 -o none
    [ "$status" -eq 130 ]
    [ ! -e none ]
}
