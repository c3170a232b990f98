# On-call schedules in the console.
oncall_page-title = On call
oncall_page-one = On call: { $name }
oncall_page-now = On call now
oncall_page-handover = Handover
oncall_page-then = Next
oncall_page-gaps = Nobody on call
oncall_page-gap_from = from { $start }
oncall_page-no_gaps = none in 30 days
oncall_page-none_hint = Admins make one. A policy names it { $entry } and its name, wherever it names people.
oncall_page-overridden = override
oncall_page-in_policy = In the policy
oncall_page-gaps_mean = Within 30 days. Pages go to admins while nobody is on call.
oncall_page-off_hours = { $count ->
    [one] Besides, nobody is on call once outside hours of duty.
   *[other] Besides, nobody is on call { $count } times outside hours of duty.
 }
oncall_page-calendar = The coming four weeks
oncall_page-in_zone = Times are those of { $place }.
oncall_page-cut = It changes hands so often that only the time until { $at } is shown.
oncall_page-layers = Layers
oncall_page-last_wins = Of layers that have somebody, the last one wins.
oncall_page-version_begins = Version { $number } begins at { $at }; until then an earlier one counts.
oncall_page-turns = { $count ->
    [one] Always { $people }
   *[other] In turn: { $people }. Each has { $unit ->
        [hour] { $every ->
            [one] an hour
           *[other] { $every } hours
         }
        [day] { $every ->
            [one] a day
           *[other] { $every } days
         }
        [month] { $every ->
            [one] a month
           *[other] { $every } months
         }
       *[week] { $every ->
            [one] a week
           *[other] { $every } weeks
         }
     }, handed over at { $at }
 } ({ $zone }), counted from { $start }.
rotation_unit-hour = hours
rotation_unit-day = days
rotation_unit-week = weeks
rotation_unit-month = months
oncall_page-together = ({ $people } together)
oncall_page-duty_days = Only { $days } are counted as turns.
oncall_page-hours = { $days ->
    [none] On duty every day from { $start } to { $end }.
   *[other] On duty { $days } from { $start } to { $end }.
 }
oncall_page-counts = { $start ->
    [none] It counts until { $end }.
   *[other] { $end ->
        [none] It counts from { $start }.
       *[other] It counts from { $start } to { $end }.
     }
 }
oncall_page-overrides = Overrides
oncall_page-no_overrides = The layers count as they stand.
oncall_page-agreed = agreed with { $person }
oncall_page-override = Override
oncall_page-override_means = Changes for a time who is on call; everybody concerned is told. Two people who swap shifts ask one another instead.
oncall_page-kind = What changes
oncall_page-who = Who comes
oncall_page-who_hint = For “not on call”: who goes.
oncall_page-others = Others
oncall_page-ids_hint = Ids with commas between, such as { $example }.
oncall_page-id_hint = The id of a person, such as { $example }.
oncall_page-instead_of = Instead of
oncall_page-instead_hint = Only where one comes instead of another.
oncall_page-may_leave_gap = Nobody may be on call meanwhile
oncall_page-leave_gap_means = Otherwise what leaves nobody on call is refused.
oncall_page-on_call_then = On call would be:
oncall_page-more_shifts = { $count ->
    [one] And one more shift.
   *[other] And { $count } more shifts.
 }
oncall_page-take_back = Take back
oncall_page-take_back_means = From now on the layers count again. What the override did until now remains so.
oncall_page-swaps = Swaps
oncall_page-ask_swap = Ask for a swap
oncall_page-swap_means = The other is asked by message. Nothing changes before they accept.
oncall_page-which_shift = Which shift
oncall_page-shift_hint = One of yours that somebody else shall take, or another's that you would take.
oncall_page-shift = { $person }: { $start ->
    [none] now
   *[other] { $start }
 } to { $end }
oncall_page-taker = Who takes it
oncall_page-taker_hint = Of your own shifts. Another's shift is for you.
oncall_page-back = In return
oncall_page-back_hint = A shift of the one who takes yours, which the giver has instead.
oncall_page-nothing_back = Nothing
oncall_page-swap_more = Somebody else, or a part of the shift only
oncall_page-other = Somebody else
oncall_page-no_shifts = Nobody has a shift in the coming four weeks, so there is none to swap.
oncall_page-swap_sent = { $person } was asked. Nothing changes before they accept.
oncall_page-swap_now = The swap: { $state }.
oncall_page-accept = Accept
oncall_page-decline = Decline
oncall_page-withdraw = Withdraw
oncall_page-accept_means = All of it counts at once, and the other is told.
oncall_page-stays = The shifts stay as they are, and the other is told.
oncall_page-not_yours = This is not yours to say, or the swap is over. Whoever was asked accepts or declines; whoever asked may withdraw.
oncall_page-new = Create a schedule
oncall_page-change = Change the schedule
oncall_page-new_means = People who follow one another. The next page shows what it means before anything is kept.
oncall_page-change_means = A new version begins; what was so before it stays so. Where only people differ, whoever is on call then stays.
oncall_page-name_hint = Lower-case letters, digits, hyphens, underscores, such as { $example }. It cannot be changed.
oncall_page-layer = Layer { $number }
oncall_page-one_more = One more layer
oncall_page-layer_name = Name of the layer
oncall_page-layer_name_hint = A layer without name and people is left out.
oncall_page-turns_hint = Ids in the order of their turns, such as { $example }; with a plus between them two have a turn together.
oncall_page-unit = { $unit ->
    [hour] hours
    [day] days
    [month] months
   *[week] weeks
 }
oncall_page-turn_unit = A turn is counted in
oncall_page-every = How many
oncall_page-every_hint = From 1 to 30.
oncall_page-first_day = First day of the first turn
oncall_page-hand_over = Handed over at
oncall_page-windows = Hours of duty
oncall_page-windows_hint = One line each, such as { $example }; empty: all hours. An end not later than the start is the next day's.
oncall_page-window_rule = must be hours, with days before them if not every day counts, such as { $example }
oncall_page-only_days = Only these days are turns
oncall_page-only_days_hint = For turns of days, such as { $example }, so that nobody's turn falls into the weekend; empty: every day.
oncall_page-begins = The layer counts from
oncall_page-ends = The layer counts until
oncall_page-always_hint = Empty: always.
oncall_page-counts_from = All of it counts from
oncall_page-would_begin = It would count from { $at }.
oncall_page-look = See what it means
oncall_page-export = Calendar file
oncall_page-import = Read in a calendar file
oncall_page-import_means = Whoever its events name is on call at these times instead of the layers; at other times nothing changes. The next page shows it before anything is kept.
oncall_page-calendar_file = File
oncall_page-calendar_text = Or its text
oncall_page-calendar_hint = People are found by the mail address of an attendee, else by id or name in the title. Times without a zone are the schedule's.
oncall_page-not_known = not known
oncall_page-import_now = Make the overrides
oncall_page-subscribe = Subscribe
oncall_page-subscribe_means = Makes an address that you give to your calendar program; it then shows the shifts and keeps them up to date. Who is paged is decided by the schedule, never by a calendar.
oncall_page-which_shifts = Which shifts
oncall_page-subscribed = Your calendar address
oncall_page-subscribed_how = In your calendar program choose “add calendar by URL” (or “subscribe”) and paste it. Programs refresh it between once an hour and once a day.
oncall_page-subscription = Subscription
oncall_page-subscriptions = Your calendar subscriptions
oncall_page-revoke = Revoke
oncall_page-revoke_means = The address stops working at once; a calendar program that has it is no longer updated. This cannot be undone, but you can make another.
oncall_page-revoked = The address was revoked.
oncall_page-new_of_file = New from a calendar file
oncall_page-new_of_file_means = The people its events name are on call at those times. If they follow one another in a fixed order, that becomes a rotation that goes on. You see the result before anything is kept.
oncall_page-make = Make the schedule
oncall_page-zone_hint = For handovers, and for times without a zone.
