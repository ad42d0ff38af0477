#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
load helper

@test "every deal has its probability in the result, and there is no pie" {
    write_menu
    "$parley" solve menu.yaml --quiet --no-plot
    [ "$(json_get out/menu/result.json deals)" = '{"frozen line": 1.0, "50% split": 0.0, "B'"'"'s plan": 0.0}' ]
    [ "$(json_get out/menu/result.json coalitions)" = "[]" ]
    [ "$(json_get out/menu/result.json proposals 0 deals 'frozen line' acceptance)" = 1.0 ]
    run json_get out/menu/result.json pie
    [ "$status" -ne 0 ]
    run json_get out/menu/result.json proposals 0 shares
    [ "$status" -ne 0 ]
}

@test "the report names the deal, says that there may be other equilibria, and speaks of no share" {
    write_menu
    run "$parley" solve menu.yaml --no-plot --states
    [ "$status" -eq 0 ]
    [[ $output == *"Agreement at once: frozen line."* ]]
    [[ $output == *"50% split"*"0%"* ]]
    [[ $output == *"principal branch"* ]]
    [[ $output != *share* ]]
    [[ $output != *"pie of"* ]]
}

@test "a pie has no deals, neither in the result nor in the report" {
    write_two
    run "$parley" solve two.yaml --no-plot
    [[ $output != *deal* ]]
    run json_get out/two/result.json deals
    [ "$status" -ne 0 ]
}

@test "the chart of deals draws the menu in its order" {
    write_menu
    "$parley" solve menu.yaml --quiet
    [ -s out/menu/deals.png ]
    [ "$(cut -f 1 out/menu/deals.dat)" = "$(printf '# deal\n"frozen line"\n"50%% split"\n"B'"'"'s plan"')" ]
    write_two
    "$parley" solve two.yaml --quiet -o out/menu
    [ ! -e out/menu/deals.png ]
}

@test "check, params and metrics list the deals" {
    write_menu
    run "$parley" check menu.yaml
    [[ $output == *"deals"*"3  frozen line, 50% split, B's plan"* ]]
    "$parley" check menu.yaml --json >size.json
    [ "$(json_get size.json deals 1)" = '"50% split"' ]
    run "$parley" params menu.yaml
    [[ $output == *"outcome.deals.frozen line.utility.B"* ]]
    run "$parley" metrics menu.yaml
    [[ $output == *"deal.B's plan"* ]]
}

@test "explain names the deal that a party settles with" {
    write_menu
    run "$parley" explain menu.yaml --party B
    [[ $output == *"Settles with frozen line"*"utilities"*"A 0.6000"* ]]
    "$parley" explain menu.yaml --json >why.json
    [ "$(json_get why.json parties A settlements 0 deal)" = '"frozen line"' ]
}
