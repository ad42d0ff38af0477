#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# sweep.nc opens in xarray as it is: axes are coordinates to select by, levels are strings, nothing is taken for
# a date, labels say whose value it is, and a sample becomes a table. Skipped where python3 has no xarray.
load helper

open_with_xarray() {
    for python in python3 /usr/bin/python3; do
        "$python" -c 'import xarray, netCDF4' 2>/dev/null && return
    done
    skip "no python3 with xarray and netCDF4"
}

@test "a grid opens in xarray with numbers and levels as coordinates, and nothing decoded into dates" {
    open_with_xarray
    write_waiting
    "$parley" sweep waiting.yaml --vary start.weather=all --vary A.discount=0.9,0.99 --vary 'period=0.1:1:3' \
        --derive 'B.discount = 0.9 * A.discount' --metric value.A --metric value.B --metric agreement.mean_years \
        --metric agreement.mean_periods --quiet --no-plot -o grid
    "$python" - <<'PY'
import xarray
d = xarray.open_dataset("grid/sweep.nc")
assert d["value.A"].dims == ("start.weather", "A.discount", "period")
assert list(d["start.weather"].values) == ["bad", "good"]
assert d["period"].dtype == "float64" and d["period"].units == "years"
assert d["agreement.mean_years"].dtype == "float64" and d["agreement.mean_years"].units == "years"
waited = d["agreement.mean_periods"].sel({"start.weather": "bad", "A.discount": 0.99, "period": 0.1})
assert waited.item() > 0
assert d["agreement.mean_periods"].sel({"start.weather": "good"}).max().item() == 0
assert (d["status"] == 0).all() and d["status"].flag_meanings.split()[0] == "certified"
assert d["value.A"].long_name != d["value.B"].long_name
assert d.to_dataframe().loc[("bad", 0.99, 0.1), "agreement.mean_periods"] == waited.item()
assert "title: Waiting" in d.attrs["scenario"] and "* A.discount" in d.attrs["design"]
PY
}

@test "a sample opens in xarray as a table, with points that make no scenario as missing" {
    open_with_xarray
    write_waiting
    "$parley" sweep waiting.yaml --over 'A.discount=uniform(0.5, 0.9)' --over 'start.weather=discrete(bad, good)' \
        --derive 'B.discount = 1.25 * A.discount' --samples 64 --metric value.A --quiet --no-plot -o sample
    "$python" - <<'PY'
import xarray
d = xarray.open_dataset("sample/sweep.nc")
t = d.to_dataframe()
assert len(t) == 64 and t["A.discount"].between(0.5, 0.9).all()
assert t["status"].isin([0, 2]).all() and 0 < (t["status"] == 2).sum() < 64
assert (t["value.A"].isna() == (t["A.discount"] >= 0.8)).all()
assert list(d["start.weather"].levels) == ["bad", "good"] and set(t["start.weather"]) == {0, 1}
PY
}
