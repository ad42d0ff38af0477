#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Where a sweep's output goes: names that a library would read in another way, places that cannot be written, and what a
# killed run or a stranger left there.
load helper

few=(--vary A.discount=0.5:0.9:5 --no-plot -q)

@test "output that does not arrive is no success" {
    write_two
    for words in "sweep two.yaml --vary A.discount=0.5:0.9:5 --json --no-plot -o x" "help sweep" "help" "--version" \
        "check two.yaml"; do
        code=0
        "$parley" $words >/dev/full 2>said || code=$?
        [ "$code" -eq 3 ]
        [ "$(grep -c "cannot write to standard output: No space left on device" said)" -eq 1 ]
    done
    "$parley" sweep two.yaml "${few[@]}" --shard 1/1 -o y
}

@test "a folder whose name looks like an address or holds a backslash is a folder" {
    write_two
    "$parley" sweep two.yaml "${few[@]}" -o plain
    for folder in 'a\b' http://x "$PWD/http://y" s3://z d:c; do
        "$parley" sweep two.yaml "${few[@]}" --csv -o "$folder"
        cmp plain/sweep.nc "$folder/sweep.nc"
        rm "$folder"/*.dat
        "$parley" sweep two.yaml "${few[@]}" --dat -o "$folder" --resume # reads it
        cmp plain/sweep.nc "$folder/sweep.nc"
        [ -e "$folder/sweep.dat" ]
    done
}

@test "a link in the place of a temporary file is not followed" {
    write_two
    mkdir out
    echo "not ours" >other
    ln -s ../other out/sweep.nc.tmp
    ln -s ../other out/sweep.csv.tmp
    "$parley" sweep two.yaml "${few[@]}" --csv -o out
    [ "$(cat other)" = "not ours" ]
    [ -L out/sweep.nc.tmp ]
}
