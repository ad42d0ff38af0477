# SPDX-License-Identifier: GPL-3.0-or-later
# A metric over two axes as a map, or a panel per value of a third. Contours lie at the marks of the scale and
# carry their values; thick lines are where the regime changes. Cells without an equilibrium are grey, without
# a scenario hatched.
data = chart.'.dat'
cm_x(c) = c / canvas_width
cm_y(c) = c / canvas_height
top = canvas_height - head
middle = left_room + maps_width / 2
x_of(v) = as_drawn(x_scale, v)
y_of(v) = as_drawn(y_scale, v)
# Cells overlap a little, so that no light shows between them.
seam_x = 0.001 * (x_high - x_low)
seam_y = 0.001 * (y_high - y_low)
set multiplot
set label 1 scenario_title at screen cm_x(middle), 1 - cm_y(0.6) center
set label 2 note at screen cm_x(middle), 1 - cm_y(0.6 + 0.45 * lines(scenario_title) + 0.2) center textcolor rgb '#555555'
unset grid
unset xzeroaxis
set border 15 linewidth 0.8
set style textbox opaque noborder margins 0.4, 0.3
if (panels > 1) { parts = 4 }
eval marks('x', 'x')
eval marks('y', 'y')
if (x_slanted) { set xtics rotate by 35 right }
if (regimes) { set palette defined (0 '#440154', 1 '#440154', 1 '#21918C', 2 '#21918C', 2 '#FDE725', 3 '#FDE725'); set cbrange [-0.5:2.5] } else { set cbrange [low:high] }
unset colorbox
unset key
do for [p = 1:panels] {
    row = (p - 1) / map_columns
    column = (p - 1) % map_columns
    from_left = left_room + column * (map_width + 0.8)
    from_top = row * row_pitch
    set lmargin at screen cm_x(from_left)
    set rmargin at screen cm_x(from_left + map_width)
    set tmargin at screen cm_y(top - from_top)
    set bmargin at screen cm_y(top - from_top - map_height)
    set title value(sprintf('panel_%d', p)) offset 0, -0.5
    if (p + map_columns > panels) { set xlabel x_label offset 0, 0.2 } else { set xlabel '' }
    if (column == 0) { set ylabel y_label; set format y '%g' } else { unset ylabel; set format y ''; if (y_scale ne 'number') { unset ytics } }
    if (column == 0) { set ytics nomirror out; eval marks('y', 'y') }
    if (p == panels && !regimes) {
        set colorbox user origin cm_x(left_room + maps_width + 0.5), cm_y(top - maps_height) size cm_x(0.5), cm_y(maps_height)
        set cblabel metric_label offset 0.5, 0
        if (step > 0) { set cbtics step }
    }
    block = 5 * (p - 1)
    plot for [k = 1:even] data index block using (x_of($1)):(y_of($2)):($3 == 0 ? $4 : NaN) with image, \
         for [k = 1:1 - even] data index block using (x_of($1)):(y_of($2)):($5 - seam_x):($6 + seam_x):($7 - seam_y):($8 + seam_y):($3 == 0 ? $4 : NaN) with boxxyerror fillstyle solid 1 noborder linecolor palette, \
         data index block + 1 using ($1 == 1 ? ($2 + $3) / 2 : NaN):(($4 + $5) / 2):2:3:4:5 with boxxyerror fillstyle solid 1 noborder linecolor rgb '#BBBBBB', \
         '' index block + 1 using ($1 == 2 ? ($2 + $3) / 2 : NaN):(($4 + $5) / 2):2:3:4:5 with boxxyerror fillstyle pattern 4 noborder linecolor rgb '#777777', \
         '' index block + 1 using ($1 == 3 ? ($2 + $3) / 2 : NaN):(($4 + $5) / 2):2:3:4:5 with boxxyerror fillstyle solid 1 noborder linecolor rgb '#FFFFFF', \
         '' index block + 2 using 2:3:($4 - $2):($5 - $3) with vectors nohead linecolor rgb '#FFFFFF' linewidth 1.8, \
         '' index block + 2 using 2:3:($4 - $2):($5 - $3) with vectors nohead linecolor rgb '#000000' linewidth 0.7, \
         '' index block + 4 using 1:2:($3 - $1):($4 - $2) with vectors nohead linecolor rgb '#FFFFFF' linewidth 5, \
         '' index block + 4 using 1:2:($3 - $1):($4 - $2) with vectors nohead linecolor rgb '#000000' linewidth 2.8, \
         '' index block + 3 using 1:2:(sprintf('%g', $3)) with labels boxed center
    unset label
    unset colorbox
}
# The legend, below everything, row by row; in a plot of its own, as large as the canvas.
if (entries > 0) {
    unset title
    set xlabel ''
    set ylabel ''
    unset border
    unset tics
    set xrange [0:1]
    set yrange [0:1]
    set lmargin at screen 0
    set rmargin at screen 1
    set bmargin at screen 0
    set tmargin at screen 1
    do for [k = 1:entries] {
        style = value(sprintf('legend_style_%d', k))
        left = middle - legend_columns * entry_width / 2 + (k - 1) % legend_columns * entry_width
        up = 0.15 + 0.55 * (legend_rows - 0.5 - (k - 1) / legend_columns)
        set label k value(sprintf('legend_%d', k)) at screen cm_x(left + 1.2), cm_y(up) left
        if (style eq 'line') {
            set arrow k from screen cm_x(left), cm_y(up) to screen cm_x(left + 1), cm_y(up) nohead linecolor rgb '#000000' linewidth 2.8
        } else {
            set object k rectangle from screen cm_x(left), cm_y(up - 0.15) to screen cm_x(left + 1), cm_y(up + 0.15) fillcolor rgb (style eq 'hatched' ? '#777777' : style)
            if (style eq 'hatched') { set object k fillstyle pattern 4 border linecolor rgb '#000000' } else { set object k fillstyle solid 1 border linecolor rgb '#000000' }
        }
    }
    plot NaN notitle
}
unset multiplot
unset output
