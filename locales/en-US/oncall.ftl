# On-call schedules.
oncall-name_form = must be 1 to { $most } lower-case letters, digits, hyphens or underscores, such as { $example }
oncall-not_in_the_past = must not lie in the past
oncall-too_far = must lie within { $days ->
    [one] a day
   *[other] { $days } days
 }
oncall-too_long = must be within { $days ->
    [one] a day
   *[other] { $days } days
 } of the start
oncall-unknown_people = must name people who are registered and not disabled; unknown: { $people }
oncall-changes_nothing = This changes nothing: the same people are on call without it.
oncall-leaves_gap = Nobody would be on call for a time. Name somebody else, or set { $flag } if that is meant.
oncall-later_version = A version that begins at { $at } is planned already. Begin after it.
oncall-name_taken = There is an on-call schedule { $name } already.
oncall-changed_meanwhile = On-call schedule { $name } was changed meanwhile. Read it again, then change it.
oncall-most_schedules = There are { $most } on-call schedules already, which is the most.
oncall-most_versions = The schedule has { $most } versions already, which is the most.
oncall-most_overrides = { $most } overrides are not over yet, which is the most. Take one back first.
oncall-created = { $person } made on-call schedule { $schedule }.
oncall-changed = { $person } changed on-call schedule { $schedule }: version { $number } begins at { $at }.
oncall-overridden = { $kind ->
    [replace] { $schedule }: { $people } instead of { $instead_of } from { $start } to { $end } (by { $person }).
    [add] { $schedule }: also { $people } from { $start } to { $end } (by { $person }).
    [remove] { $schedule }: without { $people } from { $start } to { $end } (by { $person }).
   *[other] { $schedule }: only { $people } from { $start } to { $end } (by { $person }).
 }
oncall-override_ended = { $person } took a change of on-call schedule { $schedule } back.
oncall-swap_of_two = must be somebody else than who gives the shift
oncall-swap_is_own = must be you, or the one who takes the shift must be: a swap is asked for by one of the two; others change a schedule with an override
oncall-swap_overlaps = must not overlap the time that is given
oncall-swap_too_many = { $most } shifts at most change hands at once. Ask for a shorter time.
oncall-not_on_call = { $person } is not on call in that time, so there is no shift to give.
oncall-swap_not_yours = Only { $person } can say that. Whoever asked may withdraw, who was asked may accept or decline.
oncall-swap_is_over = The swap is over: { $state }.
oncall-swap_settled = Somebody settled this swap a moment ago. Look at it again.
oncall-swap_changed = The shifts have changed since they were asked for, so nothing was changed. Ask anew.
oncall-most_swaps = { $most } swaps of this schedule wait for an answer, which is the most. Settle one first.
oncall-swap_asked = { $person } asks { $other } to take over on-call { $schedule } from { $start } to { $end }.
oncall-swap_offered = { $person } offers { $other } to take over on-call { $schedule } from { $start } to { $end }.
oncall-swap_in_return = In return { $person } is on call for { $other } from { $start } to { $end }.
oncall-swap_answer_by = Answer by { $until }: accept or decline swap { $id }. Without a yes nothing changes.
oncall-swap_accepted = { $other } accepted: { $taker } is on call for { $giver } ({ $schedule }) from { $start } to { $end }.
oncall-swap_declined = { $other } declined the swap that { $person } asked for ({ $schedule }, { $start } to { $end }). Nothing changes.
oncall-swap_withdrawn = { $person } withdrew the swap that { $other } was asked for ({ $schedule }, { $start } to { $end }). Nothing changes.
oncall-swap_expired = { $other } did not answer the swap that { $person } asked for ({ $schedule }, { $start } to { $end }). Nothing changes.
swap_state-asked = waits for an answer
swap_state-accepted = accepted
swap_state-declined = declined
swap_state-withdrawn = withdrawn
swap_state-expired = expired without an answer
oncall-somebody = { $schedule }: { $people } on call{ $until ->
    [none] .
   *[other] , until { $until }.
 }
oncall-nobody = { $schedule }: nobody is on call{ $until ->
    [none] .
   *[other] , until { $until }.
 }
oncall-next = Then { $people }, from { $at }.
oncall-gaps = { $count ->
    [one] Nobody is on call from { $start } to { $end }.
   *[other] In the next 30 days there are { $count } times without anybody on call, the first from { $start } to { $end }.
 }
oncall-none = There is no on-call schedule yet.
oncall-no_swaps = No swap was asked for within 30 days.
oncall-changed_to = On-call schedule { $schedule }, version { $number }, counts from { $at }.
oncall-override_kept = Override { $id } counts from { $start } to { $end }.
oncall-override_taken_back = Override { $id } has ended.
override_kind-replace_all = only these people
override_kind-replace = one instead of another
override_kind-add = also
override_kind-remove = not on call
oncall-person_or_schedule = must be the id of a person such as { $person }, or a schedule such as { $schedule }
oncall-unfilled = { $schedules }, so admins are called too.
oncall-unknown_schedule = there is no on-call schedule { $schedule }
oncall-nobody_by = nobody is on call by { $schedule }
oncall-handed_over = On-call { $schedule }: { $after } took over from { $before } at { $at }.
oncall-begun = On-call { $schedule }: { $people } began at { $at }.
oncall-handed_to_nobody = On-call { $schedule }: { $people } went off call at { $at }, and nobody came.
oncall-on_call_until = Until { $until }.
oncall-no_incidents = No incident is open.
oncall-open_incidents = { $count ->
    [one] One incident is open:
   *[other] { $count }{ $more ->
        [yes] {" "}or more
       *[no] {""}
     } incidents are open, the newest first:
 }
oncall-gap_ahead = On-call { $schedule }: nobody is on call from { $start }{ $end ->
    [none] .
   *[other] {" "}to { $end }.
 }
oncall-gap_falls_to = Until somebody is, pages go to admins. Fill it with an override or another version of the schedule.
oncall-calendar_title = On call: { $schedule }
oncall-calendar_shift = On call { $schedule }: { $people }
oncall-calendar_large = must be at most { $kilobytes } kB
oncall-calendar_form = must be the text of a calendar file, which begins with BEGIN:VCALENDAR
oncall-calendar_events = must hold at most { $most } events
oncall-calendar_entries = must have at most { $most } shifts in the time that is read
oncall-calendar_moment = must say when each event begins and ends; that of { $title } cannot be read
oncall-calendar_zone = must name time zones that are known; { $title } is in { $zone }
oncall-calendar_repeats = must repeat daily, weekly or monthly; { $title } has { $rule }, which is not read
oncall-calendar_slow = must be readable within a few seconds; leave out series that began long ago
oncall-calendar_waits = Too many files wait to be read. Try again in a minute.
oncall-calendar_together = must have at most { $most } people at once; at { $at } there are more
oncall-calendar_overrides = must change at most { $most } times; it changes { $count }. Read in a shorter file, or change the schedule's layers
oncall-calendar_changes_nothing = This changes nothing: the schedule says the same already, or nobody in the file is known.
oncall-imported = { $person } read a calendar file into { $schedule }: { $count ->
    [one] one override
   *[other] { $count } overrides
 } between { $start } and { $end }.
oncall-import_does = { $schedule }, until { $until }: { $count ->
    [0] no override { $kept ->
        [yes] was made
       *[no] would be made
     }
    [one] one override { $kept ->
        [yes] was made
       *[no] would be made
     }
   *[other] { $count } overrides { $kept ->
        [yes] were made
       *[no] would be made
     }
 }{ $same ->
    [0] .
    [one] ; one time is so already.
   *[other] ; { $same } times are so already.
 }
oncall-import_unknown = { $count ->
    [one] One event names somebody who is not registered, or nobody.
   *[other] { $count } events name somebody who is not registered, or nobody.
 }
oncall-import_left_out = { $count ->
    [one] One event changes nothing
   *[other] { $count } events change nothing
 }: { $past } over, { $cancelled } called off, { $empty } without length.
oncall-import_who = { $start }, { $title }: { $people ->
    [none] names nobody who is registered, so it counts nothing.
   *[other] { $people } not registered.
 }
oncall-import_apply = Nothing was changed. Say { $flag } to make it so.
oncall-feed = { $own ->
    [yes] Your own shifts
   *[no] All shifts
 } of { $schedule }, made { $at }{ $read ->
    [none] , not read by any program yet
   *[other] , last read about { $read }
 }{ $revoked ->
    [none] .
   *[other] ; revoked { $revoked }.
 }
oncall-feed_shifts = { $own ->
    [yes] your own shifts
   *[no] all shifts
 }
oncall-feed_opens = { $opens ->
    [yes] active
   *[no] revoked
 }
oncall-feed_once = Copy it now: it is shown this once. Whoever has it reads these shifts without signing in, until you revoke it.
oncall-no_feeds = There is no calendar address yet.
oncall-most_feeds = You already have { $most } calendar addresses, the most allowed. Revoke one first.
oncall-feed_made = { $person } made a calendar address for the schedule { $schedule }.
oncall-feed_revoked = { $person } revoked a calendar address of the schedule { $schedule }.
oncall-calendar_nobody = must name a registered person at a future time
oncall-new_rotation = { $kept ->
    [yes] { $schedule } was made of the file, as a rotation that goes on.
   *[no] { $schedule } would be a rotation that goes on.
 }
oncall-new_differs = { $count ->
    [one] One time of the file differs from it and counts as an override.
   *[other] { $count } times of the file differ from it and count as overrides.
 }
oncall-new_without_rotation = The file follows no rotation: { $schedule } { $kept ->
    [yes] has
   *[no] would have
 } { $count ->
    [one] one override
   *[other] { $count } overrides
 }, and after { $ends } nobody is on call. Change its layers before that, or read in the next file.
