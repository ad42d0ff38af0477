# SPDX-License-Identifier: GPL-3.0-or-later
# Morris' plane, a panel per metric: mean size of a parameter's effect to the right, its spread upwards. Below the
# dashed line a parameter acts everywhere alike, above it in a bent way or jointly with others. Names below each panel.
set multiplot layout panel_rows, panel_columns title scenario_title
unset key
set style data points
do for [p = 1:panels] {
    many = value(sprintf('bars_%d', p))
    row = (p - 1) / panel_columns
    place = (p - 1) % panel_columns
    wide = 1.0 / panel_columns
    tall = (1 - 2.0 / canvas_height) / panel_rows
    set lmargin at screen place * wide + 1.9 / canvas_width
    set rmargin at screen (place + 1) * wide - 0.6 / canvas_width
    set tmargin at screen 1 - 1.2 / canvas_height - row * tall - 0.7 / canvas_height
    set bmargin at screen 1 - 1.2 / canvas_height - (row + 1) * tall + (1.7 + 0.48 * bars) / canvas_height
    set title value(sprintf('metric_%d', p)) offset 0, -0.5
    set xlabel 'mu* (mean size of the effect)' offset 0, 0.3
    set ylabel 'sigma (spread)'
    unset label
    if (p == 1) { set label 1 'lines: standard errors of mu*; dashed: sigma = mu*' at screen 0.5, 0.4 / canvas_height center }
    set xrange [*:*]
    set yrange [*:*]
    stats data index p - 1 using ($2 + $3) name 'reach' nooutput
    stats data index p - 1 using 5 name 'spread' nooutput
    widest = 1.12 * reach_max
    highest = 1.25 * (spread_max > 0.3 * widest ? spread_max : 0.3 * widest)
    set xrange [0:widest]
    set yrange [0:highest]
    do for [k = 1:many] {
        set label sprintf('%d  %s', k, value(sprintf('bar_%d_%d', p, k))) at screen place * wide + 1.9 / canvas_width, screen 1 - 1.2 / canvas_height - (row + 1) * tall + (0.1 + 0.48 * (bars - k + 0.5)) / canvas_height left
    }
    plot data index p - 1 using 2:5:($2 - $3):($2 + $3) with xerrorbars linecolor rgb '#0072B2' linewidth 1.2 dashtype 1 pointtype 7 pointsize dot, \
         '' index p - 1 using 2:5:(sprintf('%d', $0 + 1)) with labels offset 0.9, 0.6, \
         x with lines linecolor rgb '#888888' dashtype 2 linewidth 1
}
unset multiplot
unset output
