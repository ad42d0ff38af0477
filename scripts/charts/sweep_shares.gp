# SPDX-License-Identifier: GPL-3.0-or-later
# Shares of the regimes in the sample, stacked over one axis. Marks on the axis: some of the sample is left out.
# The legend and the note stand below, in centimetres as in the charts of bands.
data = chart.'.dat'
head = 0.45 * (lines(scenario_title) - 1)
centre = 0.5 * (left_room + canvas_width - right_room)
set label 1 scenario_title at screen centre / canvas_width, 1 - 0.6 / canvas_height center
set label 2 sample_note at screen centre / canvas_width, (0.3 + 0.4 * (note_lines - 0.5)) / canvas_height center font ',7.5' textcolor rgb '#333333'
set lmargin at screen left_room / canvas_width
set rmargin at screen 1 - right_room / canvas_width
set tmargin at screen 1 - (1.3 + head) / canvas_height
set bmargin at screen (below + 1.7 + name_room) / canvas_height
set xlabel x_label offset 0, 0.3
set ylabel 'share of the sample'
eval marks('x', 'x')
named = x_scale eq 'names'
if (slanted_names) { set xtics rotate by 35 right }
unset xzeroaxis
unset grid
marked = uncertified + refused > 0
set yrange [-0.08 * marked:1]
set y2range [-0.08 * marked:1]
set ytics 0, 0.2
x_of(v) = as_drawn(x_scale, v)
never = '#440154'
later = '#21918C'
soon = '#FDE725'
black = "linecolor rgb '#000000' "
filled(colour) = "fillstyle solid 1 border linecolor rgb '#000000' fillcolor rgb '".colour."'"
mark(type, size) = sprintf('pointtype %d pointsize %g linewidth 1.3 ', type, size * dot).black
if (is_soon) { eval legend_add('box', filled(soon), 'in the first round, if ever') }
if (is_later) { eval legend_add('box', filled(later), 'agreement later') }
if (is_never) { eval legend_add('box', filled(never), 'no agreement') }
if (uncertified) { eval legend_add('point', mark(2, 1.2), 'no equilibrium at some of the sample') }
if (refused) { eval legend_add('point', mark(8, 1.4), 'no scenario at some of the sample') }
eval legend_draw(centre, below - 0.3, legend_columns)
plot for [k = 1:1 - named] data index 0 using (x_of($1)):10:13 with filledcurves fillstyle solid 1 noborder fillcolor rgb soon notitle, \
     for [k = 1:1 - named] data index 0 using (x_of($1)):7:10 with filledcurves fillstyle solid 1 noborder fillcolor rgb later notitle, \
     for [k = 1:1 - named] data index 0 using (x_of($1)):(0):7 with filledcurves fillstyle solid 1 noborder fillcolor rgb never notitle, \
     for [k = 1:1 - named] data index 0 using (x_of($1)):10 with lines linecolor rgb '#FFFFFF' linewidth 1.2 notitle, \
     for [k = 1:1 - named] data index 0 using (x_of($1)):7 with lines linecolor rgb '#FFFFFF' linewidth 1.2 notitle, \
     for [k = 1:named] data index 0 using 1:10:($1 - 0.35):($1 + 0.35):10:13 with boxxyerror fillstyle solid 1 noborder linecolor rgb soon notitle, \
     for [k = 1:named] data index 0 using 1:7:($1 - 0.35):($1 + 0.35):7:10 with boxxyerror fillstyle solid 1 noborder linecolor rgb later notitle, \
     for [k = 1:named] data index 0 using 1:7:($1 - 0.35):($1 + 0.35):(0):7 with boxxyerror fillstyle solid 1 noborder linecolor rgb never notitle, \
     for [k = 1:uncertified] data index 0 using ($3 > 0 ? x_of($1) : NaN):(-0.045) axes x1y2 with points pointtype 2 pointsize 1.2 * dot linewidth 1.3 linecolor rgb '#000000' notitle, \
     for [k = 1:refused] data index 0 using ($4 > 0 ? x_of($1) : NaN):(-0.045) axes x1y2 with points pointtype 8 pointsize 1.4 * dot linewidth 1.3 linecolor rgb '#000000' notitle
unset output
