# SPDX-License-Identifier: GPL-3.0-or-later
# One panel per channel: values of the parties and bargaining range over its levels, other channels at their start.
# All panels share one utility axis, so that channels can be compared.
data = 'leverage.dat'
longest = strlen('bargaining range')
lowest = 0
highest = 0
do for [i = 1:parties] { longest = strlen(value(sprintf('party_%d', i))) > longest ? strlen(value(sprintf('party_%d', i))) : longest }
do for [c = 4:4 + parties] {
    stats data using c name 'column' nooutput
    lowest = column_min < lowest ? column_min : lowest
    highest = column_max > highest ? column_max : highest
}
room = highest > lowest ? 0.06 * (highest - lowest) : 1
set yrange [lowest - room:highest + room]

legend = (longest * 0.2 + 1.9) / canvas_width
left = 1.9 / canvas_width
width = (1 - legend - left) / panel_columns
# Names are slanted where they do not fit side by side; the first needs room at the left edge.
array slant[panels]
do for [k = 1:panels] {
    last = value(sprintf('levels_%d', k)) - 1
    every = value(sprintf('every_%d', k))
    widest = 0
    do for [level = 0:last:every] { widest = strlen(value(sprintf('short_%d_%d', k, level))) > widest ? strlen(value(sprintf('short_%d_%d', k, level))) : widest }
    slant[k] = width * canvas_width / (last / every + 1) < 0.3 + 0.2 * (widest < 9 ? widest : 9)
    room_left = slanted(strlen(value(sprintf('short_%d_0', k)))) / canvas_width
    if (slant[k] && (k - 1) % panel_columns == 0 && left < room_left) { left = room_left }
}
width = (1 - legend - left) / panel_columns
top = 1 - 2.4 / canvas_height
height = top / panel_rows
tall = height - 3.0 / canvas_height

set style line 17 linecolor rgb '#000000' dashtype 2 linewidth 2.4 pointtype 15 pointsize 1.2 * dot
set multiplot
set label 1 scenario_title at screen 0.5, 1 - 0.6 / canvas_height center
unset key
do for [k = 1:panels] {
    row = (k - 1) / panel_columns
    column = (k - 1) % panel_columns
    set lmargin at screen left + column * width
    set rmargin at screen left + (column + 1) * width - 0.4 / canvas_width
    set tmargin at screen top - row * height
    set bmargin at screen top - row * height - tall
    last = value(sprintf('levels_%d', k)) - 1
    start = value(sprintf('start_%d', k))
    every = value(sprintf('every_%d', k))
    set xrange [-0.25 - 0.02 * last:last + 0.25 + 0.02 * last]
    set xtics norotate autojustify nomirror out ()
    if (slant[k]) { set xtics rotate by 35 right }
    do for [level = 0:last:every] { set xtics add (tic(value(sprintf(slant[k] ? 'short_%d_%d' : 'level_%d_%d', k, level))) level) }
    set title value(sprintf('channel_%d', k)) offset 0, 0.1
    if (column == 0) {
        set ylabel 'Utility, average per period'
        set format y '%g'
    } else {
        unset ylabel
        set format y ''
    }
    set arrow 1 from first start, graph 0 to first start, graph 1 nohead linecolor rgb '#888888' dashtype 3 linewidth 1
    set label 2 'start' at first start, graph 1 center offset 0, 0.4 textcolor rgb '#555555'
    plot for [i = 1:parties] data index k - 1 using 1:4 + i with linespoints linestyle i, \
         '' index k - 1 using 1:4 with linespoints linestyle 17
    unset label 1
}
# The legend is a plot of its own, as tall as the picture: gnuplot shows no more entries than fit beside a plot.
unset arrow
unset label
unset title
unset border
unset tics
unset grid
unset xzeroaxis
unset ylabel
set lmargin at screen 1 - legend
set rmargin at screen 1
set tmargin at screen top
set bmargin at screen 0.01
set key at screen 1 - legend + 0.4 / canvas_width, top left top vertical reverse Left samplen 3.5 spacing 1.3
plot NaN notitle, for [i = 1:parties] keyentry with linespoints linestyle i title value(sprintf('party_%d', i)), \
     keyentry with linespoints linestyle 17 title 'bargaining range'
unset multiplot
unset output
