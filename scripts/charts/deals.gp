# One bar per deal of the menu, from the top: the probability that it is what is agreed, given agreement.
data = 'deals.dat'
longest = 0
do for [k = 1:deals] { longest = strlen(value(sprintf('deal_%d', k))) > longest ? strlen(value(sprintf('deal_%d', k))) : longest }
set title scenario_title
set xlabel 'Probability, given agreement'
set xrange [0:1.08]
set xtics 0, 0.2, 1
set yrange [deals - 0.4:-0.6]
set ytics scale 0 ()
do for [k = 1:deals] { set ytics add (tic(value(sprintf('deal_%d', k))) k - 1) }
small = deals > 12 ? (format eq 'svg' ? ',9' : ',6') : ''
if (deals > 12) { set ytics font small }
unset grid
set grid xtics linecolor rgb '#BBBBBB' linewidth 0.6 dashtype 1
unset xzeroaxis
set lmargin at screen (1.2 + (deals > 12 ? 0.14 : 0.2) * longest) / canvas_width
set style fill solid 1 noborder
unset key
half = 0.35
plot data using ($2 / 2):0:($2 / 2):(half) with boxxyerror linecolor rgb '#0072B2', \
     '' using ($2 + 0.01):0:(sprintf('%.2f', $2)) with labels left font small
unset output
