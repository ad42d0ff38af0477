# SPDX-License-Identifier: GPL-3.0-or-later
# Divisions of a pie among three as points of a triangle: all of it at a party's own corner. What is proposed
# at the start and in other states, the agreement expected, and the axiomatic solutions.
data = 'simplex.dat'
side = canvas_width - 6.6
left = 3.3 / canvas_width
bottom = 4.9 / canvas_height
h = sqrt(3) / 2
set lmargin at screen left
set rmargin at screen left + side / canvas_width
set bmargin at screen bottom
set tmargin at screen bottom + side * h / canvas_height
set xrange [0:1]
set yrange [0:h]
unset border
unset tics
unset grid
unset xzeroaxis
set label 1 scenario_title at screen 0.5, 1 - 0.6 / canvas_height center

# Shares run along the sides: the first party's down the left, the second's to the right, the third's up the right.
cm = 1.0 / side
mark = 0.15 * cm
do for [k = 1:4] {
    t = k / 5.0
    set arrow from t - mark / 2, -mark * h to t + (1 - t) / 2, (1 - t) * h nohead linecolor rgb '#BBBBBB' linewidth 0.6 back
    set arrow from 1 - t / 2 + mark, t * h to t / 2, t * h nohead linecolor rgb '#BBBBBB' linewidth 0.6 back
    set arrow from (1 - t) / 2 - mark / 2, (1 - t) * h + mark * h to 1 - t, 0 nohead linecolor rgb '#BBBBBB' linewidth 0.6 back
    tick = sprintf('%.1f', t)
    set label tick at t - 0.25 * cm, -0.5 * cm center
    set label tick at 1 - t / 2 + 0.25 * cm, t * h left
    set label tick at (1 - t) / 2 - 0.2 * cm, (1 - t) * h + 0.35 * cm right
}
set arrow from 0, 0 to 1, 0 nohead linewidth 1.2 back
set arrow from 1, 0 to 0.5, h nohead linewidth 1.2 back
set arrow from 0.5, h to 0, 0 nohead linewidth 1.2 back
far = 1.3 * cm
leftward = "\342\206\220 "
rightward = " \342\206\222"
set label 'share of '.party_2.' (fraction of the pie)'.rightward at 0.5, -far center
set label leftward.'share of '.party_3.' (fraction of the pie)' at 0.75 + far * h, h / 2 + far / 2 center rotate by -60
set label leftward.'share of '.party_1.' (fraction of the pie)' at 0.25 - far * h, h / 2 + far / 2 center rotate by 60
set label label_1 at -0.3 * cm, -0.2 * cm right
set label label_2 at 1 + 0.3 * cm, -0.2 * cm left
set label party_3 at 0.5, h + 0.5 * cm center

light = '#7FB7D8 #EAAE7F #7FCEB9'
open = '4 6 8'
set key at screen 0.5, 0.3 / canvas_height center bottom vertical maxrows 5 reverse Left samplen 1.5 spacing 1.2 width 2
x(f2, f3) = f2 + f3 / 2
plot for [i = 1:3] data index 1 using ($1 == i ? x($3, $4) : NaN):($4 * h) with points pointtype int(word(open, i)) pointsize 1.8 * dot linecolor rgb word(light, i) notitle, \
     for [i = 1:3] '' index 0 using ($1 == i ? x($3, $4) : NaN):($4 * h) with points linestyle i pointsize 2.1 * dot title (value(sprintf('proposes_%d', i)) ? 'proposed by '.value(sprintf('party_%d', i)) : ''), \
     '' index 2 every ::0::0 using (x($3, $4)):($4 * h) with points pointtype 13 pointsize 4.6 * dot linecolor rgb '#CC79A7' title (shown_0 ? 'agreement expected' : ''), \
     for [k = 1:others] keyentry with points pointtype 4 pointsize 1.8 * dot linecolor rgb '#999999' title 'proposed in other states', \
     '' index 2 every ::1::1 using (x($3, $4)):($4 * h) with points pointtype 1 pointsize 2.4 * dot linewidth 0.8 linecolor rgb '#000000' title (shown_1 ? 'Nash' : ''), \
     '' index 2 every ::2::2 using (x($3, $4)):($4 * h) with points pointtype 2 pointsize 2.2 * dot linewidth 0.8 linecolor rgb '#000000' title (shown_2 ? 'Nash, weighted' : ''), \
     '' index 2 every ::3::3 using (x($3, $4)):($4 * h) with points pointtype 4 pointsize 2.4 * dot linewidth 0.8 linecolor rgb '#000000' title (shown_3 ? 'Kalai-Smorodinsky' : ''), \
     '' index 2 every ::4::4 using (x($3, $4)):($4 * h) with points pointtype 6 pointsize 3.8 * dot linewidth 0.8 linecolor rgb '#000000' title (shown_4 ? 'egalitarian' : ''), \
     '' index 2 every ::5::5 using (x($3, $4)):($4 * h) with points pointtype 10 pointsize 2.8 * dot linewidth 0.8 linecolor rgb '#000000' title (shown_5 ? 'utilitarian' : '')
unset output
