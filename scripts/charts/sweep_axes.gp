# SPDX-License-Identifier: GPL-3.0-or-later
# Axes of the charts of a sweep. Everything is drawn at drawn coordinates: the value, its decimal logarithm, or
# the place among names. marks(axis, name) is a command that puts marks on an axis of gnuplot by the variables
# NAME_scale, NAME_low, ...; names come in by their variables, never as text.
as_drawn(scale, v) = scale eq 'log' ? log10(v) : v
mantissas(decades) = decades < 0.8 ? '1 1.5 2 3 4 5 6 8' : decades < 2.2 ? '1 2 5' : '1'
log_marks(axis, low, high) = sprintf("do for [d = %d:%d:%d] { do for [m in '%s'] { set %stics add (sprintf('%%g', m * 10.0 ** d) d + log10(real(m))) } }", \
    floor(low), ceil(high), high - low > 12 ? 3 : high - low > 7 ? 2 : 1, mantissas(high - low), axis). \
    sprintf("; do for [d = %d:%d] { do for [m = 2:9] { set %stics add ('' d + log10(m) 1) } }", floor(low), ceil(high), axis)
# At values of a list, where there are some.
has_marks(name) = exists(name.'_marks') ? strlen(value(name.'_marks')) > 0 : 0
value_marks(axis, name) = sprintf("do for [v in %s_marks] { set %stics add (v log10(real(v))) }", name, axis)
name_marks(axis, name) = sprintf("do for [k = 1:%s_names] { set %stics add (tic(value(sprintf('%s_name_%%d', k))) (k - 1) * %s_every) }", name, axis, name, name)
# About `parts` marks of 1, 2 or 5 times a power of ten.
if (!exists("parts")) parts = 8
power(step) = 10.0 ** floor(log10(step))
round_step(step) = power(step) * (step / power(step) < 1.5 ? 1 : step / power(step) < 3.5 ? 2 : step / power(step) < 7.5 ? 5 : 10)
number_marks(axis, name) = sprintf("set %stics %.15g", axis, round_step(real(value(name.'_high') - value(name.'_low')) / parts))
range_of(axis, name) = sprintf("set %srange [%s_low:%s_high]", axis, name, name)
marks(axis, name) = range_of(axis, name).'; '.(value(name.'_scale') eq 'number' ? 'set '.axis.'tics (); '.number_marks(axis, name) : 'set '.axis.'tics (); '. \
    (value(name.'_scale') ne 'log' ? name_marks(axis, name) : has_marks(name) ? value_marks(axis, name) : log_marks(axis, value(name.'_low'), value(name.'_high'))))
longest_name(name) = value(name.'_names') == 0 ? 0 : (longest = 0, sum [k = 1:value(name.'_names')] (longest = strlen(value(sprintf('%s_name_%d', name, k))) > longest ? strlen(value(sprintf('%s_name_%d', name, k))) : longest, 0), longest)

# From dark blue by green to yellow: as light as it is high, apart without colour and for the colour-blind.
set palette defined (0 '#440154', 1 '#472D7B', 2 '#3B528B', 3 '#2C728E', 4 '#21918C', 5 '#28AE80', 6 '#5EC962', 7 '#ADDC30', 8 '#FDE725')
