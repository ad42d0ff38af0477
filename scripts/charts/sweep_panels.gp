# SPDX-License-Identifier: GPL-3.0-or-later
# A metric against each parameter of a sample: the points, the median of windows that hold a tenth of them, and
# between the dashed lines the middle 80 per cent; of a parameter with few values the same at each of them. Points without an equilibrium are marked on the axis.
data = chart.'.dat'
columns = panels > 3 ? 3 : panels
rows = (panels + columns - 1) / columns
left = 2.4 / canvas_width
width = (1 - left - 0.4 / canvas_width) / columns
wide = width - 0.7 / canvas_width
top = 1 - 1.4 / canvas_height
legend = (2.1 + 0.55 * (uncertified + refused)) / canvas_height
height = (top - legend) / rows
tall = height - 1.5 / canvas_height
set multiplot
set label 1 scenario_title at screen 0.5, 1 - 0.6 / canvas_height center
if (panels < parameters) { set label 2 sprintf('the first %d of %d parameters', panels, parameters) at screen 0.5, 1 - 1.15 / canvas_height center textcolor rgb '#555555' }
parts = 5
room = 0.05 * (high - low)
set yrange [low - room:high + room]
if (regimes) { metric_label = 'agreement'; set yrange [-0.3:2.3]; set ytics ('never' 0, 'later' 1, 'at once' 2) }
set y2range [0:1]
unset xzeroaxis
unset key
size = (points_drawn > 1000 ? 0.3 : 0.55) * dot
do for [p = 1:panels] {
    row = (p - 1) / columns
    column = (p - 1) % columns
    name = sprintf('x%d', p)
    scale = value(name.'_scale')
    discrete = value(name.'_discrete')
    set lmargin at screen left + column * width
    set rmargin at screen left + column * width + wide
    set tmargin at screen top - row * height
    set bmargin at screen top - row * height - tall
    set xlabel value(name.'_label') offset 0, 0.3
    eval marks('x', name)
    if (column == 0) { set ylabel metric_label; set format y '%g' } else { unset ylabel; set format y '' }
    plot data index 2 * p - 2 using (as_drawn(scale, $1)):($2 == 0 ? $3 : NaN) with points pointtype 7 pointsize size linecolor rgb '#8FBBD9', \
         data index 2 * p - 2 using ($2 == 1 ? as_drawn(scale, $1) : NaN):(0) axes x1y2 with points pointtype 2 pointsize 0.8 * dot linecolor rgb '#000000', \
         data index 2 * p - 2 using ($2 == 2 ? as_drawn(scale, $1) : NaN):(0) axes x1y2 with points pointtype 8 pointsize 0.8 * dot linecolor rgb '#000000', \
         for [k = 1:1 - discrete] data index 2 * p - 1 using 1:2 with lines linecolor rgb '#D55E00' dashtype 2 linewidth 1.4, \
         for [k = 1:1 - discrete] data index 2 * p - 1 using 1:4 with lines linecolor rgb '#D55E00' dashtype 2 linewidth 1.4, \
         for [k = 1:1 - discrete] data index 2 * p - 1 using 1:3 with lines linecolor rgb '#000000' linewidth 2.4, \
         for [k = 1:discrete] data index 2 * p - 1 using 1:3:2:4 with yerrorbars pointtype 0 linecolor rgb '#D55E00' linewidth 1.8, \
         for [k = 1:discrete] data index 2 * p - 1 using 1:3 with points pointtype 5 pointsize dot linecolor rgb '#000000'
    unset label
}
unset title
unset xlabel
unset ylabel
unset border
unset tics
unset grid
set xrange [0:1]
set lmargin at screen 0
set rmargin at screen 1
set bmargin at screen 0
set tmargin at screen 1
set key at screen left - 0.6 / canvas_width, legend - 0.4 / canvas_height left top vertical reverse Left samplen 2.5 spacing 1.15
plot NaN notitle, \
     keyentry with points pointtype 7 pointsize 0.8 * dot linecolor rgb '#8FBBD9' title 'points', \
     keyentry with lines linecolor rgb '#000000' linewidth 2.4 title 'median (running, or at each value)', \
     keyentry with lines linecolor rgb '#D55E00' dashtype 2 linewidth 1.4 title 'middle 80 per cent', \
     for [k = 1:uncertified] keyentry with points pointtype 2 pointsize 0.8 * dot linecolor rgb '#000000' title 'no equilibrium found', \
     for [k = 1:refused] keyentry with points pointtype 8 pointsize 0.8 * dot linecolor rgb '#000000' title 'no scenario'
unset multiplot
unset output
