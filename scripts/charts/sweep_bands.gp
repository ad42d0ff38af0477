# SPDX-License-Identifier: GPL-3.0-or-later
# Metrics over one axis with a sample at every place: the median with its 95% interval, between the bands the
# middle 50 and 90 per cent of the sample; or the chance of a condition with its interval. Marks on the axis: some
# of the sample is left out there.
data = chart.'.dat'
head = 0.45 * (lines(scenario_title) - 1)
left = 2.2 / canvas_width
width = (1 - left - 0.5 / canvas_width) / columns
wide = width - (columns > 1 ? 1.5 : 0.4) / canvas_width
top = 1 - (2.1 + head) / canvas_height
legend = (0.3 + 0.55 * entries) / canvas_height
height = (top - legend) / rows
tall = height - (2.1 + name_room) / canvas_height
light = '#C9DDEE'
dark = '#7FAED3'
set multiplot
set label 1 scenario_title at screen 0.5, 1 - 0.6 / canvas_height center
set label 2 sprintf('the same sample of %d at every place', samples) at screen 0.5, 1 - (1.2 + head) / canvas_height center textcolor rgb '#555555'
parts = columns > 1 ? 5 : 8
set y2range [0:1]
unset xzeroaxis
unset key
named = x_scale eq 'names'
few = points_drawn <= 50
x_of(v) = as_drawn(x_scale, v)
do for [p = 1:panels] {
    row = (p - 1) / columns
    column = (p - 1) % columns
    set lmargin at screen left + column * width
    set rmargin at screen left + column * width + wide
    set tmargin at screen top - row * height
    set bmargin at screen top - row * height - tall
    set title value(sprintf('panel_%d', p)) offset 0, -0.5
    set xlabel x_label offset 0, 0.3
    if (chance && column == 0) { set ylabel 'chance' } else { unset ylabel }
    set yrange [value(sprintf('y%d_low', p)):value(sprintf('y%d_high', p))]
    eval marks('x', 'x')
    if (slanted_names) { set xtics rotate by 35 right }
    block = p - 1
    plot for [k = 1:1 - named && !chance] data index block using (x_of($1)):9:12 with filledcurves fillstyle solid 1 noborder fillcolor rgb light, \
         for [k = 1:1 - named && !chance] data index block using (x_of($1)):10:11 with filledcurves fillstyle solid 1 noborder fillcolor rgb dark, \
         for [k = 1:1 - named && !chance] data index block using (x_of($1)):9 with lines linecolor rgb '#5C7F9E' linewidth 0.8 dashtype 2, \
         for [k = 1:1 - named && !chance] data index block using (x_of($1)):12 with lines linecolor rgb '#5C7F9E' linewidth 0.8 dashtype 2, \
         for [k = 1:1 - named && chance] data index block using (x_of($1)):7:8 with filledcurves fillstyle solid 1 noborder fillcolor rgb dark, \
         for [k = 1:named && !chance] data index block using 1:9:($1 - 0.3):($1 + 0.3):9:12 with boxxyerror fillstyle solid 1 border linecolor rgb '#5C7F9E' fillcolor rgb light, \
         for [k = 1:named && !chance] data index block using 1:10:($1 - 0.3):($1 + 0.3):10:11 with boxxyerror fillstyle solid 1 border linecolor rgb '#5C7F9E' fillcolor rgb dark, \
         for [k = 1:1 - named && !chance && !few] for [c = 7:8] data index block using (x_of($1)):c with lines linecolor rgb '#000000' linewidth 1 dashtype 3, \
         for [k = 1:(named || few) && !(chance && !named)] data index block using (x_of($1)):6:7:8 with yerrorbars pointtype 0 linecolor rgb '#000000' linewidth 1, \
         for [k = 1:1 - named] data index block using (x_of($1)):6 with linespoints pointtype 7 pointsize (few ? 0.55 * dot : 0) linecolor rgb '#000000' linewidth 2.2 dashtype 1, \
         for [k = 1:named] data index block using 1:6 with points pointtype 7 pointsize dot linecolor rgb '#000000', \
         for [k = 1:uncertified] data index block using ($3 > 0 ? x_of($1) : NaN):(0) axes x1y2 with points pointtype 2 pointsize 1.2 * dot linewidth 1.5 linecolor rgb '#000000', \
         for [k = 1:refused] data index block using ($4 > 0 ? x_of($1) : NaN):(0) axes x1y2 with points pointtype 8 pointsize 1.4 * dot linewidth 1.2 linecolor rgb '#000000', \
         for [k = 1:undefined] data index block using ($5 > 0 ? x_of($1) : NaN):(0) axes x1y2 with points pointtype 6 pointsize 1.0 * dot linewidth 1.2 linecolor rgb '#000000'
    unset label
}
# The legend, below everything; in a plot of its own, as large as the canvas.
unset title
unset xlabel
unset ylabel
unset border
unset tics
unset grid
set xrange [0:1]
set yrange [0:1]
set lmargin at screen 0
set rmargin at screen 1
set bmargin at screen 0
set tmargin at screen 1
set key at screen left - 0.6 / canvas_width, legend left top vertical reverse Left samplen 2.5 spacing 1.15
plot NaN notitle, \
     for [k = 1:chance] keyentry with lines linecolor rgb '#000000' linewidth 2.2 title 'share of the sample', \
     for [k = 1:chance] keyentry with boxes fillstyle solid 1 noborder fillcolor rgb dark title '95% interval of the chance', \
     for [k = 1:1 - chance] keyentry with lines linecolor rgb '#000000' linewidth 2.2 title 'median of the sample', \
     for [k = 1:1 - chance] keyentry with lines linecolor rgb '#000000' linewidth 1 dashtype 3 - 2 * (few || named) title (few || named ? 'its 95% interval (upright bars)' : 'its 95% interval'), \
     for [k = 1:1 - chance] keyentry with boxes fillstyle solid 1 noborder fillcolor rgb dark title 'middle 50 per cent', \
     for [k = 1:1 - chance] keyentry with boxes fillstyle solid 1 border linecolor rgb '#5C7F9E' fillcolor rgb light title 'middle 90 per cent', \
     for [k = 1:uncertified] keyentry with points pointtype 2 pointsize 1.2 * dot linecolor rgb '#000000' title 'no equilibrium found at some of the sample', \
     for [k = 1:refused] keyentry with points pointtype 8 pointsize 1.4 * dot linecolor rgb '#000000' title 'no scenario at some of the sample', \
     for [k = 1:undefined] keyentry with points pointtype 6 pointsize 1.0 * dot linecolor rgb '#000000' title 'not defined at some of the sample'
unset multiplot
unset output
