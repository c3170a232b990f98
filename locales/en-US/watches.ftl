# What every watch says about itself.
watch-failing = { $name }: { $failures ->
    [one] { $failures } check failed
   *[other] { $failures } checks in a row failed
 }
watch-stopped_itself = { $name } was paused: reading exceeded its limits twice
watch-recovered = { $name }: checks work again
watch-silent = { $name } has had no successful check since { $since }
watch-newest_problem = Latest problem: { $problem }
watch-told_once = You will be told once when it works again.
watch-simplify = Narrow the selection or simplify its expressions, then resume the task.
watch-works_again = The check works again after { $failures ->
    [one] { $failures } failure
   *[other] { $failures } failures
 }.{ $away ->
    [none] {""}
   *[other] {" "}The last success was { $away } ago.
 }
watch-blind = It could not report any change meanwhile.
watch-source_fails = { $place } cannot be read: { $count ->
    [one] { $count } watch is blind
   *[other] { $count } watches are blind
 }
watch-source_failing_since = Unreadable since { $since }. { $problem }
watch-source_blind = These watches see nothing; what happens meanwhile is not reported:
watch-source_watch = { $name }
watch-source_more = { $count ->
    [one] { $count } more
   *[other] { $count } more
 }
watch-source_waiting = { $count ->
    [one] { $count } more watch reads it and has not looked since.
   *[other] { $count } more watches read it and have not looked since.
 }
watch-source_told_once = They are not reported one by one; you will be told once when it answers again.
watch-do_when_silent = What to do: see whether it is running and can be reached from this machine; if its address has changed, change it in the watches.
watch-do_about_credentials = What to do: check whether the credential used to read it has expired or lost its rights.
watch-do_when_throttled = What to do: it limits how often it may be asked; lengthen the watches' intervals or raise its limit.
watch-source_answers = { $place } answers again after { $lasted }: { $count ->
    [one] { $count } watch looks again
   *[other] { $count } watches look again
 }
watch-source_period = Unreadable from { $since } to { $at }; nothing could be judged meanwhile.
watch-source_looks_again = The others go on with their next check; one that still fails is reported by itself.
watch-check_too_slow = The check took over { $limit } and was ended.
watch-check_broken = The check is broken ({ $error }); please tell an admin.
watch-rests = { $said ->
    [none] No change.
   *[other] { $said }
 } Next check: { $due }.

watch-deleted = Deleted; its events remain.
watch-paused = Paused{ $reason ->
    [none] .
   *[other] : { $reason }.
 }
watch-paused_by_itself = Paused by itself: reading exceeded its limits twice. Narrow the selection or simplify its expressions, then resume the task.
watch-checks_begin = The next check is about to begin.
watch-checks_go_on = Checks are running; next check: { $due }.
watch-held = An operator paused its workflow in Temporal.
watch-checks_held = An operator paused its checks in Temporal.
watch-not_started = Temporal does not know it; resume starts it.
watch-temporal_silent = Temporal does not answer.
watch-terminated = Its workflow was terminated by { $by }{ $reason ->
    [none] {""}
   *[other] : { $reason }
 }. Resume starts it again.
watch-cancelled = Its workflow was cancelled. Resume starts it again.
watch-failed = Its workflow failed. Resume starts it again.
watch-timed_out = Its workflow timed out. Resume starts it again.
watch-ended = Its workflow has ended. Resume starts it again.
watch-operator = an operator
watch-check_cut_off = The check was interrupted.
watch-not_written = The watch could not be saved.
