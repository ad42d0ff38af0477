# SPDX-License-Identifier: GPL-3.0-or-later
# A panel per metric: shares of the sample in classes, the middle half of it dark, 5% to 95% paler, the median a line and
# the mean a dot on the axis.
set multiplot
centre = 0.5 * (1.9 + canvas_width - 0.6)
set label 1 scenario_title at screen centre / canvas_width, 1 - 0.5 / canvas_height center
unset key
legend_room = below / canvas_height
top = 1 - (0.65 + 0.45 * lines(scenario_title)) / canvas_height
wide = 1.0 / panel_columns
tall = (top - legend_room) / panel_rows
power(step) = 10.0 ** floor(log10(step))
round_step(step) = power(step) * (step / power(step) < 1.5 ? 1 : step / power(step) < 3.5 ? 2 : step / power(step) < 7.5 ? 5 : 10)
# Is a class inside, by its middle; of a range narrower than a class, does it hold any of it?
inside(x, a, b) = b - a < step ? x + step / 2 >= a && x - step / 2 <= b : x >= a && x <= b
set style fill solid 1 border linecolor rgb '#FFFFFF'
do for [p = 1:panels] {
    row = (p - 1) / panel_columns
    place = (p - 1) % panel_columns
    set lmargin at screen place * wide + 1.9 / canvas_width
    set rmargin at screen (place + 1) * wide - 0.6 / canvas_width
    set tmargin at screen top - row * tall - 0.3 / canvas_height
    set bmargin at screen top - (row + 1) * tall + 1.5 / canvas_height
    set xlabel value(sprintf('metric_%d', p)) offset 0, 0.2
    if (place == 0) { set ylabel 'share of the sample' } else { unset ylabel }
    from = value(sprintf('first_%d', p))
    step = value(sprintf('width_%d', p))
    to = from + step * value(sprintf('bins_%d', p))
    do for [q = 1:5] { eval(sprintf('q%d = value("quantile_%d_%d")', q, p, q)) }
    middle = value(sprintf('mean_%d', p))
    shade(x) = inside(x, q2, q4) ? 0x0072B2 : inside(x, q1, q5) ? 0x7FB8D8 : 0xD5E6F0
    set xrange [from - 0.03 * (to - from):to + 0.03 * (to - from)]
    set yrange [0:*]
    set xtics round_step((to - from) / 4.0)
    set boxwidth step absolute
    set arrow 1 from q3, graph 0 to q3, graph 1 nohead front linecolor rgb '#000000' dashtype 2 linewidth 1.2
    set label 2 at middle, graph 0.02 point linecolor rgb '#D55E00' pointtype 7 pointsize 1.6 * dot front
    plot data index p - 1 using 1:2:(shade($1)) with boxes linecolor rgb variable
    unset label 1
}
unset label 2
unset title; unset border; unset tics; unset arrow 1; unset grid; unset xzeroaxis; unset xlabel; unset ylabel
set xrange [0:1]; set yrange [0:1]
set tmargin at screen legend_room
set bmargin at screen 0
filled(colour) = "fillstyle solid 1 border linecolor rgb '#888888' fillcolor rgb '".colour."'"
eval legend_add('box', filled('#0072B2'), 'middle half')
eval legend_add('box', filled('#7FB8D8'), '5% to 95%')
eval legend_add('box', filled('#D5E6F0'), 'the rest')
eval legend_add('line', "linewidth 1.2 dashtype 2 linecolor rgb '#000000'", 'median')
eval legend_add('point', sprintf("pointtype 7 pointsize %g linecolor rgb '#D55E00'", 1.6 * dot), 'mean')
set label 3 sample_note at screen centre / canvas_width, (0.3 + 0.4 * (note_lines - 0.5)) / canvas_height center font ',7.5' textcolor rgb '#333333'
eval legend_draw(centre, below - 0.4, 5)
plot NaN notitle
unset multiplot
unset output
