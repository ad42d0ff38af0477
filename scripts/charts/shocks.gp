# SPDX-License-Identifier: GPL-3.0-or-later
# A panel per surprise: the value of each party just before and just after it, given that talks still go on.
data = 'shocks.dat'
lowest = 0
highest = 0
do for [c = 2:3] {
    stats data using c name 'column' nooutput
    lowest = column_min < lowest ? column_min : lowest
    highest = column_max > highest ? column_max : highest
}
left = 2.3 / canvas_width
width = (1 - left) / panel_columns
legend_room = 1.2 / canvas_height
top = 1 - 2.6 / canvas_height
height = (top - legend_room) / panel_rows
longest = 0
do for [i = 1:parties] { longest = strlen(value(sprintf('party_%d', i))) > longest ? strlen(value(sprintf('party_%d', i))) : longest }
tall = height - ((parties > 5 ? 0.8 + 0.12 * longest : 1.4) + (panel_rows > 1 ? 1.2 : 0)) / canvas_height
many = parties > 5
# Differences stand upright where there is no room for them side by side.
crowded = width * canvas_width / parties < 2.1
room = highest > lowest ? (crowded ? 0.45 : 0.12) * (highest - lowest) : 1
set multiplot
set label 1 scenario_title at screen 0.5, 1 - 0.5 / canvas_height center
unset key
set style data histograms
set style histogram clustered gap 1
set boxwidth 0.9
set yrange [lowest - (lowest < 0 ? room : 0):highest + room]
set xrange [-0.6:parties - 0.4]
set xtics scale 0 ()
if (many) { set xtics rotate by 35 right }
do for [i = 1:parties] { set xtics add (tic(value(sprintf(many ? 'party_%d' : 'label_%d', i))) i - 1) }
above(a, b) = a > b ? (a > 0 ? a : 0) : b > 0 ? b : 0
change(a, b) = abs(b - a) < 5e-4 ? '0' : sprintf('%+.3f', b - a)
do for [p = 1:panels] {
    row = (p - 1) / panel_columns
    column = (p - 1) % panel_columns
    set lmargin at screen left + column * width
    set rmargin at screen left + (column + 1) * width - 0.5 / canvas_width
    set tmargin at screen top - row * height
    set bmargin at screen top - row * height - tall
    set title value(sprintf('shock_%d', p)).newline.sprintf('(talks still go on with chance %.2g)', value(sprintf('going_%d', p))) offset 0, -0.2
    if (column == 0) { set ylabel 'Utility, average per period'; set format y '%g' } else { unset ylabel; set format y '' }
    plot data index p - 1 using 2 linecolor rgb '#B0B0B0' fillstyle solid 1 border linecolor rgb '#000000' notitle, \
         '' index p - 1 using 3 linecolor rgb '#0072B2' fillstyle solid 1 border linecolor rgb '#000000' notitle, \
         '' index p - 1 using 0:(crowded ? NaN : above($2, $3)):(change($2, $3)) with labels offset 0, 0.7 notitle, \
         '' index p - 1 using 0:(crowded ? above($2, $3) : NaN):(change($2, $3)) with labels left rotate by 90 offset 0, 0.4 notitle
    unset label 1
}
unset title
unset border
unset tics
unset grid
unset xzeroaxis
unset ylabel
set lmargin at screen 0
set rmargin at screen 1
set bmargin at screen 0
set tmargin at screen legend_room
set yrange [0:1]
set key at screen 0.5, 0.2 / canvas_height center bottom horizontal reverse Left samplen 2 width 2
plot NaN with lines notitle, \
     keyentry with boxes linecolor rgb '#B0B0B0' fillstyle solid 1 border linecolor rgb '#000000' title 'just before', \
     keyentry with boxes linecolor rgb '#0072B2' fillstyle solid 1 border linecolor rgb '#000000' title 'just after'
unset multiplot
unset output
