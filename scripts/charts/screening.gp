# SPDX-License-Identifier: GPL-3.0-or-later
# Morris' plane, a panel per metric: mean size of a parameter's effect to the right, its spread upwards. Below the
# dashed line a parameter acts everywhere alike, above it in a bent way or jointly with others. Names below each panel.
set multiplot
centre = 0.5 * (1.9 + canvas_width - 0.6) / canvas_width
head = 0.75 + 0.45 * lines(scenario_title)
# Steps of 1, 2 or 5 times a power of ten, some four of them.
power(step) = 10.0 ** floor(log10(step))
round_step(step) = power(step) * (step / power(step) < 1.5 ? 1 : step / power(step) < 3.5 ? 2 : step / power(step) < 7.5 ? 5 : 10)
unset key
set style data points
do for [p = 1:panels] {
    many = value(sprintf('bars_%d', p))
    row = (p - 1) / panel_columns
    place = (p - 1) % panel_columns
    wide = 1.0 / panel_columns
    tall = (1 - (head + below) / canvas_height) / panel_rows
    set lmargin at screen place * wide + 1.9 / canvas_width
    set rmargin at screen (place + 1) * wide - 0.6 / canvas_width
    set tmargin at screen 1 - head / canvas_height - row * tall - 0.7 / canvas_height
    set bmargin at screen 1 - head / canvas_height - (row + 1) * tall + (1.7 + 0.48 * bars) / canvas_height
    set title value(sprintf('metric_%d', p)) offset 0, -0.5
    set xlabel 'mu* (mean size of the effect)' offset 0, 0.3
    set ylabel 'sigma (spread)'
    unset label
    if (p == 1) {
        set label 1 scenario_title at screen centre, 1 - 0.5 / canvas_height center
        set label 2 sample_note at screen centre, (0.3 + 0.4 * (note_lines - 0.5)) / canvas_height center font ',7.5' textcolor rgb '#333333'
        eval legend_add('line', "linewidth 1.2 linecolor rgb '#0072B2'", 'standard error of mu*')
        eval legend_add('line', "linewidth 1 dashtype 2 linecolor rgb '#888888'", 'sigma = mu*')
        eval legend_draw(centre * canvas_width, below - 0.4, 2)
    }
    set xrange [*:*]
    set yrange [*:*]
    stats data index p - 1 using ($2 + $3) name 'reach' nooutput
    stats data index p - 1 using 5 name 'spread' nooutput
    widest = 1.12 * reach_max
    highest = 1.25 * (spread_max > 0.3 * widest ? spread_max : 0.3 * widest)
    set xrange [0:widest]
    set yrange [0:highest]
    set xtics round_step(widest / 4.0)
    set ytics round_step(highest / 4.0)
    do for [k = 1:many] {
        set label sprintf('%d  %s', k, value(sprintf('bar_%d_%d', p, k))) at screen place * wide + 0.5 / canvas_width, screen 1 - head / canvas_height - (row + 1) * tall + (0.1 + 0.48 * (bars - k + 0.5)) / canvas_height left
    }
    plot data index p - 1 using 2:5:($2 - $3):($2 + $3) with xerrorbars linecolor rgb '#0072B2' linewidth 1.2 dashtype 1 pointtype 7 pointsize dot, \
         '' index p - 1 using 2:5:(sprintf('%d', $0 + 1)) with labels offset 0.9, 0.6, \
         x with lines linecolor rgb '#888888' dashtype 2 linewidth 1
    if (p == 1) { unset arrow }
}
unset multiplot
unset output
