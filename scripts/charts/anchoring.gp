# SPDX-License-Identifier: GPL-3.0-or-later
# What anchors bring by how far they draw reference points: agreement, gain and delay, a curve for every depth.
# A row of panels for each party; delay and the legend stand beside them. The scenario itself is marked. Where a
# curve jumps by more than jump_most of its panel's height between neighbours it is broken: that can be another
# equilibrium.
data = 'anchoring.dat'
shown = divides ? 'Share agreed (utility)' : 'Material utility agreed'
top = 1 - 2.7 / canvas_height
left = 2.2 / canvas_width
width = (1 - left + 1.8 / canvas_width) / 3
panel_width = width - 2.2 / canvas_width
height = top / rows
tall = height - 2.3 / canvas_height
longest_delay = delay_high > 0 ? delay_high : 1.0
spread(low, high) = high - low > 1e-6 * size ? 0.06 * (high - low) : 0.5 * size
if (material_low > material_high) { material_low = 0; material_high = 1 }

set style line 17 linecolor rgb '#000000' dashtype 1 linewidth 3.2 pointtype 7 pointsize 1.3 * dot
style(d) = d == own_depth ? 17 : d > own_depth ? d - 1 : d
# The number of the unbroken piece that a row belongs to; later pieces than the last are drawn as one.
jump_most = 0.3
pieces = 8
piece = 0
before = 0.0
piece_of(row, y, limit) = (piece = row == 0 ? 0 : abs(y - before) > limit && piece < pieces - 1 ? piece + 1 : piece, before = y, piece)
set multiplot
if (flat) { set label 3 'nothing changes: here anchors make no difference at any susceptibility and depth' at screen 0.5, 1 - 1.2 / canvas_height center textcolor rgb '#555555' }
set label 1 scenario_title at screen 0.5, 1 - 0.6 / canvas_height center
if (own_susceptibility > 0.85) { set label 2 right } else { if (own_susceptibility < 0.15) { set label 2 left } else { set label 2 center } }
set label 2 'scenario' at first own_susceptibility, graph 1 offset 0, 0.4 textcolor rgb '#555555'
set arrow 1 from first own_susceptibility, graph 0 to first own_susceptibility, graph 1 nohead linecolor rgb '#888888' dashtype 3 linewidth 1
unset key
set xrange [-0.02:1.02]
set xtics 0, 0.2, 1
do for [panel = 1:2 * rows + 1] {
    row = panel > 2 * rows ? 0 : (panel - 1) / 2
    kind = panel > 2 * rows ? 2 : (panel - 1) % 2
    party = value(sprintf('row_%d', row + 1))
    set lmargin at screen left + kind * width
    set rmargin at screen left + kind * width + panel_width
    set tmargin at screen top - row * height
    set bmargin at screen top - row * height - tall
    name = value(sprintf('party_%d', party))
    if (kind == 0) { set title name offset 0, 0.6; set ylabel shown; set yrange [material_low - spread(material_low, material_high):material_high + spread(material_low, material_high)] }
    if (kind == 1) { set title name offset 0, 0.6; set ylabel 'Gain by anchors (utility)'; set yrange [gain_low - spread(gain_low, gain_high):gain_high + spread(gain_low, gain_high)] }
    if (kind == 2) { set title 'delay of the agreement' offset 0, 0.6; set ylabel 'Mean delay ('.unit.')'; set yrange [-0.06 * longest_delay:1.06 * longest_delay] }
    if (row == rows - 1 || kind == 2) { set xlabel susceptibility } else { unset xlabel }
    factor = kind == 2 ? per_year : 1.0
    from = kind == 0 ? 2 + party : kind == 1 ? 2 + parties + party : 2
    # The scenario's own curve lies below the others, and is wide enough to be seen.
    range = kind == 0 ? material_high - material_low : kind == 1 ? gain_high - gain_low : delay_high
    limit = jump_most * (range > 1e-6 * size ? range : size)
    plot for [p = 0:pieces - 1] data index own_depth - 1 using 1:(piece_of($0, column(from) * factor, limit) == p ? column(from) * factor : NaN) with linespoints linestyle 17 notitle, \
         for [d = 1:depths] for [p = 0:pieces - 1] '' index d - 1 using 1:(piece_of($0, column(from) * factor, limit) == p && d != own_depth ? column(from) * factor : NaN) with linespoints linestyle style(d) notitle
    unset label 1
    unset label 3
}
unset arrow
unset label
unset title
unset border
unset tics
unset grid
unset xzeroaxis
unset xlabel
unset ylabel
set lmargin at screen left + 2 * width
set rmargin at screen 1
set tmargin at screen top - (rows > 1 ? height : 0)
set bmargin at screen 0.01
set key at screen left + 2 * width, top - (rows > 1 ? height : 0) top left vertical reverse Left samplen 3.5 spacing 1.3
plot NaN notitle, for [d = 1:depths] keyentry with linespoints linestyle style(d) title 'depth '.value(sprintf('depth_%d', d)).(d == own_depth ? ' (scenario)' : '')
unset multiplot
unset output
