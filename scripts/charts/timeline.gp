# SPDX-License-Identifier: GPL-3.0-or-later
# A panel per party: what talks that still go on are worth at each date, and what it gets by an agreement
# then; means, and bands that hold half and four fifths of what is possible. Panels of issues show where they
# agree. Events are marked by numbered lines, a surprise by an unbroken one; what is drawn of an agreement needs some chance of one then.
data = 'timeline.dat'
least = 1e-6
event_lines = (events + 1) / 2
left = 2.2 / canvas_width
width = (1 - left) / panel_columns
legend_room = (1.7 + 0.5 * event_lines) / canvas_height
top = 1 - 2.2 / canvas_height
height = (top - legend_room) / panel_rows
tall = height - (panel_rows > 1 ? 2.4 : 1.7) / canvas_height
value_colour = '#0072B2'
terms_colour = '#D55E00'
stats data index 0 using 1 name 'dates' nooutput
# Panels of parties share an axis. What is all at one number gets some room about it.
lowest = 1e300
highest = -1e300
do for [p = 1:party_panels] { do for [c = 3:14] {
    stats data index value(sprintf('block_%d', p)) using (c < 9 || $16 > least ? column(c) : $3) name 'cells' nooutput
    if (exists('cells_records') && cells_records > 0) {
        lowest = cells_min < lowest ? cells_min : lowest
        highest = cells_max > highest ? cells_max : highest
    }
} }
room = highest - lowest > 1e-6 * size ? 0.08 * (highest - lowest) : 0.1 * size
last = dates_max
do for [k = 1:events] { last = value(sprintf('event_at_%d', k)) > last ? value(sprintf('event_at_%d', k)) : last }
set xrange [0:1.02 * last]
if (last <= 6) { set xtics 1 }
set multiplot
set label 1 scenario_title at screen 0.5, 1 - 0.6 / canvas_height center
unset key
do for [k = 1:events] {
    x = value(sprintf('event_at_%d', k))
    surprise = value(sprintf('event_surprise_%d', k))
    set arrow k from first x, graph 0 to first x, graph 1 nohead linecolor rgb '#555555' dashtype 3 linewidth 1.2
    if (surprise) { set arrow k dashtype 1 }
    set label 100 + k sprintf('%d', k) at first x, graph 1 center offset 0, 0.4 textcolor rgb '#333333'
}
few = dates_records > 40 ? dates_records / 20 : 1
do for [p = 1:panels] {
    row = (p - 1) / panel_columns
    column = (p - 1) % panel_columns
    of_party = p <= party_panels
    block = value(sprintf('block_%d', p))
    set lmargin at screen left + column * width
    set rmargin at screen left + (column + 1) * width - (panels > party_panels ? 1.7 : 0.5) / canvas_width
    set tmargin at screen top - row * height
    set bmargin at screen top - row * height - tall
    set title value(sprintf('panel_%d', p)) offset 0, (events > 0 ? 0.5 : -0.2)
    set xlabel 'Date ('.unit.')' offset 0, 0.3
    if (column == 0) { set ylabel (of_party ? 'Utility, average per period' : 'Position') } else { unset ylabel }
    if (of_party) { set yrange [lowest - room:highest + room] } else { set yrange [value(sprintf('low_%d', p)):value(sprintf('high_%d', p))] }
    if (of_party && column > 0 && panels == party_panels) { set format y '' } else { set format y '%g' }
    plot data index block using 1:4:8 with filledcurves fillcolor rgb value_colour fillstyle transparent solid 0.15 noborder, \
         '' index block using 1:5:7 with filledcurves fillcolor rgb value_colour fillstyle transparent solid 0.25 noborder, \
         '' index block using 1:($16 > least ? $10 : NaN):14 with filledcurves fillcolor rgb terms_colour fillstyle transparent solid 0.15 noborder, \
         '' index block using 1:($16 > least ? $11 : NaN):13 with filledcurves fillcolor rgb terms_colour fillstyle transparent solid 0.25 noborder, \
         '' index block using 1:3 with lines linecolor rgb value_colour linewidth 2 dashtype 1, \
         '' index block using 1:($16 > least ? $9 : NaN) with lines linecolor rgb terms_colour linewidth 1.6 dashtype 2, \
         '' index block using 1:($16 > least ? $9 : NaN) every few with points linecolor rgb terms_colour pointtype 7 pointsize dot
    unset label 1
}
unset arrow
unset label
unset title
unset border
unset tics
unset grid
unset xzeroaxis
unset xlabel
unset ylabel
set lmargin at screen 0
set rmargin at screen 1
set bmargin at screen 0
set tmargin at screen legend_room
set xrange [0:1]
set yrange [0:1]
set key at screen 0.5, 0.2 / canvas_height center bottom vertical maxrows 2 reverse Left samplen 3 spacing 1.2
do for [k = 1:events] {
    set label k sprintf('%d  ', k).value(sprintf('event_%d', k)).(value(sprintf('event_surprise_%d', k)) ? ' (surprise)' : '') \
        at screen (k % 2 ? 0.09 : 0.55), (1.5 + 0.5 * (event_lines - (k - 1) / 2)) / canvas_height left textcolor rgb '#333333'
}
plot NaN with lines notitle, \
     keyentry with lines linecolor rgb value_colour linewidth 2 dashtype 1 title 'value while talks go on: mean', \
     keyentry with boxes fillcolor rgb value_colour fillstyle solid 0.3 noborder title '25 to 75 and 10 to 90 per cent', \
     for [k = 1:agrees] keyentry with linespoints linecolor rgb terms_colour linewidth 1.6 dashtype 2 pointtype 7 pointsize dot title 'agreed at that date: mean', \
     for [k = 1:agrees] keyentry with boxes fillcolor rgb terms_colour fillstyle solid 0.3 noborder title '25 to 75 and 10 to 90 per cent'
unset multiplot
unset output
