# SPDX-License-Identifier: GPL-3.0-or-later
# A panel per metric: the parameters that move it most, as bars to the left and to the right of 0.
data = 'elasticity.dat'
longest = 0
do for [p = 1:panels] { do for [k = 1:value(sprintf('bars_%d', p))] {
    letters = strlen(value(sprintf('bar_%d_%d', p, k)))
    longest = letters > longest ? letters : longest
} }
left = (0.7 + 0.185 * longest) / canvas_width
top = 1 - 1.3 / canvas_height
legend_room = (kinks ? 1.1 : 0.3) / canvas_height
height = (top - legend_room) / panels
set multiplot
set label 1 scenario_title at screen 0.5, 1 - 0.5 / canvas_height center
unset key
unset xzeroaxis
unset grid
set grid xtics linecolor rgb '#BBBBBB' linewidth 0.6 dashtype 1
set border 1 linewidth 0.8
set arrow 1 from 0, graph 0 to 0, graph 1 nohead linewidth 0.8 linecolor rgb '#000000' front
set lmargin at screen left
set rmargin at screen 1 - 0.9 / canvas_width
power(step) = 10.0 ** floor(log10(step))
round_step(step) = power(step) * (step / power(step) < 1.5 ? 1 : step / power(step) < 3.5 ? 2 : step / power(step) < 7.5 ? 5 : 10)
half = 0.36
do for [p = 1:panels] {
    many = value(sprintf('bars_%d', p))
    set xrange [*:*]
    set yrange [*:*]
    stats data index p - 1 using 3 name 'effect' nooutput
    low = effect_min < 0 ? effect_min : 0
    high = effect_max > 0 ? effect_max : 0
    room = 0.24 * (high - low)
    set xrange [low - (low < 0 ? room : 0):high + (high > 0 ? room : 0)]
    set xtics round_step((high - low) / 4.0)
    set yrange [many + 0.6:0.4]
    set ytics scale 0 ()
    do for [k = 1:many] { set ytics add (tic(value(sprintf('bar_%d_%d', p, k))) k) }
    set tmargin at screen top - (p - 1) * height - 0.75 / canvas_height
    set bmargin at screen top - p * height + 1.0 / canvas_height
    set title 'What one per cent more does to '.value(sprintf('metric_%d', p)) offset 0, -0.5
    plot data index p - 1 using ($3 > 0 && $5 == 0 ? $3 : NaN):($0 + 1):(0):3:($0 + 1 - half):($0 + 1 + half) with boxxyerror linecolor rgb '#0072B2' fillstyle solid 1 border linecolor rgb '#000000', \
         '' index p - 1 using ($3 < 0 && $5 == 0 ? $3 : NaN):($0 + 1):3:(0):($0 + 1 - half):($0 + 1 + half) with boxxyerror linecolor rgb '#D55E00' fillstyle solid 1 border linecolor rgb '#000000', \
         '' index p - 1 using ($3 > 0 && $5 == 1 ? $3 : NaN):($0 + 1):(0):3:($0 + 1 - half):($0 + 1 + half) with boxxyerror linecolor rgb '#0072B2' fillstyle pattern 4 border linecolor rgb '#000000', \
         '' index p - 1 using ($3 < 0 && $5 == 1 ? $3 : NaN):($0 + 1):3:(0):($0 + 1 - half):($0 + 1 + half) with boxxyerror linecolor rgb '#D55E00' fillstyle pattern 4 border linecolor rgb '#000000', \
         '' index p - 1 using ($3 > 0 ? $3 : NaN):($0 + 1):(sprintf('%+.2g', $3)) with labels left offset 0.4, 0, \
         '' index p - 1 using ($3 < 0 ? $3 : NaN):($0 + 1):(sprintf('%+.2g', $3)) with labels right offset -0.4, 0
    unset label 1
}
if (kinks) { set label 2 'hatched: less of it has another effect than more of it; the steeper is shown' at screen 0.5, 0.5 / canvas_height center; unset title; unset border; unset tics; unset arrow 1; unset grid; set tmargin at screen legend_room; set bmargin at screen 0; plot NaN notitle }
unset multiplot
unset output
