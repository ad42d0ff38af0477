# SPDX-License-Identifier: GPL-3.0-or-later
# A panel per channel: how likely it is at each of its levels at the start of each period, given that talks
# still go on. Stacked, from the first level at the bottom; later levels are darker.
data = 'occupancy.dat'
longest = 0
do for [p = 1:panels] { do for [l = 1:value(sprintf('levels_%d', p))] {
    longest = strlen(value(sprintf('level_%d_%d', p, l))) > longest ? strlen(value(sprintf('level_%d_%d', p, l))) : longest } }
left = 1.9 / canvas_width
legend = (1.6 + 0.2 * longest) / canvas_width
width = (1 - left) / panel_columns
top = 1 - 1.9 / canvas_height
height = top / panel_rows
tall = height - (panel_rows > 1 ? 2.4 : 1.7) / canvas_height
# From yellow by green to blue, as dark as the level is high: apart without colour too.
mix(from, to, f) = int(from + (to - from) * f + 0.5)
shade(f) = f < 0.5 ? 65536 * mix(254, 65, 2 * f) + 256 * mix(240, 171, 2 * f) + mix(190, 150, 2 * f) : 65536 * mix(65, 12, 2 * f - 1) + 256 * mix(171, 44, 2 * f - 1) + mix(150, 132, 2 * f - 1)
colour(l, levels) = shade((l - 1.0) / (levels - 1))
stats data index 0 using 1 name 'dates' nooutput
set multiplot
set label 1 scenario_title at screen 0.5, 1 - 0.6 / canvas_height center
set xrange [0:dates_max]
if (dates_max <= 6) { set xtics 1 }
set yrange [0:1]
set ytics 0, 0.2, 1
unset grid
set style fill solid 1 noborder
do for [p = 1:panels] {
    row = (p - 1) / panel_columns
    column = (p - 1) % panel_columns
    levels = value(sprintf('levels_%d', p))
    set lmargin at screen left + column * width
    set rmargin at screen left + (column + 1) * width - legend
    set tmargin at screen top - row * height
    set bmargin at screen top - row * height - tall
    set title value(sprintf('channel_%d', p)) offset 0, -0.2
    set xlabel 'Date ('.unit.')' offset 0, 0.3
    if (column == 0) { set ylabel 'Chance while talks go on'; set format y '%g' } else { unset ylabel; set format y '' }
    set key at screen left + (column + 1) * width - legend + 0.3 / canvas_width, top - row * height top left vertical invert reverse Left samplen 1.5 spacing 1.15
    plot for [l = levels:1:-1] data index p - 1 using 1:2 + l with fillsteps fillcolor rgb colour(l, levels) notitle, \
         for [l = 1:levels - 1] '' index p - 1 using 1:2 + l with steps linecolor rgb '#FFFFFF' linewidth 1 dashtype 1 notitle, \
         for [l = 1:levels] keyentry with boxes fillcolor rgb colour(l, levels) title value(sprintf('level_%d_%d', p, l))
    unset label 1
}
unset multiplot
unset output
