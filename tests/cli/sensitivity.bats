#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# parley sensitivity: output, files and exit codes. What the numbers are is tested in unit/sensitivity_command.c.
load helper

two_over=(--over 'A.discount=uniform(0.8, 0.95)' --over 'B.discount=uniform(0.85, 0.97)')

@test "every method reports, writes its files and leaves no journal" {
    write_two
    for method in sobol morris tornado correlation uncertainty; do
        run "$parley" sensitivity two.yaml "${two_over[@]}" --method $method --no-plot -o $method
        [ "$status" -eq 0 ]
        [[ $output == *"Method $method"* && $output == *value.A* && $output == *"certified"* ]]
        for ending in txt json tsv nc dat gp; do [ -s $method/$method.$ending ]; done
        [ ! -e $method/$method.journal ]
        [ "$(json_get $method/$method.json method)" = "\"$method\"" ]
    done
    [ "$(json_get tornado/tornado.json points all)" = 5 ]
    [ "$(json_get sobol/sobol.json points all)" = 4096 ]
    [ "$(json_get morris/morris.json samples)" = 64 ]
    [ "$(cd uncertainty && echo *)" = "uncertainty.dat uncertainty.gp uncertainty.json uncertainty.nc uncertainty.tsv uncertainty.txt" ]
    python3 - <<'PYTHON'
rows = [line.rstrip("\n").split("\t") for line in open("sobol/sobol.tsv")]
assert rows[0] == ["metric", "parameter", "first", "first_low", "first_high", "total", "total_low", "total_high"]
assert rows[1][:2] == ["value.A", "A.discount"] and all(len(row) == 8 for row in rows)
PYTHON
}

@test "the charts can be drawn in every format" {
    write_waiting
    over=(--over 'A.discount=uniform(0.9, 0.99)' --over 'breakdown_risk=uniform(0, 0.1)' --over 'start.weather=discrete(bad:2, good:1)')
    for method in sobol morris tornado correlation uncertainty; do
        "$parley" sensitivity waiting.yaml "${over[@]}" --method $method --format svg -q -o out
        xmllint --noout out/$method.svg
    done
    xmllint --noout out/sobol-spread.svg out/correlation-spread.svg
    "$parley" plot out --chart tornado --format pdf
    [ -s out/tornado.pdf ]
}

@test "charts name every parameter with its unit and its distribution; long numbers are cut in the note alone" {
    write_waiting
    over=(--over 'A.discount_rate=uniform(0.1, 0.9)' --over 'start.weather=discrete(bad:2, good:1)')
    for method in tornado morris uncertainty; do
        "$parley" sensitivity waiting.yaml "${over[@]}" --set A.discount_rate=0.3 --method $method --format pdf -q -o out
        [ -s out/$method.pdf ]
        note=$(sed -n 's/^sample_note = //p' out/$method.gp | sed "s/\xc2\xa0/ /g; s/'.newline.'/ /g")
        [[ $note == *"Uncertain: A.discount_rate (1/year) ~ uniform(0.1, 0.9); start.weather ~ discrete("*":0.3333, "*":0.6667)."* ||
            $note == *"Uncertain: A.discount_rate (1/year) ~ uniform(0.1, 0.9); start.weather ~ discrete("*":0.6667, "*":0.3333)."* ]] ||
            { echo "$note"; return 1; }
    done
    grep -q "^bar_1_[12] = 'A.discount_rate (1/year)'" out/tornado.gp
    grep -q "^bar_1_[12] = 'start.weather'" out/tornado.gp
}

@test "a name that gnuplot could misread stays a name" {
    cat >odd.yaml <<'YAML'
title: "`touch broken` 100% 'quoted' @name"
parties: {"A's 5% `touch broken`": {discount: 0.9}, B: {discount: 0.95}}
outcome: {pie: 1}
YAML
    for method in sobol morris tornado uncertainty; do
        "$parley" sensitivity odd.yaml --over "A's 5% \`touch broken\`.discount=uniform(0.8, 0.95)" --over 'B.discount=uniform(0.8, 0.95)' \
            --method $method --format svg -q -o out
        xmllint --noout out/$method.svg
    done
    [ ! -e out/broken ] && [ ! -e broken ]
}

@test "JSON goes to standard output, and no file is written unless -o asks" {
    write_two
    for threads in 1 3; do
        "$parley" sensitivity two.yaml "${two_over[@]}" --method sobol --samples 64 --metric value.A --json --threads $threads >$threads.json
    done
    cmp 1.json 3.json
    [ ! -e out ]
    "$parley" sensitivity two.yaml "${two_over[@]}" --method sobol --samples 64 --metric value.A --json --seed 2 >other.json
    ! cmp -s 1.json other.json
    "$parley" sensitivity two.yaml "${two_over[@]}" --method sobol --samples 64 --metric value.A --json -o files --no-plot >four.json
    cmp 1.json four.json
    cmp 1.json files/sobol.json
    python3 - <<'PYTHON'
import json
result = json.load(open("1.json"))
assert list(result["metrics"]) == ["value.A"] and result["points"] == {"all": 256, "certified": 256, "uncertified": 0, "refused": 0}
one = result["metrics"]["value.A"]["indices"]["A.discount"]
assert one["first_low"] <= one["first"] <= one["first_high"] and one["total_low"] <= one["total"] <= one["total_high"]
assert 0 < one["first"] < 1
PYTHON
}

@test "--exceeds says how likely a condition is, with its error" {
    write_waiting
    run "$parley" sensitivity waiting.yaml --over 'leverage.weather.drift.up=uniform(0.05, 0.5)' --method uncertainty \
        --exceeds 'agreement.mean_years<=0.5' --exceeds 'value.A>5' -o out --no-plot
    [ "$status" -eq 0 ]
    [[ $output == *"agreement.mean_years<=0.5"* ]]
    python3 - <<'PYTHON'
import json
# Talks go on with the chance q = 0.98 (1 - up) a round, so that the mean date given an agreement is 1 / (1 - q) months:
# six where q = 5/6, less for a larger `up`.
first, second = json.load(open("out/uncertainty.json"))["chances"]
up = 1 - (5 / 6) / 0.98
exact = (0.5 - up) / 0.45
assert abs(first["value"] - exact) <= 4 * first["error"], (first, exact)
assert 0 < first["low"] < first["value"] < first["high"] < 1 and first["points"] == 1024
assert second["value"] == 0 and second["error"] == 0 and second["high"] > 0
PYTHON
}

@test "what cannot be asked is bad input, says what would be right and writes nothing" {
    write_two
    run "$parley" sensitivity two.yaml --method sobol
    [ "$status" -eq 2 ]
    [[ $output == *"--over 'A.discount=uniform("* ]]
    run "$parley" sensitivity two.yaml "${two_over[@]}"
    [ "$status" -eq 2 ]
    [[ $output == *"sobol, morris, tornado, correlation and uncertainty"* ]]
    run "$parley" sensitivity two.yaml "${two_over[@]}" --method sobel
    [ "$status" -eq 2 ]
    [[ $output == *"did you mean 'sobol'?"* ]]
    run "$parley" sensitivity two.yaml "${two_over[@]}" --method sobol --samples 0
    [ "$status" -eq 2 ]
    [[ $output == *"--samples wants a whole number from 1"* ]]
    run "$parley" sensitivity two.yaml --over 'A.discont=uniform(0.8, 0.9)' --method sobol
    [ "$status" -eq 2 ]
    [[ $output == *"did you mean 'A.discount'?"* ]]
    run "$parley" sensitivity two.yaml --over 'A.discount=unifrom(0.8, 0.9)' --method sobol
    [ "$status" -eq 2 ]
    [[ $output == *uniform* ]]
    run "$parley" sensitivity two.yaml --over 'A.discount=uniform(0.8, 1.9)' --method sobol
    [ "$status" -eq 2 ]
    run "$parley" sensitivity two.yaml "${two_over[@]}" --method tornado --quantiles 0.9:0.1
    [ "$status" -eq 2 ]
    [[ $output == *"0.05:0.95"* ]]
    run "$parley" sensitivity two.yaml "${two_over[@]}" --method uncertainty --exceeds 'agreement.mean_yeras<=1'
    [ "$status" -eq 2 ]
    [[ $output == *"agreement.mean_years"* ]]
    run "$parley" sensitivity two.yaml "${two_over[@]}" --method sobol --samples 1000000000
    [ "$status" -eq 2 ]
    [[ $output == *"of memory"* ]]
    [ ! -e out ]
}

@test "with no certified point the exit code is 1" {
    cat >votes.yaml <<'YAML'
parties: {A: {discount: 0.9}, B: {discount: 0.95}}
agreement: {quota: 2}
outcome: {pie: 1}
YAML
    run "$parley" sensitivity votes.yaml --over 'A.votes=discrete(0, 0.5)' --method uncertainty --samples 16
    [ "$status" -eq 1 ]
    [[ $output == *"make no scenario"* && $output == *"none of the 16 points is certified"* ]]
}

@test "killed, it goes on with --resume to the same bytes" {
    write_anchored
    over=(--over 'One.discount=uniform(0.85, 0.97)' --over 'Two.loss_aversion=uniform(0, 2)' --over 'Two.susceptibility=uniform(0.2, 0.9)')
    python3 - "$parley" "${over[@]}" >codes <<'PYTHON'
import os, signal, subprocess, sys, time
for which in (signal.SIGKILL, signal.SIGINT):
    child = subprocess.Popen([sys.argv[1], "sensitivity", "anchored.yaml", *sys.argv[2:], "--method", "sobol", "--samples", "4000",
                              "-o", "out", "--quiet", "--no-plot", "--resume"], stderr=subprocess.DEVNULL)
    size, end = (os.path.getsize("out/sobol.journal") if os.path.exists("out/sobol.journal") else 0), time.time() + 60
    while child.poll() is None and time.time() < end:
        if os.path.exists("out/sobol.journal") and os.path.getsize("out/sobol.journal") > size + 20000:
            child.send_signal(which)
            break
        time.sleep(0.01)
    print(child.wait())
PYTHON
    [ "$(echo $(cat codes))" = "-9 130" ]
    [ -s out/sobol.journal ]
    run "$parley" sensitivity anchored.yaml "${over[@]}" --method sobol --samples 4000 -o out --quiet --no-plot
    [ "$status" -eq 2 ]
    "$parley" sensitivity anchored.yaml "${over[@]}" --method sobol --samples 4000 -o out --quiet --no-plot --resume
    "$parley" sensitivity anchored.yaml "${over[@]}" --method sobol --samples 4000 -o whole --quiet --no-plot
    for file in sobol.json sobol.tsv sobol.txt; do cmp out/$file whole/$file; done
    [ ! -e out/sobol.journal ]
}
