# SPDX-License-Identifier: GPL-3.0-or-later
# A metric as one parameter varies, the target, and where it is crossed: filled circles where the metric is continuous,
# open ones at either side of a jump.
data = 'threshold.dat'
set title scenario_title
set xlabel parameter_name
set ylabel metric_name
set xrange [from:to]
set offsets 0, 0, graph 0.06, graph 0.06
set key at screen 0.5, 0.2 / canvas_height center bottom horizontal reverse Left samplen 4 width 2
set bmargin at screen 2.7 / canvas_height
set rmargin at screen 0.95
set tmargin at screen 1 - 1.8 / canvas_height
do for [k = 1:crossings < 20 ? crossings : 20] {
    x = value(sprintf('crossing_%d', k))
    set arrow from first x, graph 0 to first x, graph 1 nohead linecolor rgb '#888888' dashtype 3 linewidth 1
    set label sprintf('%.5g', x) at first x, graph 1 center offset 0, 0.7 textcolor rgb '#555555'
}
if (crossings > 0) { set title scenario_title offset 0, 1.1 }
# Without anything to draw the target still is.
plot target with lines linecolor rgb '#D55E00' dashtype 2 linewidth 1.4 title target_name, \
     for [k = 1:seen] data index 0 using 1:2 with lines linestyle 1 notitle, \
     for [k = 1:seen] data index 0 using 1:2 with points linecolor rgb '#0072B2' pointtype 7 pointsize 0.35 * dot notitle, \
     for [k = 1:(crossings > 0)] data index 1 using 1:($4 == 0 ? target : NaN) with points linecolor rgb '#000000' pointtype 7 pointsize 1.2 * dot notitle, \
     for [k = 1:(crossings > 0)] data index 1 using 1:($4 == 1 ? $2 : NaN) with points linecolor rgb '#000000' pointtype 7 pointsize 1.6 * dot notitle, \
     for [k = 1:(crossings > 0)] data index 1 using 1:($4 == 1 ? $2 : NaN) with points linecolor rgb '#FFFFFF' pointtype 7 pointsize 1.0 * dot notitle, \
     for [k = 1:(crossings > 0)] data index 1 using 1:($4 == 1 ? $3 : NaN) with points linecolor rgb '#000000' pointtype 7 pointsize 1.6 * dot notitle, \
     for [k = 1:(crossings > 0)] data index 1 using 1:($4 == 1 ? $3 : NaN) with points linecolor rgb '#FFFFFF' pointtype 7 pointsize 1.0 * dot notitle
unset output
