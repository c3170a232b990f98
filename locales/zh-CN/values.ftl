# Values that stand alone, as in the cell of a table.
value-plain = { $value }
flag-yes = 是
flag-no = 否
value-labelled = { $label }：
