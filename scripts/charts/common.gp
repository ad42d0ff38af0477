# SPDX-License-Identifier: GPL-3.0-or-later
# What all charts share: the kind of picture, its size and type, and line styles that stay apart without colour.
if (!exists("format")) format = 'png'
if (!exists("picture")) picture = chart.'.'.format
if (!exists("panels")) panels = 1
panel_columns = panels < 3 ? panels : panels == 4 ? 2 : 3
panel_rows = (panels + panel_columns - 1) / panel_columns
# centimetres
if (!exists("canvas_width")) canvas_width = panel_columns > 2 ? 26.0 : 18.0
if (!exists("canvas_height")) canvas_height = 2.5 + (chart eq 'leverage' ? 9.2 : 8.5) * panel_rows
legend_height = chart eq 'leverage' ? 3.2 + 0.6 * (parties + 1) : 0
if (canvas_height < legend_height) { canvas_height = legend_height }

set encoding utf8
if (format eq 'png') set terminal pngcairo size canvas_width * 80, canvas_height * 80 font "Sans,9" fontscale 2.2 linewidth 2.2 background rgb 'white'
if (format eq 'svg') set terminal svg size canvas_width * 40, canvas_height * 40 dynamic font "Sans,13" linewidth 1.2 background rgb 'white'
if (format eq 'pdf') set terminal pdfcairo size canvas_width cm, canvas_height cm font "Sans,9" fontscale 0.68 linewidth 1.2 background rgb 'white'
dot = format eq 'pdf' ? 0.5 : format eq 'svg' ? 0.7 : 0.9
set termoption noenhanced
set output picture

# Okabe and Ito's colours, apart for the colour-blind; dashes and points differ too.
colours = '#0072B2 #D55E00 #009E73 #CC79A7 #E69F00 #56B4E9 #555555 #8C510A'
points = '5 7 9 11 13 4 6 8 10 12 1 2 3 5 7 9'
set dashtype 2 (7, 3)
set dashtype 3 (2, 2)
set dashtype 4 (7, 2, 2, 2)
set dashtype 5 (4, 2, 1, 2, 1, 2)
do for [i = 1:16] {
    set style line i linecolor rgb word(colours, (i - 1) % 8 + 1) dashtype 1 + (i - 1) % 5 linewidth 1.6 pointtype int(word(points, i)) pointsize dot
}
set border 3 linewidth 0.8
set tics nomirror out
set format '%g' # the usual '% h' shifts numbers to the right
set grid ytics linecolor rgb '#BBBBBB' linewidth 0.6 dashtype 1
set xzeroaxis linewidth 0.8 linecolor rgb '#000000' dashtype 1

# gnuplot takes tic labels for number formats: a % in a name must be doubled.
tic(s) = strstrt(s, '%') == 0 ? s : s[1:strstrt(s, '%')].'%'.tic(s[strstrt(s, '%') + 1:*])
# Centimetres that a name of so many letters takes to the left of its mark when it is slanted.
slanted(letters) = 0.3 + 0.165 * letters
# Centimetres below an axis: for names on so many lines, and for slanted ones of so many letters.
lines(s) = strstrt(s, newline) == 0 ? 1 : 1 + lines(s[strstrt(s, newline) + 1:*])
below_lines(count) = 0.35 + 0.42 * count
below_slanted(letters) = 0.4 + 0.7 * slanted(letters)

# A legend of our own where it stands below the panels: gnuplot's is placed by an estimate that differs between the
# kinds of picture. `eval legend_add(kind, look, words)` adds an entry: a line, a box, a point, a rule or an upright bar;
# `eval legend_draw(centre, y, columns)` draws all of them, row by row down from y, before the last plot. Centimetres.
array legend_kind[16]
array legend_look[16]
array legend_words[16]
legend_count = 0
legend_longest = 0
legend_add(kind, look, words) = sprintf('legend_count = legend_count + 1; legend_kind[legend_count] = "%s"; legend_look[legend_count] = "%s"; legend_words[legend_count] = "%s"; legend_longest = %d > legend_longest ? %d : legend_longest', kind, look, words, strlen(words), strlen(words))
across(x) = sprintf('screen %.5f', x / canvas_width)
upwards(y) = sprintf('screen %.5f', y / canvas_height)
at(x, y) = across(x).', '.upwards(y)
legend_mark(kind, look, x, y) = kind eq 'line' ? 'set arrow from '.at(x, y).' to '.at(x + 1, y).' nohead front '.look : \
    kind eq 'bar' ? 'set arrow from '.at(x + 0.5, y - 0.22).' to '.at(x + 0.5, y + 0.22).sprintf(' heads size screen %.5f, 90 front ', 0.09 / canvas_width).look : \
    kind eq 'rule' ? 'set arrow from '.at(x + 0.5, y - 0.22).' to '.at(x + 0.5, y + 0.22).' nohead front '.look : \
    kind eq 'box' ? 'set object rectangle from '.at(x, y - 0.15).' to '.at(x + 1, y + 0.15).' front '.look : \
    'set label "" at '.at(x + 0.5, y).' front point '.look
legend_width(columns) = columns * (1.8 + 0.165 * legend_longest)
# in the middle, if that is on the page
legend_left(x, columns) = x + legend_width(columns) > canvas_width + 0.3 ? canvas_width + 0.3 - legend_width(columns) : x
legend_x(k, centre, columns) = legend_left(centre - 0.5 * (legend_width(columns) - 0.5), columns) + ((k - 1) % columns) * legend_width(1)
legend_entry(k, x, y) = legend_mark(legend_kind[k], legend_look[k], x, y).'; set label "'.legend_words[k].'" at '.at(x + 1.3, y).' left front'
legend_draw(centre, y, columns) = sprintf('do for [entry = 1:legend_count] { eval legend_entry(entry, legend_x(entry, %g, %d), %g - 0.6 * ((entry - 1) / %d)) }', centre, columns < legend_count ? columns : legend_count, y, columns < legend_count ? columns : legend_count)
