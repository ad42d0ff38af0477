# SPDX-License-Identifier: GPL-3.0-or-later
# A panel per metric: what each parameter does to it, the most important first. Sobol' indices as two bars with their
# intervals, correlations as bars to the left and right of 0, a tornado as bars from where the scenario stands.
longest = 0
do for [p = 1:panels] { do for [k = 1:value(sprintf('bars_%d', p))] {
    letters = strlen(value(sprintf('bar_%d_%d', p, k)))
    longest = letters > longest ? letters : longest
} }
left = (0.7 + 0.185 * longest) / canvas_width
top = 1 - (0.9 + 0.45 * lines(scenario_title)) / canvas_height
legend_room = below / canvas_height
centre = 0.5 * (left * canvas_width + canvas_width - 0.9)
height = (top - legend_room) / panels
sobol = method eq 'sobol'
tornado = method eq 'tornado'
set multiplot
set label 1 scenario_title at screen centre / canvas_width, 1 - 0.5 / canvas_height center
unset key
unset xzeroaxis
unset grid
set grid xtics linecolor rgb '#BBBBBB' linewidth 0.6 dashtype 1
set border 1 linewidth 0.8
set lmargin at screen left
set rmargin at screen 1 - 0.9 / canvas_width
# Steps of 1, 2 or 5 times a power of ten, some four of them.
power(step) = 10.0 ** floor(log10(step))
round_step(step) = power(step) * (step / power(step) < 1.5 ? 1 : step / power(step) < 3.5 ? 2 : step / power(step) < 7.5 ? 5 : 10)
blue = '#0072B2'
orange = '#F2B97A' # paler than the blue also in grey
pale = '#A6CBE3'
half = 0.36
# Both bars of a parameter on one side: one above the other.
same(low, high) = (low - base) * (high - base) > 0
# A value beside a bar, at most 22 letters of it; centimetres that the values on one side take.
short(s) = strlen(s) > 22 ? s[1:11].'...'.s[strlen(s) - 7:strlen(s)] : s
both(low, high) = short(low).', '.short(high)
beside(side, low, high, a, b) = same(low, high) ? (side * (low - base) > 0 ? strlen(both(a, b)) : 0) : \
    side * (low - base) > 0 ? strlen(short(a)) : side * (high - base) > 0 ? strlen(short(b)) : 0
label_room(letters) = letters > 0 ? 0.4 + 0.165 * letters : 0.2
do for [p = 1:panels] {
    many = value(sprintf('bars_%d', p))
    base = tornado ? value(sprintf('base_%d', p)) : 0
    set xrange [*:*]
    set yrange [*:*]
    if (tornado) {
        stats data index p - 1 using ($2 < $3 || $3 != $3 ? $2 : $3) name 'lower' nooutput
        stats data index p - 1 using ($2 > $3 || $3 != $3 ? $2 : $3) name 'upper' nooutput
        low = lower_min < base ? lower_min : base
        high = upper_max > base ? upper_max : base
        stats data index p - 1 using (beside(-1, $2, $3, strcol(6), strcol(7))) name 'before' nooutput
        stats data index p - 1 using (beside(1, $2, $3, strcol(6), strcol(7))) name 'after' nooutput
        before = label_room(before_max)
        after = label_room(after_max)
        free = (1 - left) * canvas_width - 0.9 - before - after
        unit = (high - low) / (free > 3 ? free : 3)
        set xrange [low - before * unit:high + after * unit]
        set xtics round_step((high - low + (before + after) * unit) / 5.0)
    }
    if (sobol) {
        stats data index p - 1 using ($7 > $4 ? $7 : $4) name 'upper' nooutput
        stats data index p - 1 using ($3 < 0 ? $3 : 0) name 'lower' nooutput
        set xrange [lower_min < -0.02 ? lower_min * 1.05 : 0:upper_max < 1 ? 1 : 1.05 * upper_max]
        set xtics 0.2
    }
    if (!sobol && !tornado) { set xrange [-1.05:1.05]; set xtics 0.5 }
    set arrow 1 from base, graph 0 to base, graph 1 nohead linewidth 0.8 linecolor rgb '#000000' front
    set yrange [many + 0.6:0.4]
    set ytics scale 0 ()
    do for [k = 1:many] { set ytics add (tic(value(sprintf('bar_%d_%d', p, k))) k) }
    set tmargin at screen top - (p - 1) * height - 0.75 / canvas_height
    set bmargin at screen top - p * height + 1.0 / canvas_height
    set title (sobol ? 'Share of the variance of ' : tornado ? '' : 'Partial rank correlation with ').value(sprintf('metric_%d', p)) offset 0, -0.5
    if (sobol) {
        plot data index p - 1 using ($5 / 2):($0 + 1.18):(0):5:($0 + 1.02):($0 + 1 + half) with boxxyerror linecolor rgb pale fillstyle solid 1 border linecolor rgb '#000000', \
             '' index p - 1 using ($2 / 2):($0 + 0.82):(0):2:($0 + 1 - half):($0 + 0.98) with boxxyerror linecolor rgb blue fillstyle solid 1 border linecolor rgb '#000000', \
             '' index p - 1 using 2:($0 + 0.82):3:4 with xerrorbars linecolor rgb '#000000' linewidth 1 dashtype 1 pointtype 7 pointsize 0.3 * dot, \
             '' index p - 1 using 5:($0 + 1.18):6:7 with xerrorbars linecolor rgb '#000000' linewidth 1 dashtype 1 pointtype 7 pointsize 0.3 * dot
    }
    if (tornado) {
        plot data index p - 1 using 2:($0 + 1):(base):2:($0 + 1 - half):($0 + 1 + half * !same($2, $3)) with boxxyerror linecolor rgb orange fillstyle solid 1 border linecolor rgb '#000000', \
             '' index p - 1 using 3:($0 + 1):(base):3:($0 + 1 - half * !same($2, $3)):($0 + 1 + half) with boxxyerror linecolor rgb blue fillstyle solid 1 border linecolor rgb '#000000', \
             '' index p - 1 using ($2 < base && !same($2, $3) ? $2 : NaN):($0 + 1):(short(strcol(6))) with labels right offset -0.4, 0, \
             '' index p - 1 using ($2 > base && !same($2, $3) ? $2 : NaN):($0 + 1):(short(strcol(6))) with labels left offset 0.4, 0, \
             '' index p - 1 using ($3 < base && !same($2, $3) ? $3 : NaN):($0 + 1):(short(strcol(7))) with labels right offset -0.4, 0, \
             '' index p - 1 using ($3 > base && !same($2, $3) ? $3 : NaN):($0 + 1):(short(strcol(7))) with labels left offset 0.4, 0, \
             '' index p - 1 using (same($2, $3) && $2 < base ? ($2 < $3 ? $2 : $3) : NaN):($0 + 1):(both(strcol(6), strcol(7))) with labels right offset -0.4, 0, \
             '' index p - 1 using (same($2, $3) && $2 > base ? ($2 > $3 ? $2 : $3) : NaN):($0 + 1):(both(strcol(6), strcol(7))) with labels left offset 0.4, 0
    }
    if (!sobol && !tornado) {
        plot data index p - 1 using ($2 > 0 ? $2 : NaN):($0 + 1):(0):2:($0 + 1 - half):($0 + 1 + half) with boxxyerror linecolor rgb blue fillstyle solid 1 border linecolor rgb '#000000', \
             '' index p - 1 using ($2 < 0 ? $2 : NaN):($0 + 1):2:(0):($0 + 1 - half):($0 + 1 + half) with boxxyerror linecolor rgb orange fillstyle solid 1 border linecolor rgb '#000000', \
             '' index p - 1 using 2:($0 + 1):3:4 with xerrorbars linecolor rgb '#000000' linewidth 1 dashtype 1 pointtype 7 pointsize 0.3 * dot
    }
    unset label 1
}
unset title; unset border; unset tics; unset arrow 1; unset grid
set xrange [0:1]; set yrange [0:1]
set tmargin at screen legend_room
set bmargin at screen 0
filled(colour) = "fillstyle solid 1 border linecolor rgb '#000000' fillcolor rgb '".colour."'"
black = "linewidth 1 linecolor rgb '#000000'"
interval = sprintf('%g%% interval', level)
if (sobol) {
    eval legend_add('box', filled(blue), 'alone (first order)')
    eval legend_add('box', filled(pale), 'in all (total)')
    eval legend_add('line', black, interval)
}
if (tornado) {
    eval legend_add('box', filled(orange), sprintf('at its %g%% quantile', low_quantile))
    eval legend_add('box', filled(blue), sprintf('at its %g%% quantile', high_quantile))
    eval legend_add('rule', black, 'as the scenario has it')
}
if (!sobol && !tornado) {
    eval legend_add('box', filled(blue), 'positive')
    eval legend_add('box', filled(orange), 'negative')
    eval legend_add('line', black, interval)
}
set label 2 sample_note at screen 0.5, (0.3 + 0.4 * (note_lines - 0.5)) / canvas_height center font ',7.5' textcolor rgb '#333333'
eval legend_draw(0.5 * canvas_width, below - 0.4, 3)
plot NaN notitle
unset multiplot
unset output
