# SPDX-License-Identifier: GPL-3.0-or-later
# Grouped bars: the value of each party, a bar for every scenario.
data = 'compare.dat'
many = parties > 5
longest = 0
do for [c = 1:shown] { if (strlen(value(sprintf('column_%d', c))) > longest) { longest = strlen(value(sprintf('column_%d', c))) } }
legend_columns = longest > 28 ? 1 : longest > 16 ? 2 : 3
legend_rows = (shown + legend_columns - 1) / legend_columns
set title scenario_title
set ylabel 'Value (utility, average per period)'
set style data histograms
set style histogram clustered gap 1
set boxwidth 0.9
set style fill solid 1 border linecolor rgb '#000000'
set key at screen 0.5, 0.2 / canvas_height center bottom horizontal reverse Left maxrows legend_rows samplen 2.5 width 2
set bmargin at screen ((many ? 2.8 : 1.5) + 0.4 * legend_rows) / canvas_height
set rmargin at screen 0.97
left = many ? slanted(strlen(party_1)) - 0.6 * (0.97 * canvas_width - 2) / parties : 0
if (left > 2) { set lmargin at screen left / canvas_width }
set yrange [*<0:0<*]
set xrange [-0.6:parties - 0.4]
set xtics scale 0 ()
if (many) { set xtics rotate by 35 right }
do for [i = 1:parties] { set xtics add (tic(value(sprintf(many ? 'party_%d' : 'label_%d', i))) i - 1) }
fill(c) = c < 9 ? 1.0 : c < 17 ? 0.6 : 0.3
plot for [c = 1:shown] data using (column(c + 1)) linecolor rgb word(colours, (c - 1) % 8 + 1) fillstyle solid fill(c) border linecolor rgb '#000000' title value(sprintf('column_%d', c))
unset output
