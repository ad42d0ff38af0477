#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
load helper

@test "solve draws every chart that makes sense, and no other" {
    write_waiting
    "$parley" solve waiting.yaml --quiet
    [ "$(cd out/waiting && echo *.png)" = "dates.png leverage.png occupancy.png survival.png timeline.png values.png" ]
    write_two
    "$parley" solve two.yaml --quiet -o out/waiting
    [ "$(cd out/waiting && echo *.png)" = "values.png" ]
}

@test "pictures come in the format asked for" {
    write_waiting
    "$parley" solve waiting.yaml --quiet --format svg
    xmllint --noout out/waiting/*.svg
    run "$parley" plot out/waiting --format pdf
    [ "$status" -eq 0 ]
    [ "$(head -c 5 out/waiting/values.pdf)" = %PDF- ]
    run "$parley" plot out/waiting/result.json --chart dates
    [ "$status" -eq 0 ]
    [ "$(head -c 4 out/waiting/dates.png | tail -c 3)" = PNG ]
    [ ! -e out/waiting/values.png ]
}

@test "the legend of leverage names sixteen parties and the range, and long levels by what differs" {
    {
        printf 'parties:\n'
        for i in $(seq 16); do printf '  Party %d: {discount: 0.9}\n' "$i"; done
        printf 'outcome: {pie: 1}\nleverage:\n  front:\n    levels:\n'
        for i in $(seq 40); do printf '      - niveau très élevé de la ligne de front numéro %d\n' "$i"; done
        printf '    effects: {pie: {add: [%s]}}\n' "$(seq -s, 40)"
    } >many.yaml
    "$parley" solve many.yaml --quiet --format svg
    for name in "Party 1" "Party 9" "Party 16" "bargaining range"; do
        grep -q ">$name<" out/many/leverage.svg
    done
    grep -q "^short_1_15 = 'niveau très … 16'$" out/many/leverage.gp
}

@test "an unknown chart lists those there are" {
    write_waiting
    "$parley" solve waiting.yaml --quiet --no-plot
    run "$parley" plot out/waiting --chart vales
    [ "$status" -eq 2 ]
    [[ $output == *"dates, leverage, occupancy, survival, timeline, values"* ]]
}

@test "a folder without charts, or none at all, is bad input" {
    mkdir empty
    run "$parley" plot empty
    [ "$status" -eq 2 ]
    run "$parley" plot missing
    [ "$status" -eq 2 ]
}

@test "a script draws by itself" {
    write_waiting
    "$parley" solve waiting.yaml --quiet --no-plot
    for chart in dates leverage values; do
        (cd out/waiting && gnuplot -d $chart.gp && test -s $chart.png)
    done
}

@test "without gnuplot the data are written, the message says what to install, exit 0" {
    write_waiting
    mkdir no-gnuplot
    run env PATH="$PWD/no-gnuplot" "$parley" solve waiting.yaml
    [ "$status" -eq 0 ]
    [[ $output == *"gnuplot-nox"* ]]
    [ -f out/waiting/values.gp ]
    [ ! -e out/waiting/values.png ]
    run env PATH="$PWD/no-gnuplot" "$parley" plot out/waiting
    [ "$status" -eq 3 ]
}

@test "a script that gnuplot rejects is reported and leaves the old picture" {
    write_two
    "$parley" solve two.yaml --quiet
    cp out/two/values.png before.png
    echo "plot nonsense(" >>out/two/values.gp
    run "$parley" plot out/two
    [ "$status" -eq 3 ]
    [[ $output == *"values.gp"* ]]
    cmp before.png out/two/values.png
    [ "$(ls -A out/two | grep -c '^\.')" = 0 ]
}

@test "names and titles are drawn literally and never run" {
    cat >nasty.yaml <<'YAML'
title: "It's `touch pwned` $(touch pwned) @x ^up _down {a} & ~t \\n %s <b> # @chart '.system('touch pwned').'\n'second \"line\""
parties:
  "`touch pwned` %d & <A>": {discount: 0.99}
  "B' system('touch pwned') '": {discount: 0.99}
outcome: {pie: 1}
leverage:
  "chan'nel `touch pwned`":
    levels: ["100 %d", "'; system('touch pwned'); '"]
    drift: {up: 0.2, down: 0}
    effects: {pie: {set: [0.1, 1]}}
YAML
    run "$parley" solve nasty.yaml --format svg --quiet
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ -z "$(find . -name pwned)" ]
    xmllint --noout out/nasty/*.svg
    grep -qF '`touch pwned` $(touch pwned) @x ^up _down {a} &amp; ~t \n %s &lt;b> # @chart' out/nasty/values.svg
    grep -q '100 %d' out/nasty/leverage.svg
}
