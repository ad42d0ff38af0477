# SPDX-License-Identifier: GPL-3.0-or-later
# Grouped bars: the value of each party beside five axiomatic solutions of the same bargaining problem.
data = 'values.dat'
many = parties > 5
set title scenario_title
set ylabel 'Utility, average per period'
set style data histograms
set style histogram clustered gap 1
set boxwidth 0.9
set style fill pattern 0 border linecolor rgb '#000000'
set key at screen 0.5, 0.2 / canvas_height center bottom horizontal reverse Left maxrows 2 samplen 2.5 width 2
below = 0
do for [i = 1:parties] {
    need = many ? below_slanted(strlen(value(sprintf('party_%d', i)))) : below_lines(lines(value(sprintf('label_%d', i))))
    below = need > below ? need : below
}
set bmargin at screen (1.3 + below) / canvas_height
set rmargin at screen 0.97
# Slanted names need room at the left edge, less what is there between the edge and the first bars.
left = many ? slanted(strlen(party_1)) - 0.6 * (0.97 * canvas_width - 2) / parties : 0
if (left > 2) { set lmargin at screen left / canvas_width }
set yrange [*<0:0<*]
set xrange [-0.6:parties - 0.4]
set xtics scale 0 ()
if (many) { set xtics rotate by 35 right }
do for [i = 1:parties] { set xtics add (tic(value(sprintf(many ? 'party_%d' : 'label_%d', i))) i - 1) }
plot data using 2 linecolor rgb '#0072B2' fillstyle solid 1 border linecolor rgb '#000000' title 'equilibrium value', \
     '' using 3 linecolor rgb '#D55E00' fillstyle pattern 4 title 'Nash', \
     '' using 4 linecolor rgb '#009E73' fillstyle pattern 5 title 'Nash, weighted', \
     '' using 5 linecolor rgb '#CC79A7' fillstyle pattern 2 title 'Kalai-Smorodinsky', \
     '' using 6 linecolor rgb '#E69F00' fillstyle solid 0.35 border linecolor rgb '#000000' title 'egalitarian', \
     '' using 7 linecolor rgb '#56B4E9' fillstyle pattern 7 title 'utilitarian'
unset output
