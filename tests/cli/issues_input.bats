#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Issues as input: faults of the file and of --set reach the user with their place and change nothing, and
# every value on issues is listed.
load helper

write_issues() {
    cat >issues.yaml <<'YAML'
parties:
  A: {discount: 0.9, issues: {territory: {ideal: 100, salience: 0.5}, alignment: {ideal: 1}}}
  B: {discount: 0.9, issues: {territory: {ideal: 0, exponent: 1}, alignment: {ideal: 0}}}
outcome:
  issues: {territory: {range: [0, 100], unit: "%"}, alignment: {range: [0, 1], exponent: 1}}
  deals:
    frozen line: {at: {territory: 40, alignment: 0.5}}
anchors:
  demands: {by: A, at: {territory: 100, alignment: 1}}
YAML
}

@test "a file with issues is checked and its values are listed" {
    write_issues
    run "$parley" check issues.yaml
    [ "$status" -eq 0 ]
    run "$parley" params issues.yaml
    [ "$status" -eq 0 ]
    [[ $output == *"A.issues.territory.ideal"*"A.issues.territory.exponent"*"not given"* ]]
    [[ $output == *"outcome.issues.territory.range.low"*"outcome.issues.alignment.exponent"* ]]
    [[ $output == *"outcome.deals.frozen line.at.alignment"* ]]
    [[ $output == *"anchors.demands.at.territory"* ]]
}

@test "params without a file lists the patterns of issues" {
    run "$parley" params
    for pattern in outcome.issues.ISSUE.range.low outcome.issues.ISSUE.range.high outcome.issues.ISSUE.exponent \
        PARTY.issues.ISSUE.ideal PARTY.issues.ISSUE.salience PARTY.issues.ISSUE.exponent \
        outcome.deals.NAME.at.ISSUE anchors.ANCHOR.at.ISSUE; do
        [[ $output == *"$pattern "* ]]
    done
}

@test "an ideal point outside the range is shown at its place, and nothing is written" {
    write_issues
    sed -i 's/ideal: 100/ideal: 120/' issues.yaml
    run "$parley" solve issues.yaml
    [ "$status" -eq 2 ]
    [[ $output == *"issues.yaml:2:50: error: the ideal point of party 'A' on 'territory' is 120; it must be in the range of the issue, [0, 100]"* ]]
    [ ! -e out ]
}

@test "every fault of the issues comes in one run" {
    write_issues
    sed -i 's/\[0, 1\]/[1, 0]/; s/B: {discount: 0.9, .*/B: {discount: 0.9}/; s/territory: 40, //; s/at: {territory: 100, alignment: 1}/shares: {A: 1}/' issues.yaml
    run "$parley" check issues.yaml
    [ "$status" -eq 2 ]
    [[ $output == *"issues.yaml:3:3: error: party 'B' needs 'issues'"*"'territory', 'alignment'"* ]]
    [[ $output == *"issues.yaml:5:72: error: the range [1, 0] of issue 'alignment' must go from low to high"* ]]
    [[ $output == *"issues.yaml:7:19: error: deal 'frozen line' needs a position on every issue, and there is none on 'territory'"* ]]
    [[ $output == *"issues.yaml:9:20: error: 'shares' of anchor 'demands' are parts of a pie"* ]]
    [ "$(grep -c error: <<<"$output")" -eq 4 ]
}

@test "an assignment that leaves a position outside the range is refused" {
    write_issues
    run "$parley" check issues.yaml --set outcome.issues.territory.range.high=30
    [ "$status" -eq 2 ]
    [[ $output == *"the position of deal 'frozen line' on 'territory' is 40; it must be in the range of the issue, [0, 30]"* ]]
    run "$parley" check issues.yaml --set A.issues.territory.salience=0 --set A.issues.alignment.salience=0
    [ "$status" -eq 2 ]
    [[ $output == *"the saliences of party 'A' are all 0"* ]]
    run "$parley" check issues.yaml --set A.issues.territory.exponent=3 --set "outcome.deals.frozen line.at.territory=50"
    [ "$status" -eq 0 ]
}
