# SPDX-License-Identifier: GPL-3.0-or-later
# Shares of the regimes in the sample, stacked over one axis. Marks on the axis: some of the sample is left out.
data = chart.'.dat'
head = 0.45 * (lines(scenario_title) - 1)
set label 1 scenario_title at screen 0.5, 1 - 0.6 / canvas_height center
set label 2 sprintf('the same sample of %d at every place; standard error of a share at most %.2g', samples, error) at screen 0.5, 1 - (1.2 + head) / canvas_height center textcolor rgb '#555555'
set tmargin at screen 1 - (1.8 + head) / canvas_height
set xlabel x_label
set ylabel 'share of the sample'
eval marks('x', 'x')
named = x_scale eq 'names'
if (named && longest_name('x') * x_names > 80) { set xtics rotate by 35 right }
unset xzeroaxis
set grid front
unset grid
set yrange [0:1]
set y2range [0:1]
set rmargin at screen 1 - 7.4 / canvas_width
set key at screen 1 - 7.1 / canvas_width, 1 - (2.0 + head) / canvas_height top left vertical reverse Left samplen 2.6 spacing 1.25
x_of(v) = as_drawn(x_scale, v)
never = '#440154'
later = '#21918C'
soon = '#FDE725'
plot for [k = 1:1 - named] data index 0 using (x_of($1)):10:13 with filledcurves fillstyle solid 1 noborder fillcolor rgb soon notitle, \
     for [k = 1:1 - named] data index 0 using (x_of($1)):7:10 with filledcurves fillstyle solid 1 noborder fillcolor rgb later notitle, \
     for [k = 1:1 - named] data index 0 using (x_of($1)):(0):7 with filledcurves fillstyle solid 1 noborder fillcolor rgb never notitle, \
     for [k = 1:1 - named] data index 0 using (x_of($1)):10 with lines linecolor rgb '#FFFFFF' linewidth 1.2 notitle, \
     for [k = 1:1 - named] data index 0 using (x_of($1)):7 with lines linecolor rgb '#FFFFFF' linewidth 1.2 notitle, \
     for [k = 1:named] data index 0 using 1:10:($1 - 0.35):($1 + 0.35):10:13 with boxxyerror fillstyle solid 1 noborder linecolor rgb soon notitle, \
     for [k = 1:named] data index 0 using 1:7:($1 - 0.35):($1 + 0.35):7:10 with boxxyerror fillstyle solid 1 noborder linecolor rgb later notitle, \
     for [k = 1:named] data index 0 using 1:7:($1 - 0.35):($1 + 0.35):(0):7 with boxxyerror fillstyle solid 1 noborder linecolor rgb never notitle, \
     for [k = 1:is_soon] keyentry with boxes fillstyle solid 1 border linecolor rgb '#000000' fillcolor rgb soon title 'in the first round, if ever', \
     for [k = 1:is_later] keyentry with boxes fillstyle solid 1 border linecolor rgb '#000000' fillcolor rgb later title 'agreement later', \
     for [k = 1:is_never] keyentry with boxes fillstyle solid 1 border linecolor rgb '#000000' fillcolor rgb never title 'no agreement', \
     for [k = 1:uncertified] data index 0 using ($3 > 0 ? x_of($1) : NaN):(0) axes x1y2 with points pointtype 2 pointsize 1.4 * dot linewidth 1.5 linecolor rgb '#000000' title 'no equilibrium at some', \
     for [k = 1:refused] data index 0 using ($4 > 0 ? x_of($1) : NaN):(0) axes x1y2 with points pointtype 8 pointsize 1.6 * dot linewidth 1.2 linecolor rgb '#000000' title 'no scenario at some'
unset output
