# The kill switch.
kill_switch-never = Writing was never enabled: Zhiban only observes and says what it would do. An admin can enable it with { $tool } or { $command }.
kill_switch-engaged = Kill switch engaged by { $person } at { $at }: { $reason }. Alerts are handled, nothing is changed. An admin can release it.
kill_switch-released = Writing enabled by { $person } at { $at }: { $reason }. Repairs run as far as policy and guards allow. Any operator can stop all writes at once with { $tool } or { $command }.
kill_switch-confirm = Nothing was changed. When the person agrees to enable writing, call again with the same arguments and { $confirm }.
kill_switch-enable = Enable writing? Repairs may then write to clusters, as far as policy, guards and approvals allow.

# Silences, windows and freezes.
control-names_nothing = this incident names nothing that could be silenced; name a cluster, a namespace or a workload yourself
control-said = { $kind ->
    [silence] Silence: alerts are only counted, no one is told and nothing is repaired
    [maintenance] Maintenance window: alerts are only counted; what still fires at its end is checked once
   *[freeze] Change freeze: alerts are handled, nothing is written
 }. Covers { $covers }; { $holds }. Set by { $person }: { $reason }. { $ended_by ->
    [none] To end it early: { $tool } or { $command }.
   *[other] Ended by { $ended_by }.
 }
control-named = { $control } { $name }: { $said }
control-listed = { $shown } of { $count ->
    [one] { $count } control
   *[other] { $count } controls
 }, newest first:
control-none = No controls are set.
control-covers = { $place ->
    [none] everything
   *[other] { $place }
 }{ $faults ->
    [none] {""}
   *[other] {" "}({ $faults })
 }
control-until = { $end ->
    [none] from { $start } until somebody ends it
   *[other] from { $start } to { $end }
 }
control-again = { $recurring }, { $length } each
control-recurs = { $days ->
    [none] every day
   *[other] { $days }
 } at { $times } ({ $zone })
control-recurs_monthly = on days { $days } of the month at { $times } ({ $zone })
control-many_times = { $count } times from { $first } to { $last }
control-weekday = { $weekday ->
    [0] Sun
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
   *[6] Sat
 }

# What a policy means.
policy-named = Policy { $policy }{ $version ->
    [none] {""}
   *[other] {" "}({ $version })
 }. The first rule that fits counts:
policy-usable = The file is valid. It means:
policy-unusable = The file is not valid:
policy-rule = { $place ->
    [none] Anywhere
   *[other] In { $place }
 }, { $actions ->
    [none] all actions
   *[other] { $actions }
 }{ $score ->
    [none] {""}
   *[other] {" "}from score { $score } on
 }: { $mode }.
policy-default = Everything else: { $mode }.
policy-hours = { $place ->
    [none] Anywhere
   *[other] In { $place }
 }, { $actions ->
    [none] all actions
   *[other] { $actions }
 }: only on { $days }, { $start }–{ $end }.
policy-runs_as = { $person ->
    [none] No one's permission is named for automatic repairs, so nothing is written without a request.
   *[other] Automatic repairs use the permission of { $person }.
 }
policy-on_call = On call: { $people }.
policy-ladder = Ladder, in this order: { $actions }.
policy-limits = At least { $cooldown } between two writes to a target, at most { $writes } within { $window }. At least { $share } of a namespace must be healthy.
policy-approval = An approval expires after { $wait }; whoever asked { $own ->
    [yes] may approve
   *[no] may not approve
 } it.

# What another policy would have done.
back_test-said = { $different } of { $incidents } incidents would have gone another way. { $open_ended } of them end where the record ends; { $left_out } were left out.
back_test-difference = { $incident } { $target } ({ $changes }). Was: { $was }. Would be: { $would }.
course-said = score { $score }: { $moves ->
    [none] nothing
   *[other] { $moves }
 }{ $called ->
    [none] {""}
   *[other] ; a person called: { $called }
 }{ $waits ->
    [none] {""}
   *[other] ; waiting for its hours: { $waits }
 }{ $known ->
    [yes] {""}
   *[no] ; what follows is not known
 }
course-move = { $action } ({ $mode })
divergence-actions = actions
divergence-modes = modes
divergence-calls = calls
divergence-band = band
divergence-hours = hours

# What becomes of a repair that somebody asks for.
request-at_once = Policy allows it to run automatically; every guard is still checked.
request-after_approval = Policy requires an approval first; then every guard is checked.
request-only_observed = Not done: policy for this action here is “{ $mode }”. The operators can change the policy file.
request-switched_off = Not done: writing is disabled ({ $person ->
    [none] from the start
   *[other] by { $person }
 }). An admin can release the kill switch.
request-not_permitted = Not done: your account lacks the permission { $permission }. An admin can grant it.
request-nothing = Nothing can be done now{ $skipped ->
    [none] .
   *[other] : { $skipped }.
 }

# How incidents went in a period.
number-incidents = incidents
number-open = open
number-called = a person was called
number-repaired = repaired
number-fixed = fixed, no relapse
number-success = success rate
number-false_fixes = relapses after a fix
number-false_fix_share = share of fixes that relapsed
number-attempts = attempts
number-writes = attempts that wrote
number-detect = time to detect
number-decide = time to decide
number-acknowledge = time to acknowledge
number-act = time to first action
number-fix = time to verified fix
number-median = { $span }, median
number-p = { $span }, p{ $percentile }
number-value = { $value ->
    [none] no data
   *[other] { $value }
 }
number_unit-incidents = incidents
number_unit-attempts = attempts
number_unit-share = share
number_unit-s = s
number-under_a_second = under 1 s

# Their page in the console.
control_state-in_force = in force
control_state-planned = planned
control_state-over = over
control_page-title = Controls
control_page-not_over = In force or planned
control_page-also_over = Also those that are over
control_page-writes_off = Writing stopped
control_page-writes_on = Writing enabled
control_page-is_off = Alerts are handled, nothing is changed anywhere.
control_page-is_on = Repairs run as far as policy and guards allow.
control_page-never_on = Writing was never enabled: Zhiban only observes and says what it would do.
control_page-writes_since = { $is_on ->
    [yes] { $person } enabled writing at { $at } ({ $reason }). Repairs run as far as policy and guards allow.
   *[other] { $person } stopped all writing at { $at } ({ $reason }). Alerts are handled, nothing is changed anywhere.
 }
control_page-only_admins = An admin can enable writing.
control_page-stop = Stop all writes
control_page-stop_means = From this moment nothing is written to any cluster, by repairs or by edits. A repair under way stops before its next write; what was written stays as it is. Alerts are handled and people are told as before. Only an admin can enable writing again.
control_page-allow = Enable writing
control_page-allow_means = From this moment repairs and edits may write to clusters, as far as policy, guards and approvals allow. Any operator can stop all writes at once.
control_page-plan = Plan maintenance
control_page-freeze = Freeze changes
control_page-means = { $kind ->
    [silence] Alerts that it covers are counted; nobody is told, and nothing is repaired.
    [maintenance] Alerts that it covers are counted; nobody is told, and nothing is repaired. What still fires at its end is checked once.
   *[freeze] Alerts are handled and people are told, but nothing is written to what it covers, not even after an approval.
 }
control_page-end = End
control_page-end_means = { $kind ->
    [silence] From now on people are told of what it covers, and repairs run again.
    [maintenance] From now on people are told of what it covers, and repairs run again. What still fires is checked at once.
   *[freeze] From now on repairs and edits may write to what it covers, as far as policy and guards allow.
 }
control_page-changes_at = Until or from
control_page-until_ended = until somebody ends it
control_page-none = No silence, maintenance window or freeze is in force or planned.
control_page-none_hint = Silence a known alert, plan maintenance before work, freeze changes before a release.
control_page-name_hint = What others will know it by.
control_page-scope_hint = Names, or patterns with wildcards. Empty matches everything.
control_page-only_faults = Only certain faults
control_page-exact_times = Exact times
control_page-start_hint = Empty: now. Time zone: { $place }.
control_page-end_hint = Takes the place of how long; for windows that come again: when they cease.
control_page-cron = Again and again
control_page-cron_hint = When each window begins, as cron writes it; { $example } is Saturdays at 02:00. Each lasts as long as chosen above.
control_page-look = See what it covers
control_page-each_lasts = { $span } each
control_page-next_one = Next
control_page-touches = { $count ->
    [one] It covers one open incident:
   *[other] It covers { $count } open incidents:
 }
control_page-touches_none = No open incident is covered.
