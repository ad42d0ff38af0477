# SPDX-License-Identifier: GPL-3.0-or-later
# What has become of the talks by each date, stacked: agreed, broken down, quit, still talking. Nothing ends
# between rounds, so the areas have steps. Periods below, years above. Events are marked by numbered lines, a
# surprise by an unbroken one.
data = 'survival.dat'
event_lines = (events + 1) / 2
set title scenario_title offset 0, 0.8
set xlabel 'Periods that have passed'
set ylabel 'Probability'
stats data using 2 name 'periods' nooutput
set yrange [0:1]
set xrange [0:periods_max]
if (periods_max <= 6) { set xtics 1 }
set x2range [0:periods_max * period_years]
set x2tics nomirror out
set x2label 'Years from the start' offset 0, -0.4
set border 7 linewidth 0.8
set grid noytics
set key at screen 0.5, 0.2 / canvas_height center bottom horizontal reverse Left samplen 2 width 2
set lmargin at screen 2.3 / canvas_width
set rmargin at screen 0.96
set tmargin at screen 1 - 2.9 / canvas_height
set bmargin at screen (2.8 + 0.5 * event_lines) / canvas_height
do for [k = 1:events] {
    x = value(sprintf('event_at_%d', k)) / per_period
    surprise = value(sprintf('event_surprise_%d', k))
    set arrow k from first x, graph 0 to first x, graph 1 nohead front linecolor rgb '#000000' dashtype 3 linewidth 1.2
    if (surprise) { set arrow k dashtype 1 }
    set label 100 + k sprintf('%d', k) at first x, graph 0.96 left offset 0.4, 0 front
    set label 200 + k sprintf('%d  ', k).value(sprintf('event_%d', k)).(surprise ? ' (surprise)' : '') \
        at screen (k % 2 ? 0.1 : 0.55), (1.1 + 0.5 * (event_lines - (k - 1) / 2)) / canvas_height left textcolor rgb '#333333'
}
set style fill solid 1 noborder
endings = '"agreed" "broken down" "a party has quit" "still talking"'
colours_of = '#0072B2 #D55E00 #E69F00 #E4E4E4'
shown = '1'.(breaks_down ? ' 2' : '').(quits ? ' 3' : '').' 4'
plot data using 2:(1) with fillsteps fillcolor rgb '#E4E4E4' notitle, \
     '' using 2:5 with fillsteps fillcolor rgb '#E69F00' notitle, \
     '' using 2:4 with fillsteps fillcolor rgb '#D55E00' notitle, \
     '' using 2:3 with fillsteps fillcolor rgb '#0072B2' notitle, \
     '' using 2:3 with steps linecolor rgb '#000000' linewidth 0.8 notitle, \
     '' using 2:4 with steps linecolor rgb '#000000' linewidth 0.8 notitle, \
     '' using 2:5 with steps linecolor rgb '#000000' linewidth 0.8 notitle, \
     for [k in shown] keyentry with boxes fillcolor rgb word(colours_of, int(k)) title word(endings, int(k))
unset output
