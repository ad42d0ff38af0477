# SPDX-License-Identifier: GPL-3.0-or-later
# Cumulative probability of each ending by date: steps, since something can end only in a round.
data = 'dates.dat'
endings = 'agreement breakdown quitting'
shown = '1'.(breaks_down ? ' 2' : '').(quits ? ' 3' : '')
set title scenario_title
set xlabel 'Date ('.unit.' from the start)'
set ylabel 'Probability by that date'
set yrange [0:1.02]
set xrange [0:*]
set key at screen 0.5, 0.2 / canvas_height center bottom horizontal reverse Left samplen 4 width 2
set rmargin at screen 0.96
set bmargin at screen 2.5 / canvas_height
stats data using 1 name 'dates' nooutput
between = dates_records > 30 ? dates_records / 15 : 1
plot for [k in shown] data using 1:(column(int(k) + 2)) with steps linestyle int(k) dashtype 1 notitle, \
     for [k in shown] '' using 1:(column(int(k) + 2)) every between with points linestyle int(k) notitle, \
     for [k in shown] keyentry with linespoints linestyle int(k) dashtype 1 title word(endings, int(k))
unset output
