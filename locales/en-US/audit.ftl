# The audit: whether it is whole, and what is wrong with the first bad row.
audit-whole = { $rows ->
    [one] The { $rows } row is intact.
   *[other] All { $rows } rows are intact.
 } Head: { $head }
audit-broken = THE AUDIT IS BROKEN at row { $row }: { $why } Tell an admin.
audit-exported = { $rows ->
    [one] { $rows } row was
   *[other] { $rows } rows were
 } written to { $file }. To check it: { $command }
audit-missing = Row { $row } is missing or was moved.
audit-moved = Row { $row } comes after row { $last }.
audit-unchained = Row { $row } does not follow row { $last }: one of them was changed.
audit-edited = Row { $row } does not match its hash: it, or the row before it, was changed.
audit-truncated = Row { $row } and later ones are gone: row { $last } was noted ({ $noted }).
audit-rewritten = Row { $row } is not the one that was noted ({ $noted }).
audit-file_cut = The file was cut off: its last line is missing.
audit-other_end = The file's last line notes another row { $row }.
audit-unreadable = Line { $line } is not a line of an audit file.
