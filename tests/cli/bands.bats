#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# parley sweep with --vary and --over together: the same sample at every place of a grid, its bands and the chances of
# conditions. Known answers: the first of Rubinstein's two gets (1 - d2) / (1 - d1 d2), which falls in d2, so that with d2
# uniform its quantiles and chances are known at every d1; and sweeps of the sample alone at each place.
load helper

first=(--vary First.discount=0.5,0.7,0.9)
second=(--over 'Second.discount=uniform(0.8, 0.95)')

@test "the numbers are those of separate sweeps of the sample: bit for bit from the beginning, else to 1e-8" {
    write_two
    write_waiting
    for name in two waiting; do
        for way in "" --cold; do
            for design in sobol lhs random; do
                over=(--over 'B.discount=uniform(0.8, 0.95)' --over 'pie=triangular(1, 1.2, 2)' --design $design --samples 70 --seed 4)
                [ $name = two ] || over=(--over 'B.discount=uniform(0.8, 0.99)' --design $design --samples 70 --seed 4)
                "$parley" sweep $name.yaml --vary A.discount=0.8:0.95:4 --vary breakdown_risk=0.01,0.1 "${over[@]}" $way --csv -q \
                    --no-plot -o both
                rm -rf parts
                for a in 0.8 0.85 0.9 0.95; do
                    for risk in 0.01 0.1; do
                        "$parley" sweep $name.yaml --set A.discount=$a --set breakdown_risk=$risk "${over[@]}" $way --csv -q \
                            --no-plot -o parts/$a.$risk
                    done
                done
                python3 - "$way" <<'PY'
import csv, sys
rows = list(csv.DictReader(open("both/sweep.csv")))
assert len(rows) == 4 * 2 * 70
for p, place in enumerate((a, r) for a in ("0.8", "0.85", "0.9", "0.95") for r in ("0.01", "0.1")):
    part = list(csv.DictReader(open("parts/%s.%s/sweep.csv" % place)))
    for s, (one, other) in enumerate(zip(rows[p * 70:(p + 1) * 70], part, strict=True)):
        assert abs(float(one["A.discount"]) - float(place[0])) < 1e-15 and float(one["breakdown_risk"]) == float(place[1])
        for key in other:
            if key == "epsilon" and not sys.argv[1]: continue
            if sys.argv[1] or key in ("status", "B.discount", "pie"):
                assert one[key] == other[key], (place, s, key, one[key], other[key])
            else:
                assert one[key] == other[key] or abs(float(one[key]) - float(other[key])) < 1e-8, (place, s, key)
PY
            done
        done
    done
}

# Sweeps of rubinstein.yaml with many seeds into DESIGN.SEED/.
rubinstein() { # DESIGN SAMPLES SEEDS
    for seed in $(seq "$3"); do
        "$parley" sweep "$root/models/classics/rubinstein.yaml" "${first[@]}" "${second[@]}" --design "$1" --samples "$2" \
            --seed "$seed" --metric value.First --exceeds 'value.First>=0.5' --exceeds 'value.First<0.25' -q --no-plot -o "$1.$seed"
    done
}

@test "bands and chances of Rubinstein's game lie within their errors of the closed form; Sobol' points come closer" {
    rubinstein random 256 40
    rubinstein lhs 256 5
    rubinstein sobol 256 5
    python3 - <<'PY'
import csv, glob
value = lambda d1, d2: (1 - d2) / (1 - d1 * d2)
def quantile(d1, p): return value(d1, 0.95 - p * 0.15)
def above(d1, v): return min(max(((1 - v) / (1 - d1 * v) - 0.8) / 0.15, 0), 1)  # value >= v: d2 <= (1 - v) / (1 - d1 v)
def study(pattern):
    error, inside, chances, hit, places = 0, 0, 0, 0, 0
    for path in glob.glob(pattern):
        for r in csv.DictReader(open(path + "/bands.csv")):
            d1 = float(r["First.discount"])
            assert int(r["counted"]) == 256 and r["metric"] == "value.First"
            for q in ("05", "25", "50", "75", "95"):
                exact = quantile(d1, int(q) / 100)
                error += abs(float(r["q" + q]) - exact)
                inside += float(r["q" + q + "_low"]) <= exact <= float(r["q" + q + "_high"])
                places += 1
        for r in csv.DictReader(open(path + "/chances.csv")):
            d1, n, met = float(r["First.discount"]), int(r["counted"]), int(r["met"])
            exact = above(d1, 0.5) if ">" in r["condition"] else 1 - above(d1, 0.25)
            p = float(r["chance"])
            assert p == met / n and abs(float(r["chance_error"]) - (p * (1 - p) / n) ** 0.5) < 1e-15
            hit += float(r["chance_low"]) - 1e-12 <= exact <= float(r["chance_high"]) + 1e-12
            chances += 1
            if "random" not in pattern: assert abs(p - exact) <= 2 / 256, r
    return error / places, inside / places, hit / chances
random, inside, hit = study("random.*")
assert inside > 0.92 and hit > 0.92, (inside, hit)
for design in ("lhs", "sobol"):
    error, inside, hit = study(design + ".*")
    assert inside == 1 and hit == 1 and error < random / 8, (design, error, random)
PY
}

@test "one thread and five, shards that are killed and resumed: the same bytes in every file" {
    write_anchored
    args=(anchored.yaml --vary One.discount=0.85,0.95 --vary start.front=all --over 'anchoring.fade=uniform(0, 1)'
        --over 'Two.loss_aversion=uniform(0, 2)' --samples 300 --exceeds 'value.One>=0.5' --no-plot -q)
    "$parley" sweep "${args[@]}" --threads 1 -o one
    "$parley" sweep "${args[@]}" --threads 5 -o five
    for k in 1 2 3; do
        "$parley" sweep "${args[@]}" --shard $k/3 -o shards &
        pid=$!
        sleep 0.08
        kill -KILL $pid 2>/dev/null || true
        wait $pid || true
        "$parley" sweep "${args[@]}" --shard $k/3 --resume -o shards
    done
    "$parley" merge shards/*.journal --no-plot -q -o merged
    for other in five merged; do
        for file in one/*; do cmp "$file" "$other/${file#one/}"; done
    done
    [ -e one/bands.csv ] && [ -e one/chances.csv ] && [ -e one/chance-value-One-ge-0-5.dat ]
}

@test "killed and resumed as a whole: the same bytes; another sample is refused" {
    write_two
    args=(two.yaml --vary A.discount=0.5:0.99:100 --over 'B.discount=uniform(0.5, 0.99)' --samples 512 --no-plot -q)
    "$parley" sweep "${args[@]}" -o whole
    kills=0
    for try in $(seq 40); do
        "$parley" sweep "${args[@]}" -o part --resume --threads $((1 + try % 2)) &
        pid=$!
        sleep 0.0$((2 + RANDOM % 7))
        kill -KILL $pid 2>/dev/null || true
        struck=0
        wait $pid || struck=$?
        [ $struck -ne 0 ] || break
        kills=$((kills + 1))
        if [ $kills -eq 1 ] && [ -e part/sweep.journal ]; then
            run "$parley" sweep "${args[@]}" --seed 0 -o part --resume
            [[ $status -eq 2 && $output == *"the design differs"* ]]
        fi
    done
    [ $struck -eq 0 ] || "$parley" sweep "${args[@]}" -o part --resume
    [ $kills -ge 1 ]
    for file in whole/*; do cmp "$file" "part/${file#whole/}"; done
}

@test "chances are printed, in JSON, and drawn of any condition afterwards" {
    write_two
    args=(two.yaml "${second[@]/Second/B}" --samples 64 --no-plot)
    output=$("$parley" sweep "${args[@]}" --vary A.discount=0.5,0.9 --exceeds 'value.A >= 0.3' -o out 2>said)
    [[ $output == *"Chance of value.A >= 0.3, with its standard error and 95% interval"* ]]
    [[ $output == *"A.discount  chance   error    from      to  counted  undefined"* ]]
    [ "$(grep -cE ' 64 +0$' <<<"$output")" -eq 2 ]
    [[ $output != *"not defined"* ]]
    "$parley" sweep "${args[@]}" --vary A.discount=0.5,0.9 --exceeds 'value.A>=0.3' --exceeds 'agreement.ever=1' --json -o json >r.json
    python3 - <<'PY'
import csv, json
r = json.load(open("r.json"))
assert r["complete"] and len(r["chances"]) == 4
for c, row in zip(r["chances"], csv.DictReader(open("json/chances.csv")), strict=True):
    assert c["condition"] == row["condition"] and c["at"] == {"A.discount": float(row["A.discount"])}
    assert [c["chance"], c["low"], c["high"], c["error"]] == [float(row[k]) for k in ("chance", "chance_low", "chance_high", "chance_error")]
    assert c["points"] == 64 and c["low"] <= c["chance"] <= c["high"]
assert [c["chance"] for c in r["chances"][2:]] == [1, 1]
PY
    "$parley" plot out --metric 'value.B<0.5' -q
    [ -s out/chance-value-B-lt-0-5.png ]
    run "$parley" plot out --metric 'valeu.B<0.5'
    [[ $status -eq 2 && $output == *"did you mean 'value.B'"* ]]
    # a sample alone has one place
    "$parley" sweep "${args[@]}" --exceeds 'value.A>=0.3' --json -o alone >r.json
    [ "$(json_get r.json chances 0 at)" = "{}" ]
    [ -e alone/chances.csv ] && [ ! -e alone/bands.csv ]
    # a condition's metric is kept besides those asked for, and the numbers are the same with and without it
    "$parley" sweep "${args[@]}" --vary A.discount=0.5,0.9 --metric value.B -q -o without
    "$parley" sweep "${args[@]}" --vary A.discount=0.5,0.9 --metric value.B --exceeds 'value.A>=0.3' --csv -q -o with
    head -1 with/sweep.csv | grep -q '"value.B","value.A"$'
    cmp <(grep '^"value.B"' with/bands.csv) <(grep '^"value.B"' without/bands.csv)
}

@test "points that make no scenario or are not defined are left out and counted" {
    write_majority
    "$parley" sweep majority.yaml --vary A.votes=1,2,4 --over 'agreement.quota=uniform(2, 6)' --samples 64 --metric value.A \
        --exceeds 'value.A>=0.3' -q --csv -o out
    python3 - <<'PY'
import csv
rows = list(csv.DictReader(open("out/sweep.csv")))
for r in csv.DictReader(open("out/bands.csv")):
    here = [q for q in rows if q["A.votes"] == r["A.votes"]]
    values = sorted(float(q["value.A"]) for q in here if q["status"] == "certified")
    assert len(values) == int(r["counted"]) == 64 - int(r["refused"]) and (int(r["refused"]) > 0) == (r["A.votes"] != "4")
    assert abs(float(r["mean"]) - sum(values) / len(values)) < 1e-12
    assert values[0] <= float(r["q05"]) <= float(r["q50_low"]) <= float(r["q50"]) <= float(r["q95"]) <= values[-1]
chances = list(csv.DictReader(open("out/chances.csv")))
assert [c["refused"] for c in chances] == [r["refused"] for r in csv.DictReader(open("out/bands.csv"))]
PY
    grep -q '^refused = 1' out/bands-value-A.gp
}

@test "the chances that are printed say how many points are counted and how many are not defined, as chances.csv does" {
    write_waiting
    echo 'surprises: [{at: 3, change: {breakdown_risk: 0.3}}]' >>waiting.yaml
    "$parley" sweep waiting.yaml --vary A.discount=0.9,0.99 --over 'breakdown_risk=uniform(0, 0.9)' --samples 64 --no-plot \
        --exceeds 'surprise.A.1<-0.01' --exceeds 'value.A>=0.5' -o out >said
    python3 - <<'PY'
import csv
rows = list(csv.DictReader(open("out/chances.csv")))
said = [l.split() for l in open("said") if l.split() and l.split()[0] in ("0.9", "0.99") and len(l.split()) == 7]
assert len(rows) == len(said) == 4
for row, line in zip(rows, said):
    assert float(line[0]) == float(row["A.discount"]) and line[5:] == [row["counted"], row["undefined"]]
    assert float(row["chance"]) == int(row["met"]) / int(row["counted"]) and int(row["counted"]) == 64
assert any(int(r["undefined"]) > 0 for r in rows[:2]) and all(r["undefined"] == "0" for r in rows[2:]), rows
PY
    [ "$(grep -c "A point at which the metric is not defined is counted and does not meet the condition" said)" -eq 1 ]
}

@test "every kind of chart is drawn: bands, shares, chances, maps of medians and widths, one place" {
    write_waiting
    over=(--over 'B.discount=uniform(0.8, 0.99)' --over 'breakdown_risk=uniform(0, 0.9)' --samples 32 --exceeds 'agreement.mean_years<=0.3' -q)
    "$parley" sweep waiting.yaml --vary A.discount=0.8:0.99:6 "${over[@]}" -o line
    "$parley" sweep waiting.yaml --vary start.weather=all "${over[@]}" -o names
    "$parley" sweep waiting.yaml --vary A.discount=0.9 "${over[@]}" -o place
    "$parley" sweep waiting.yaml --vary A.discount=0.8:0.99:5 --vary leverage.weather.drift.up=0.001:0.9:4 "${over[@]}" -o map
    for picture in line/bands-value line/bands-agreement-mean_years line/shares-regime line/chance-agreement-mean_years-le-0-3 \
        names/bands-value names/shares-regime place/bands-value map/median-value-A map/width-value-A map/likeliest-regime \
        map/chance-agreement-mean_years-le-0-3; do
        [ -s $picture.png ] || { echo "no $picture.png"; ls "${picture%/*}"; return 1; }
    done
    # the data of a chart are those of bands.csv
    python3 - <<'PY'
import csv
blocks = open("line/bands-value.dat").read().strip().split("\n\n\n")
rows = [r for r in csv.DictReader(open("line/bands.csv"))]
for block, metric in zip(blocks, ("value.A", "value.B"), strict=True):
    lines = [l.split("\t") for l in block.split("\n") if not l.startswith("#")]
    for line, r in zip(lines, [r for r in rows if r["metric"] == metric], strict=True):
        keys = ["A.discount", "counted", "uncertified", "refused", "undefined", "q50", "q50_low", "q50_high", "q05", "q25", "q75", "q95", "mean", "mean_error"]
        assert [float(v) for v in line] == [float(r[k]) for k in keys]
PY
    "$parley" plot map --metric value.B -q
    [ -s map/median-value-B.png ] && [ -s map/width-value-B.png ]
}

@test "a metric of two values is drawn as its mean, one that spreads as bands; a note names what is sampled" {
    "$parley" sweep "$root/models/istanbul-2022.yaml" --vary start.text=all --over 'Ukraine.discount_rate=loguniform(0.1, 2)' \
        --over 'start.front=discrete(Kyiv held:1, advance on Kyiv:3)' --samples 64 --exceeds 'agreement.mean_years>=0.5' -q --format pdf -o out
    grep -q '^mean_1 = 1$' out/bands-agreement-ever.gp
    grep -q "^panel_1 = 'mean of agreement.ever (probability)'" out/bands-agreement-ever.gp
    grep -q '^mean_1 = 0$' out/bands-value.gp
    for chart in bands-agreement-ever bands-value chance-agreement-mean_years-ge-0-5; do
        [ -s out/$chart.pdf ]
        note=$(sed -n 's/^sample_note = //p' out/$chart.gp | sed "s/\xc2\xa0/ /g; s/'.newline.'/ /g")
        [[ $note == *"sample of 64 at every place: Ukraine.discount_rate (1/year) ~ loguniform(0.1, 2); start.front ~ discrete(advance on Kyiv:0.75, Kyiv held:0.25)."* ]] ||
            { echo "$note"; return 1; }
    done
    # what is drawn is the mean of bands.csv with its error
    python3 - <<'PY'
import csv
line = [l.split("\t") for l in open("out/bands-agreement-ever.dat") if not l.startswith("#")]
rows = [r for r in csv.DictReader(open("out/bands.csv")) if r["metric"] == "agreement.ever"]
assert len(line) == 2 and [(float(l[12]), float(l[13])) for l in line] == [(float(r["mean"]), float(r["mean_error"])) for r in rows]
assert 0 < float(line[0][12]) < 1
PY
}

refused() { # WORDS ARGUMENTS...
    local words=$1
    shift
    run "$parley" sweep "$@" -o refused
    [ "$status" -eq 2 ] || { echo "exit $status: $*"; return 1; }
    [[ $output == *"$words"* ]] || { echo "$output"; return 1; }
    [ ! -e refused/sweep.journal ]
}

@test "what is of a sample wants one; a parameter varies in one way; what does not fit the disk is refused" {
    write_two
    for option in "--samples 16" "--design sobol" "--seed 3" "--seed 0" "--exceeds value.A>=0.5"; do
        refused "${option%% *} is about a sample, and nothing is sampled: --over is missing" two.yaml --vary A.discount=0.5:0.9:5 $option
    done
    refused "'A.discount' is varied on an axis and given a distribution" two.yaml --vary A.discount=0.5,0.9 \
        --over 'A.discount=uniform(0.5, 0.9)'
    refused "two ways to say one thing" two.yaml --vary A.discount=0.5,0.9 --over 'A.discount_rate=uniform(0.5, 0.9)'
    refused "is not a condition" two.yaml --vary A.discount=0.5,0.9 "${second[@]/Second/B}" --exceeds value.A
    refused "did you mean 'value.A'" two.yaml --vary A.discount=0.5,0.9 "${second[@]/Second/B}" --exceeds 'valeu.A>1'
    refused "more than 2^64 points" two.yaml --vary A.discount=0.5:0.9:9000000 --vary pie=1:2:9000000 "${second[@]/Second/B}" \
        --samples 1000000
    refused "larger than the disk: " two.yaml --vary A.discount=0.5:0.99:9000000 "${second[@]/Second/B}" --samples 9000000
    [[ $output == *"81000000000000 points x "*" bytes = "*" are free"* ]]
}

@test "a study holds both, with seed 0; the command line adds what is missing" {
    write_two
    cat >study.yaml <<'YAML'
design: lhs
samples: 32
seed: 0
vary: {A.discount: [0.5, 0.9]}
over: {B.discount: "uniform(0.8, 0.95)"}
exceeds: [value.A>=0.3]
YAML
    "$parley" sweep two.yaml --design study.yaml -q --no-plot -o study
    words=(--vary A.discount=0.5,0.9 --over 'B.discount=uniform(0.8, 0.95)' --design lhs --samples 32 --exceeds 'value.A>=0.3' -q --no-plot)
    "$parley" sweep two.yaml "${words[@]}" --seed 0 -o words
    "$parley" sweep two.yaml "${words[@]}" -o one
    for file in study/*; do cmp "$file" "words/${file#study/}"; done
    ! cmp -s words/sweep.nc one/sweep.nc
    "$parley" sweep two.yaml --design study.yaml --seed 1 -q --no-plot -o again
    cmp again/sweep.nc one/sweep.nc
    printf 'vary: {A.discount: [0.5, 0.9]}\n' >grid.yaml
    "$parley" sweep two.yaml --design grid.yaml --over 'B.discount=uniform(0.8, 0.95)' --samples 32 -q --no-plot -o added
    "$parley" sweep two.yaml --vary A.discount=0.5,0.9 --over 'B.discount=uniform(0.8, 0.95)' --samples 32 -q --no-plot -o said
    cmp added/sweep.nc said/sweep.nc
    refused "--samples is about a sample" two.yaml --design grid.yaml --samples 32
}

@test "ncdump reads as documentation" {
    write_two
    "$parley" sweep two.yaml --vary A.discount=0.5,0.9 --over 'B.discount=uniform(0.8, 0.95)' --samples 32 -q --no-plot -o out
    ncdump -h out/sweep.nc >head
    for line in 'A.discount = 2 ;' 'sample = 32 ;' 'double A.discount(A.discount) ;' 'double B.discount(sample) ;' \
        'double value.A(A.discount, sample) ;' 'B.discount:kind = "parameter" ;' ':kind = "grid of samples" ;'; do
        grep -qF "$line" head
    done
}

@test "models/studies/anchoring-patience.yaml answers as it says" {
    "$parley" sweep "$root/models/deep-anchoring.yaml" --design "$root/models/studies/anchoring-patience.yaml" --csv -q --no-plot -o out
    python3 - <<'PY'
import csv
bands = {(r["metric"], int(float(r["anchoring.depth"]))): r for r in csv.DictReader(open("out/bands.csv"))}
chances = {int(float(r["anchoring.depth"])): r for r in csv.DictReader(open("out/chances.csv"))}
months = lambda depth, q: round(12 * float(bands["agreement.mean_years", depth][q]), 1)
assert months(1, "q50") == 2 and round(months(12, "q50")) == 5
assert (months(1, "q95"), int(months(6, "q95")), int(months(12, "q95"))) == (2, 12, 25)
assert all(float(chances[d]["chance"]) == 0 for d in range(1, 6))
assert round(float(chances[6]["chance"]), 2) == 0.14 and round(float(chances[6]["chance_error"]), 2) == 0.02
assert abs(float(chances[12]["chance"]) - 1 / 3) < 0.02 and round(float(chances[12]["chance_error"]), 2) == 0.03
rows = list(csv.DictReader(open("out/sweep.csv")))
assert len(rows) == 12 * 256 and all(r["status"] == "certified" for r in rows)
ratio = lambda r: float(r["Russia.discount_rate"]) / float(r["Ukraine.discount_rate"])
assert all((ratio(r) > 1.8) == (float(r["regime"]) == 2) for r in rows)
assert round(sum(ratio(r) > 1.8 for r in rows) / len(rows), 2) == 0.27
assert max(ratio(r) for r in rows if r["anchoring.depth"] == "6" and float(r["agreement.mean_years"]) >= 1) < 0.34
PY
}
