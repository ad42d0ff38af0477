# SPDX-License-Identifier: GPL-3.0-or-later
# A panel for each issue: on top what is settled, below it a line for each party: its ideal point, what it
# proposes at the start (a triangle that stands on the bar), and a bar for what it would accept at the start with
# the other issues as settled on average. Only what is drawn somewhere has its entry in the legend.
data = 'positions.dat'
longest = strlen('settlement')
do for [i = 1:parties] { longest = strlen(value(sprintf('party_%d', i))) > longest ? strlen(value(sprintf('party_%d', i))) : longest }
rows = (issues + columns - 1) / columns
top = 1 - 1.7 / canvas_height
legend_room = 1.8 / canvas_height
height = (top - legend_room) / rows
tall = height - 1.8 / canvas_height
left = (0.6 + 0.2 * longest) / canvas_width
width = 1.0 / columns
set multiplot
set label 1 scenario_title at screen 0.5, 1 - 0.6 / canvas_height center
unset key
unset xzeroaxis
unset grid
set grid xtics linecolor rgb '#BBBBBB' linewidth 0.6 dashtype 1
set yrange [parties + 0.6:-0.6]
set border 1 linewidth 0.8
set ytics scale 0 ()
set ytics add ('settlement' 0)
do for [i = 1:parties] { set ytics add (tic(value(sprintf('party_%d', i))) i) }
colour(i) = word(colours, (i - 1) % 8 + 1)
half = 0.24
# About five marks on an axis, at round numbers.
power(step) = 10.0 ** floor(log10(step))
round_step(step) = power(step) * (step / power(step) < 1.5 ? 1 : step / power(step) < 3.5 ? 2 : step / power(step) < 7.5 ? 5 : 10)
do for [k = 1:issues] {
    row = (k - 1) / columns
    col = (k - 1) % columns
    low = value(sprintf('low_%d', k))
    high = value(sprintf('high_%d', k))
    edge = 0.02 * (high - low)
    set xrange [low - edge:high + edge]
    set xtics round_step((high - low) / 6.0)
    set xlabel value(sprintf('issue_%d', k))
    set lmargin at screen col * width + left
    set rmargin at screen (col + 1) * width - 0.7 / canvas_width
    set tmargin at screen top - row * height
    set bmargin at screen top - row * height - tall
    plot for [i = 1:parties] data index 2 * k - 2 every ::i::i using 2:(i):3:4:(i - half):(i + half) with boxxyerror fillstyle solid 0.25 noborder linecolor rgb colour(i), \
         '' index 2 * k - 2 every ::0::0 using 2:(0):3:4:(-half):(half) with boxxyerror fillstyle solid 0.3 noborder linecolor rgb '#000000', \
         '' index 2 * k - 2 every ::0::0 using 2:(0) with points pointtype 13 pointsize 2.4 * dot linecolor rgb '#000000', \
         for [i = 1:parties] '' index 2 * k - 2 every ::i::i using 2:(i) with points pointtype 7 pointsize 2 * dot linecolor rgb colour(i), \
         for [i = 1:parties] '' index 2 * k - 1 using ($1 == i ? $2 : NaN):(i - half - 0.05) with points pointtype 11 pointsize 2.2 * dot linecolor rgb colour(i)
    unset label 1
}
# The legend is a plot of its own.
unset border
unset tics
unset grid
unset xlabel
set lmargin at screen 0
set rmargin at screen 1
set bmargin at screen 0
set tmargin at screen legend_room
set yrange [0:1]
set key at screen 0.5, 0.2 / canvas_height center bottom vertical maxrows 2 reverse Left samplen 2 spacing 1.2 width -3
plot NaN notitle, \
     keyentry with points pointtype 7 pointsize 2 * dot linecolor rgb '#555555' title 'ideal point', \
     for [k = 1:proposals] keyentry with points pointtype 11 pointsize 2.2 * dot linecolor rgb '#555555' title 'proposed at the start', \
     for [k = 1:bars] keyentry with boxes fillstyle solid 0.25 noborder linecolor rgb '#555555' title 'accepted at the start'.(issues > 1 ? ' (rest as settled)' : ''), \
     for [k = 1:settles] keyentry with points pointtype 13 pointsize 2.4 * dot linecolor rgb '#000000' title 'settled: mean, lowest to highest'
unset multiplot
unset output
