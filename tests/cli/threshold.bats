#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# parley threshold: output, files and exit codes. In two.yaml A's value is 0.05 / (0.05 + 1 - d) for its discount
# factor d: a half at d = 0.95.
load helper

@test "threshold finds the crossing and writes the scan" {
    write_two
    run "$parley" threshold two.yaml --vary A.discount=0.9:0.99 --target 'value.A>=0.5'
    [ "$status" -eq 0 ]
    [[ $output == *0.95* && $output == *continuous* && $output == *"met from here on"* ]]
    [ "$(cd out/two && echo *)" = "threshold.dat threshold.gp threshold.json threshold.png threshold.txt" ]
    [ "$(grep -vc '^#' out/two/threshold.dat)" -ge 44 ]
}

@test "JSON is as the documentation has it, whatever the number of threads" {
    write_two
    for threads in 1 2 3; do
        "$parley" threshold two.yaml --vary A.discount=0.9:0.99 --target 'value.A>=0.5' --json --threads $threads >$threads.json
        cmp 1.json $threads.json
    done
    [ ! -e out ]
    [ "$(json_get 1.json target)" = '"value.A>=0.5"' ]
    [ "$(json_get 1.json crossings 0 kind)" = '"continuous"' ]
    python3 -c 'import json
crossing, = json.load(open("1.json"))["crossings"]
assert list(crossing) == ["at", "kind", "below", "above"]
assert abs(crossing["at"] - 0.95) <= 0.1e-9 and crossing["below"] < 0.5 < crossing["above"]'
}

@test "--points and --tolerance are those of the search" {
    write_two
    "$parley" threshold two.yaml --vary A.discount=0.9:0.99 --target 'value.A>=0.5' --points 5 --tolerance 0.01 --json >wide.json
    [ "$(json_get wide.json scan points)" = 5 ]
    python3 -c 'import json
crossing, = json.load(open("wide.json"))["crossings"]
assert abs(crossing["at"] - 0.95) <= 0.0009 and crossing["above"] - crossing["below"] > 1e-4'
}

@test "a jump is called one, and the line of the chart breaks there" {
    write_waiting
    run "$parley" threshold waiting.yaml --vary leverage.weather.effects.pie.set.bad=0.1:1 --target 'agreement.first_period>=0.5' --format svg -o out
    [ "$status" -eq 0 ]
    [[ $output == *jump* ]]
    grep -q NaN out/threshold.dat
    xmllint --noout out/threshold.svg
}

@test "no crossing is an answer" {
    write_two
    run "$parley" threshold two.yaml --vary A.discount=0.9:0.99 --target 'value.A>2' --no-plot -o out
    [ "$status" -eq 0 ]
    [[ $output == *"No crossing"* && $output == *"from 0.333333 to 0.833333"* ]]
    [ "$(json_get out/threshold.json crossings)" = "[]" ]
}

@test "what cannot be asked is bad input, and says what would be right" {
    write_two
    run "$parley" threshold two.yaml --vary A.discount=0.9:0.99
    [ "$status" -eq 2 ]
    [[ $output == *"--target 'value.A>=0.6'"* ]]
    run "$parley" threshold two.yaml --vary A.discount=0.9:1.2 --target 'value.A>2'
    [ "$status" -eq 2 ]
    [[ $output == *"(0, 1)"* ]]
    run "$parley" threshold two.yaml --vary A.discount=0.99:0.9 --target 'value.A>2'
    [ "$status" -eq 2 ]
    [[ $output == *"A.discount=0.9:0.99 would be right"* ]]
    run "$parley" threshold two.yaml --vary A.discount=0.9:0.99 --target 'value.A is large'
    [ "$status" -eq 2 ]
    [[ $output == *"value.A>=0.5"* ]]
    run "$parley" threshold two.yaml --vary agreement.rule=0:1 --target 'value.A>2'
    [ "$status" -eq 2 ]
    [[ $output == *"only numbers can be varied"* ]]
    run "$parley" threshold two.yaml two.yaml --vary A.discount=0.9:0.99 --target 'value.A>2'
    [ "$status" -eq 2 ]
    [ ! -e out ]
}

@test "interrupted, it writes what was searched, says what was not, and exits 130" {
    write_anchored
    run interrupt_at '%  scanning' "$parley" threshold anchored.yaml --vary One.discount=0.8:0.99 --target "value.One>0.5" \
        --points 100000 -o out
    [ "$status" -eq 130 ]
    [[ $output == *"Interrupted after "*" of 100000 points of the scan: searched is "*" 0.8 to"* ]]
    [[ $output == *"interrupted: crossings and chart of what is finished are in out"* ]]
    [ "$(cd out && echo *)" = "threshold.dat threshold.gp threshold.json threshold.txt" ]
    python3 -c 'import json
found = json.load(open("out/threshold.json"))
assert found["interrupted"] and 0 < found["scan"]["done"] < found["scan"]["points"] == 100000
assert found["scan"]["searched"][0]["from"] == 0.8 and found["scan"]["searched"][-1]["to"] < 0.99'
}
