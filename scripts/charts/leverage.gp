# SPDX-License-Identifier: GPL-3.0-or-later
# For each channel the values of the parties over its levels, other channels at their start, and below them the
# bargaining range, which is often too small to be read beside them. All channels share the two utility axes, so that
# they can be compared.
data = 'leverage.dat'
longest = strlen('bargaining range')
lowest = 0
highest = 0
do for [i = 1:parties] { longest = strlen(value(sprintf('party_%d', i))) > longest ? strlen(value(sprintf('party_%d', i))) : longest }
do for [c = 5:4 + parties] {
    stats data using c name 'column' nooutput
    lowest = column_min < lowest ? column_min : lowest
    highest = column_max > highest ? column_max : highest
}
room = highest > lowest ? 0.06 * (highest - lowest) : 1
stats data using 4 name 'range' nooutput
range_lowest = range_min < 0 ? range_min : 0
range_highest = range_max > 0 ? range_max : 0
range_room = range_highest > range_lowest ? 0.12 * (range_highest - range_lowest) : 1
# About three marks on the axis of the range, at round numbers.
power(step) = 10.0 ** floor(log10(step))
round_step(step) = power(step) * (step / power(step) < 1.5 ? 1 : step / power(step) < 3.5 ? 2 : step / power(step) < 7.5 ? 5 : 10)
range_step = round_step((range_highest - range_lowest + 2 * range_room) / 3.0)

legend = (longest * 0.2 + 1.9) / canvas_width
left = 2.3 / canvas_width
width = (1 - legend - left) / panel_columns
# Names are slanted where they do not fit side by side; the first needs room at the left edge.
array slant[panels]
gap = 0
below = 0
do for [pass = 1:2] { do for [k = 1:panels] {
    last = value(sprintf('levels_%d', k)) - 1
    every = value(sprintf('every_%d', k))
    widest = 0
    do for [level = 0:last:every] { widest = strlen(value(sprintf('short_%d_%d', k, level))) > widest ? strlen(value(sprintf('short_%d_%d', k, level))) : widest }
    slant[k] = width * canvas_width / (last / every + 1) < 0.3 + 0.2 * (widest < 9 ? widest : 9)
    room_left = slanted(strlen(value(sprintf('short_%d_0', k)))) / canvas_width
    if (slant[k] && (k - 1) % panel_columns == 0 && left < room_left) { left = room_left }
    if (slant[k] && (k - 1) % panel_columns > 0 && gap < 0.85 * room_left) { gap = 0.85 * room_left }
    do for [level = 0:last:every] {
        need = slant[k] ? below_slanted(strlen(value(sprintf('short_%d_%d', k, level)))) : below_lines(lines(value(sprintf('level_%d_%d', k, level))))
        below = need > below ? need : below
    }
}
width = (1 - legend - left - gap * (panel_columns - 1)) / panel_columns
}
top = 1 - 2.4 / canvas_height
height = top / panel_rows
tall = height - ((panel_rows > 1 ? 1.2 : 0.2) + below) / canvas_height
upper = 0.66 * tall
lower = 0.28 * tall

set style line 17 linecolor rgb '#000000' dashtype 2 linewidth 2.4 pointtype 15 pointsize 1.2 * dot
set multiplot
set label 1 scenario_title at screen 0.5, 1 - 0.6 / canvas_height center
unset key
do for [k = 1:panels] {
    row = (k - 1) / panel_columns
    column = (k - 1) % panel_columns
    set lmargin at screen left + column * (width + gap)
    set rmargin at screen left + column * (width + gap) + width - 0.4 / canvas_width
    last = value(sprintf('levels_%d', k)) - 1
    start = value(sprintf('start_%d', k))
    every = value(sprintf('every_%d', k))
    set xrange [-0.25 - 0.02 * last:last + 0.25 + 0.02 * last]
    set xtics norotate autojustify nomirror out ()
    do for [level = 0:last:every] { set xtics add ('' level) }
    set title value(sprintf('channel_%d', k)) offset 0, 0.1
    set format y (column == 0 ? '%g' : '')
    if (column == 0) { set ylabel 'Utility per period' } else { unset ylabel }
    set tmargin at screen top - row * height
    set bmargin at screen top - row * height - upper
    set yrange [lowest - room:highest + room]
    set ytics autofreq
    set arrow 1 from first start, graph 0 to first start, graph 1 nohead linecolor rgb '#888888' dashtype 3 linewidth 1
    set label 2 'start' at first start, graph 1 center offset 0, 0.4 textcolor rgb '#555555'
    plot for [i = 1:parties] data index k - 1 using 1:4 + i with linespoints linestyle i
    unset label
    unset title
    set xtics norotate autojustify nomirror out ()
    if (slant[k]) { set xtics rotate by 35 right }
    do for [level = 0:last:every] { set xtics add (tic(value(sprintf(slant[k] ? 'short_%d_%d' : 'level_%d_%d', k, level))) level) }
    if (column == 0) { set ylabel 'Range' }
    set tmargin at screen top - row * height - tall + lower
    set bmargin at screen top - row * height - tall
    set yrange [range_lowest - range_room:range_highest + range_room]
    set ytics range_step
    plot data index k - 1 using 1:4 with linespoints linestyle 17
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
