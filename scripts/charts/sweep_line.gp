# SPDX-License-Identifier: GPL-3.0-or-later
# Metrics over one axis. Points without an equilibrium are left out and marked on the axis; where the regime
# changes lines break (a blank line in the data) at a dotted upright.
data = chart.'.dat'
set title scenario_title
set xlabel x_label
set ylabel metric_label
eval marks('x', 'x')
if (x_scale eq 'names' && longest_name('x') * x_names > 80) { set xtics rotate by 35 right }
unset xzeroaxis
entries = (lines_drawn > 1 ? lines_drawn : 0) + uncertified + refused + (changes > 0)
if (regimes) { set ylabel 'agreement'; set yrange [-0.3:2.3]; set ytics ('never' 0, 'later' 1, 'at once' 2) }
set y2range [0:1]
named = x_scale eq 'names'
set rmargin at screen 1 - (entries > 0 ? 6.6 : 0.8) / canvas_width
if (entries > 0) { set key at screen 1 - 6.3 / canvas_width, 1 - 1.6 / canvas_height top left vertical reverse Left samplen 2.6 spacing 1.25 } else { unset key }
dots = points_drawn <= 60 ? 1 : lonely ? 0.4 : 0
x_of(v) = as_drawn(x_scale, v)
plot for [k = 1:changes > 0] data index 1 using 1:(0):(0):(1) axes x1y2 with vectors nohead linecolor rgb '#888888' dashtype 3 linewidth 1.2 title 'regime changes', \
     for [m = 1:named ? 0 : lines_drawn] data index 0 using (x_of($1)):($2 == 0 ? column(2 + m) : NaN) with linespoints linestyle m linewidth 1.8 pointsize dots * dot title (lines_drawn > 1 ? value(sprintf('line_%d', m)) : ''), \
     for [m = 1:named ? lines_drawn : 0] data index 0 using (x_of($1) + 0.06 * (m - 0.5 * (lines_drawn + 1))):($2 == 0 ? column(2 + m) : NaN) with points linestyle m pointsize 1.6 * dot title (lines_drawn > 1 ? value(sprintf('line_%d', m)) : ''), \
     for [k = 1:uncertified] data index 0 using ($2 == 1 ? x_of($1) : NaN):(0) axes x1y2 with points pointtype 2 pointsize 1.4 * dot linewidth 1.5 linecolor rgb '#000000' title 'no equilibrium found', \
     for [k = 1:refused] data index 0 using ($2 == 2 ? x_of($1) : NaN):(0) axes x1y2 with points pointtype 8 pointsize 1.6 * dot linewidth 1.2 linecolor rgb '#000000' title 'no scenario'
unset output
