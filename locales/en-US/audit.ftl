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
audit-by_us = Zhiban
audit-on_behalf = Zhiban, for { $person }
audit-of_step = { $what } ({ $step })
audit-none = No rows match.
audit-rows = { $count ->
    [one] { $count } row, newest first.
   *[other] { $count } rows, newest first.
 }
audit-line = { $number } { $at } { $by }: { $what }, { $about }
audit-with_why = { $line }. { $why }

audit_action-repair_intended = repair step about to be written
audit_action-repair_performed = repair step written
audit_action-repair_restored = previous state put back
audit_action-repair_blocked = repair step stopped by a guard
audit_action-repair_refused = repair step refused by the cluster
audit_action-repair_conflict = repair step not written, target changed
audit_action-repair_storm = outage of a namespace noted
audit_action-approval_answered = approval answered
audit_action-edit_asked = edit requested
audit_action-edit_approved = edit approved
audit_action-edit_denied = edit denied
audit_action-edit_intended = edit about to be written
audit_action-edit_performed = edit written
audit_action-edit_blocked = edit stopped by a guard
audit_action-edit_refused = edit refused by the cluster
audit_action-edit_conflict = edit not written, object changed
audit_action-edit_overtaken = edit void
audit_action-control_kill_switch = kill switch set
audit_action-control_silence = silence set
audit_action-control_maintenance = maintenance planned
audit_action-control_freeze = change freeze set
audit_action-control_ended = control ended
audit_action-weights_changed = score weights changed
audit_action-weights_refused = score weights refused
audit_action-incident_noted = note written
audit_action-alert_not_confirmed = alert not confirmed by its source
audit_action-alert_source_proven = alert source proven

audit_decision-asked = requested
audit_decision-approved = approved
audit_decision-denied = denied
audit_decision-lapsed = not answered or void
audit_decision-intended = about to write
audit_decision-written = written
audit_decision-stopped = stopped by a guard
audit_decision-failed = failed
audit_decision-changed = setting changed
audit_decision-noted = noted
