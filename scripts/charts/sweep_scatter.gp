# SPDX-License-Identifier: GPL-3.0-or-later
# Points of a sample of two parameters, as light as the metric is high, and the density of either parameter
# along its axis. Crosses have no equilibrium, triangles no scenario.
data = chart.'.dat'
cm_x(c) = c / canvas_width
cm_y(c) = c / canvas_height
left = 2.4
wide = 10.4
low_edge = 2.9
tall = 8.2
side = 1.7
parts = 6
set multiplot
set label 1 scenario_title at screen 0.5, 1 - cm_y(0.6) center
unset xzeroaxis
unset grid
if (regimes) { set palette defined (0 '#440154', 1 '#440154', 1 '#21918C', 2 '#21918C', 2 '#FDE725', 3 '#FDE725'); set cbrange [-0.5:2.5] } else { set cbrange [low:high] }
x_of(v) = as_drawn(x_scale, v)
y_of(v) = as_drawn(y_scale, v)
# the density of x, above
set lmargin at screen cm_x(left)
set rmargin at screen cm_x(left + wide)
set bmargin at screen cm_y(low_edge + tall + 0.25)
set tmargin at screen cm_y(low_edge + tall + 0.25 + side)
eval marks('x', 'x')
set border 1 linewidth 0.8
unset xtics
unset ytics
set yrange [0:*]
unset key
set style fill solid 1 border linecolor rgb '#FFFFFF'
plot data index 1 using (($1 + $2) / 2):($3 / 2):1:2:(0):3 with boxxyerror fillcolor rgb '#888888' linecolor rgb '#FFFFFF'
unset label 1
# the density of y, on the right
set lmargin at screen cm_x(left + wide + 0.25)
set rmargin at screen cm_x(left + wide + 0.25 + side)
set bmargin at screen cm_y(low_edge)
set tmargin at screen cm_y(low_edge + tall)
set border 2 linewidth 0.8
set xrange [0:*]
eval range_of('y', 'y')
plot data index 2 using ($3 / 2):(($1 + $2) / 2):(0):3:1:2 with boxxyerror fillcolor rgb '#888888' linecolor rgb '#FFFFFF'
# the points
set border 3 linewidth 0.8
set lmargin at screen cm_x(left)
set rmargin at screen cm_x(left + wide)
set xtics nomirror out
set ytics nomirror out
eval marks('x', 'x')
eval marks('y', 'y')
set xlabel x_label
set ylabel y_label
set colorbox user origin cm_x(left + wide + side + 0.7), cm_y(low_edge) size cm_x(0.5), cm_y(tall)
if (regimes) { set cbtics ('never' 0, 'later' 1, 'at once' 2) }
set cblabel (regimes ? 'agreement' : metric_label) offset 0.5, 0
set key at screen cm_x(left + wide / 2), cm_y(0.2) center bottom vertical reverse Left samplen 1.5 width 2
size = (points_drawn > 3000 ? 0.35 : points_drawn > 1500 ? 0.6 : 0.9) * dot
plot data index 0 using (x_of($1)):(y_of($2)):($3 == 0 ? $4 : NaN) with points pointtype 7 pointsize size linecolor palette notitle, \
     for [k = 1:uncertified] '' index 0 using ($3 == 1 ? x_of($1) : NaN):(y_of($2)) with points pointtype 2 pointsize 1.5 * size linecolor rgb '#000000' title 'no equilibrium found', \
     for [k = 1:refused] '' index 0 using ($3 == 2 ? x_of($1) : NaN):(y_of($2)) with points pointtype 8 pointsize 1.5 * size linecolor rgb '#888888' title 'no scenario'
unset multiplot
unset output
