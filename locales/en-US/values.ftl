# Values that stand alone, as in the cell of a table.
value-plain = { $value }
flag-yes = yes
flag-no = no
value-labelled = { $label }:
