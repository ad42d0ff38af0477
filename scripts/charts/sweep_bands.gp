# SPDX-License-Identifier: GPL-3.0-or-later
# Metrics over one axis with a sample at every place. Of a metric that spreads, the median with its 95% interval
# between the bands that hold the middle 50 and 90 per cent of the sample; of one that takes two values, its mean;
# or the chance of a condition with its interval. Marks just above the axis: some of the sample is left out there.
# Lengths in centimetres: left_room beside a panel, name_room below it, legend_rows and note_lines below all.
data = chart.'.dat'
head = 0.45 * (lines(scenario_title) - 1)
cell = canvas_width / columns
top = 1.3 + head
tall = (canvas_height - top - below) / rows - 1.7 - name_room
centre = 0.5 * (left_room + canvas_width - right_room)
light = '#C9DDEE'
dark = '#7FAED3'
edge = '#44708F'
set multiplot
set label 1 scenario_title at screen centre / canvas_width, 1 - 0.6 / canvas_height center
set label 2 sample_note at screen centre / canvas_width, (0.3 + 0.4 * (note_lines - 0.5)) / canvas_height center font ',7.5' textcolor rgb '#333333'
parts = columns > 1 ? 5 : 8
set y2range [0:1]
unset xzeroaxis
unset key
named = x_scale eq 'names'
few = points_drawn <= 50
marked = uncertified + refused + undefined > 0
x_of(v) = as_drawn(x_scale, v)
do for [p = 1:panels] {
    row = (p - 1) / columns
    in_row = row < rows - 1 ? columns : panels - row * columns
    from_left = ((p - 1) % columns + 0.5 * (columns - in_row)) * cell
    from_top = top + row * (tall + 1.7 + name_room)
    set lmargin at screen (from_left + left_room) / canvas_width
    set rmargin at screen (from_left + cell - right_room) / canvas_width
    set tmargin at screen 1 - from_top / canvas_height
    set bmargin at screen 1 - (from_top + tall) / canvas_height
    set xlabel x_label offset 0, 0.3
    set ylabel value(sprintf('panel_%d', p)) offset 1 - lines(value(sprintf('panel_%d', p))), 0
    low = value(sprintf('y%d_low', p))
    high = value(sprintf('y%d_high', p))
    set yrange [low - marked * 0.08 * (high - low):high]
    eval marks('x', 'x')
    if (slanted_names) { set xtics rotate by 35 right }
    mean = value(sprintf('mean_%d', p))
    bands = !mean && !chance
    estimate = mean ? 13 : 6
    # one standard error of the mean; else the ends of the interval
    from(row) = mean ? column(13) - column(14) : column(7)
    to(row) = mean ? column(13) + column(14) : column(8)
    block = p - 1
    plot for [k = 1:bands && !named] data index block using (x_of($1)):9:12 with filledcurves fillstyle solid 1 noborder fillcolor rgb light, \
         for [k = 1:bands && !named] data index block using (x_of($1)):10:11 with filledcurves fillstyle solid 1 noborder fillcolor rgb dark, \
         for [k = 1:bands && !named] for [c = 9:12:3] data index block using (x_of($1)):c with lines linecolor rgb edge linewidth 0.8 dashtype 2, \
         for [k = 1:!bands && !named] data index block using (x_of($1)):(from(0)):(to(0)) with filledcurves fillstyle solid 1 noborder fillcolor rgb dark, \
         for [k = 1:bands && named] data index block using 1:9:($1 - 0.3):($1 + 0.3):9:12 with boxxyerror fillstyle solid 1 border linecolor rgb edge fillcolor rgb light, \
         for [k = 1:bands && named] data index block using 1:10:($1 - 0.3):($1 + 0.3):10:11 with boxxyerror fillstyle solid 1 border linecolor rgb edge fillcolor rgb dark, \
         for [k = 1:bands && !named && !few] for [c = 7:8] data index block using (x_of($1)):c with lines linecolor rgb '#000000' linewidth 1 dashtype 3, \
         for [k = 1:named || (bands && few)] data index block using (x_of($1)):(from(0)):(0):(to(0) - from(0)) with vectors heads size screen 0.09 / canvas_width, 90 linecolor rgb '#000000' linewidth 1 dashtype 1, \
         for [k = 1:1 - named] data index block using (x_of($1)):estimate with lines linecolor rgb '#000000' linewidth 2.2 dashtype 1, \
         for [k = 1:named || few] data index block using (x_of($1)):estimate with points pointtype 7 pointsize (named ? 1.4 : 0.55) * dot linecolor rgb '#000000', \
         for [k = 1:uncertified] data index block using ($3 > 0 ? x_of($1) : NaN):(0.04) axes x1y2 with points pointtype 2 pointsize 1.2 * dot linewidth 1.5 linecolor rgb '#000000', \
         for [k = 1:refused] data index block using ($4 > 0 ? x_of($1) : NaN):(0.04) axes x1y2 with points pointtype 8 pointsize 1.4 * dot linewidth 1.2 linecolor rgb '#000000', \
         for [k = 1:undefined] data index block using ($5 > 0 ? x_of($1) : NaN):(0.04) axes x1y2 with points pointtype 6 pointsize 1.4 * dot linewidth 1.2 linecolor rgb '#000000'
    unset label
}
# The legend, below the panels: in a plot of its own, as large as the canvas.
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
black = "linecolor rgb '#000000' "
filled(colour) = "fillstyle solid 1 border linecolor rgb '".edge."' fillcolor rgb '".colour."'"
dots = few || named
middle_look = named ? 'point' : 'line'
middle_style = named ? sprintf('pointtype 7 pointsize %g ', 1.4 * dot).black : 'linewidth 2.2 '.black
error_look = named ? 'bar' : 'box'
error_style = named ? 'linewidth 1 '.black : filled(dark)
if (has_bands) {
    eval legend_add(middle_look, middle_style, 'median of the sample')
    eval legend_add(dots ? 'bar' : 'line', dots ? 'linewidth 1 '.black : 'linewidth 1 dashtype 3 '.black, 'its 95% interval')
    eval legend_add('box', filled(dark), 'middle 50 per cent')
    eval legend_add('box', filled(light), 'middle 90 per cent')
}
if (has_means) {
    eval legend_add(middle_look, middle_style, 'mean of the sample')
    eval legend_add(error_look, error_style, 'one standard error up and down')
}
if (chance) {
    eval legend_add(middle_look, middle_style, 'share of the sample')
    eval legend_add(error_look, error_style, '95% interval of the chance')
}
mark(type, size) = sprintf('pointtype %d pointsize %g linewidth 1.3 ', type, size * dot).black
if (uncertified) { eval legend_add('point', mark(2, 1.2), 'no equilibrium at some of the sample') }
if (refused) { eval legend_add('point', mark(8, 1.4), 'no scenario at some of the sample') }
if (undefined) { eval legend_add('point', mark(6, 1.4), 'not defined at some of the sample') }
eval legend_draw(centre, below - 0.3, legend_columns)
plot NaN notitle
unset multiplot
unset output
