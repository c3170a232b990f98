# Classes of fault.
fault_class-crash_loop = crash loop
fault_class-image_pull = image pull failure
fault_class-out_of_memory = out of memory
fault_class-not_ready = not ready
fault_class-replica_shortage = too few replicas
fault_class-error_rate = high error rate
fault_class-latency = high latency
fault_class-saturation = saturation
fault_class-configuration = configuration error
fault_class-dependency = dependency failure
fault_class-node = node failure
fault_class-requested = repair on request
fault_class-test = test alert
fault_class-silence = silent
fault_class-other = unhealthy

# Actions of the ladder.
action_kind-restart = rolling restart
action_kind-refresh_config = configuration restore
action_kind-scale_out = scale-out
action_kind-shift_load = move away from failing nodes
action_kind-rollback = version rollback
action_kind-isolate = isolation of broken pods
action_kind-full_rollback = rollback of the whole application
action_kind-call_person = page to a person

# What a person asks for.
repair_name-rollback = rollback
repair_name-restart = restart
repair_name-scale = scale

# Where an incident stands.
incident_state-confirming = confirming
incident_state-suppressed = muted
incident_state-repairing = repairing
incident_state-waiting = waiting
incident_state-awaiting_approval = awaiting approval
incident_state-paused = paused
incident_state-flapping = flapping
incident_state-relapse_watch = monitoring for relapse
incident_state-handed_over = handed over
incident_state-closed = closed

# How an incident ended.
ending-fixed = fixed and verified
ending-recovered = recovered by itself
ending-fixed_by_others = fixed by others
ending-not_confirmed = not confirmed
ending-handed_over = handed over to a person
ending-aborted = aborted by a person
ending-merged = merged into another incident
ending-previewed = dry run only
ending-not_done = the requested action cannot be done; nothing was changed
ending-not_approved = not approved; nothing was changed
ending-tested = it was a test; nothing was touched
ending-stopped = workflow stopped; nothing more is done

# Why a person is called.
call_reason-top_band = its score is in the top band; the repair continues
call_reason-exhausted = every allowed repair has been tried
call_reason-nothing_tried = nothing could be tried on it
call_reason-blocked = a safety check blocked the repair, or the cluster rejected it
call_reason-blind = there is no data to judge by
call_reason-inconclusive = it is unclear whether the repair helped; someone else may be changing the target
call_reason-unresolved = the workload named by the alert was not found
call_reason-not_approved = the repair was not approved
call_reason-observed = in observe-only mode a repair was proposed, not applied
call_reason-flapping = flapping; automatic repair paused
call_reason-asked_for = a person asked for it
call_reason-not_done = the requested action cannot be done now; nothing else was done instead
call_reason-test = somebody tries whether alerts arrive
call_reason-silent = this source of alerts is silent; its alerts may not arrive
call_reason-stopped = its workflow was stopped in Temporal; nothing more is done automatically

# Why a request is refused.
refusal-not_done = it cannot be done now, and nothing else was done instead
refusal-not_approved = it was not approved
refusal-too_many_wait = too many requests are queued for this target; ask again once they are done
refusal-stopped = the workflow that would have served it was stopped

# What a person, or a program that saw one at work, did.
intervention-abort = aborted the repair
intervention-pause = paused the repair
intervention-resume = resumed the repair
intervention-skip_rung = skipped this step
intervention-examine = looked at it again
intervention-acknowledge = acknowledged it
intervention-close = closed it
intervention-human_edit = changed the target by hand
intervention-resolved = reported it as resolved
intervention-enable_writes = enabled writing

# Bands of scores.
band-aggressive = top
band-standard = standard
band-conservative = conservative
band-brief = brief
band-minimal = minimal

# Inputs of a score.
score_input_name-impact_services = the number of affected services
score_input_name-impact_users = the number of affected users
score_input_name-severity_resources = resource usage
score_input_name-severity_errors = the error rate
score_input_name-severity_source = the severity given by the source
score_input_name-severity_opinion = the model's opinion
score_input_name-importance_service = the importance of the service
score_input_name-urgency_hours = the time of day

# How an attempt ended.
attempt_state-verified = verified
attempt_state-failed = did not help
attempt_state-unknown = unknown
attempt_state-inconclusive = inconclusive
attempt_state-blocked = blocked by a guard
attempt_state-not_approved = not approved
attempt_state-conflict = target changed; nothing was done
attempt_state-refused = refused by the cluster
attempt_state-observed = observed only; nothing was done
attempt_state-aborted = aborted

# What the checks after an attempt say.
repair_verdict-healthy = healthy
repair_verdict-unhealthy = unhealthy
repair_verdict-unknown = unknown
repair_verdict-inconclusive = inconclusive

# Why a verdict is as it is.
because-dwelt = stayed healthy
because-dwelling = healthy now, and has to stay so
because-bad_for_long = stayed unhealthy
because-bad_for_now = unhealthy now
because-rolling_out = rolling out
because-not_rolled_out = not rolled out by the deadline
because-signal_lags = the target is healthy, the alert has not cleared yet
because-signal_stays = the target is healthy, but the alert does not clear
because-blind_for_now = no data now
because-blind_for_long = no data for too long
because-others_wrote = changed by others meanwhile
because-neither = neither healthy nor unhealthy for long enough
because-not_looked = not checked yet

# Modes of a policy.
mode-observe = observe only
mode-suggest = suggest only
mode-approve = after approval
mode-auto = automatic

# Why an action is passed over.
skip_reason-cannot_help = the policy says that it does not help against this class of fault
skip_reason-target_missing = the target does not exist
skip_reason-no_earlier_revision = there is no earlier revision with another template
skip_reason-rollout_paused = its rollout is paused
skip_reason-gitops_managed = managed by GitOps, which would revert the change
skip_reason-autoscaler_owns_count = an autoscaler controls the replica count
skip_reason-at_most_replicas = the policy's replica limit is reached
skip_reason-quota_full = the namespace quota is used up
skip_reason-not_scalable = it runs once per node and cannot be scaled
skip_reason-scaled_to_zero = somebody has scaled it to zero
skip_reason-last_healthy_replica = it would touch the last healthy replica
skip_reason-nothing_to_isolate = there is nothing to isolate
skip_reason-no_sick_node = none of its pods is on a failing node
skip_reason-disruption_budget = the disruption budget does not allow it
skip_reason-no_kept_config = no working configuration is kept
skip_reason-config_unchanged = the configuration is the same as when it was healthy
skip_reason-no_application = it belongs to no application
skip_reason-skipped_by_person = skipped by a person
skip_reason-nothing_to_change = it is already as requested
skip_reason-not_readable = the required information cannot be read

# Guards.
guard_name-kill_switch = kill switch
guard_name-mode = policy mode
guard_name-permission = rollback permission
guard_name-confirmed = confirmation by the source
guard_name-freeze = change freeze
guard_name-time_window = time window
guard_name-approval = approval
guard_name-lock = target lock
guard_name-budget = cluster budget
guard_name-cooldown = cooldown
guard_name-frequency = write frequency
guard_name-healthy_share = healthy share
guard_name-gitops = GitOps
guard_name-unchanged = target unchanged
guard_name-checkpoint = checkpoint

# What guards say.
guard_outcome-passed = passed
guard_outcome-failed = did not pass
guard_outcome-unknown = could not be checked, so it did not pass

# Questions to people.
approval_state-pending = pending
approval_state-approved = approved
approval_state-denied = denied
approval_state-timed_out = no answer in time
approval_state-superseded = void: the target has changed
questions_shown-pending = waiting
questions_shown-decided = decided
questions_shown-all = all
questions_shown-approved = approved
questions_shown-denied = denied
questions_shown-timed_out = no answer in time
questions_shown-superseded = void
run_outcome-written = it ran and was written
run_outcome-put_back = it ran, and was put back afterwards
run_outcome-partly = it was written in part, then stopped
run_outcome-stopped = a guard stopped it, nothing was written
run_outcome-failed = the cluster did not take it, nothing was written
run_outcome-under_way = under way, no end is recorded yet
run_outcome-unknown = no write of it is recorded

# Silences, windows and freezes.
control_kind-silence = silence
control_kind-maintenance = maintenance window
control_kind-freeze = change freeze

# What mutes an incident.
suppressed_by-silence = silence
suppressed_by-maintenance = maintenance window
suppressed_by-inhibition = parent alert

# Where alerts come from, and what their source answers.
alert_source-tencent_monitor = Tencent Cloud Observability Platform
alert_source-tencent_cls = CLS
alert_source-alertmanager = Alertmanager
alert_source-plain = a program of yours
alert_source-threshold_watch = threshold watch
alert_source-person = a person
alert_source-heartbeat = missing heartbeat
read_back-firing = still firing
read_back-cleared = cleared
read_back-not_found = no such alert
read_back-unknown = unknown

# What is done to a target.
verb-restart = restart
verb-scale = scale
verb-undo = back to an earlier revision
verb-evict = evict pods
verb-isolate = isolate pods
verb-restore_config = restore configuration

# Goals.
goal-reached = reached
goal-missed = missed
goal-no_data = no data

# What an incident does and waits for, and what people are told of it.
incident-enabled_by = must name who enables writing
incident-about = { $place } { $fault }
incident-asks = Asks { $people ->
    [none] a person
   *[other] { $people }
 } to approve: { $why }
incident-asks_source = Confirming with the alert's source.
incident-attempts = Attempt { $number }: { $why }
incident-by = Ended by { $person }.
incident-changes = Changed { $count } times within { $window }.
incident-checks = Attempt { $number }: { $because }.
incident-chooses = Choosing the next step.
incident-closed = Closed: { $ending }.
incident-flaps = Flapping.
incident-freeze_over = The change freeze has ended.
incident-frozen = Change freeze: { $name }.
incident-looks_for_owner = Looking for the workload named by the alert.
incident-merged_into = Continued as { $incident }.
incident-muted = Muted by { $name } ({ $by }).
incident-muting_over = No longer muted, and still firing.
incident-named = The alert names { $object }.
incident-no_turn = No turn within an hour: { $waits_for }.
incident-nobody_answered = Everybody was paged as often as the policy says; no one acknowledged it.
incident-nobody_there = No one on call and no admin has an account with an address.
incident-none = No incident fits.
incident-nothing_to_steer = There is nothing to steer yet.
incident-steered_by = must say who steers
incident-nothing_to_enable = There is nothing to enable yet.
incident-paused = Paused by { $person }.
incident-still_bad = It fires still, or its workload is unhealthy; kept open for a person.
incident-still_unhealthy = The alert has cleared, but its workload is still unhealthy; watching.
incident-person_needed = A person is needed: { $reason }.{ $detail ->
    [none] {""}
   *[other] {" "}{ $detail }
 }
incident-queues = Queued: { $waits_for }.
incident-recovered = Resolved. Monitoring for relapse.
incident-recovered_early = Resolved before anything was done. Monitoring for relapse.
incident-recovery_unconfirmed = Reported as resolved, but the source does not answer; asking again.{ $detail ->
    [none] {""}
   *[other] {" "}{ $detail }
 }
incident-relapsed = Relapsed; continuing with the next step.
incident-resumed = Resumed.
incident-scored = Score { $score }, { $band } band, at most { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 }.
incident-settled = No longer flapping.
incident-source_silent = The source does not answer.{ $detail ->
    [none] {""}
   *[other] {" "}{ $detail }
 }
incident-stopped = Its workflow is gone; nothing more is done.
incident-takes_back = Attempt { $number } is undone as soon as guard { $guard } passes.
incident-waits_for_freeze = Waiting for change freeze { $name } to end.
incident-waits_for_guard = Waiting for guard { $guard }{ $detail ->
    [none] .
   *[other] : { $detail }.
 }
incident-writes_enabled = Writing enabled; continuing from here.
incident-acknowledged = { $what }: acknowledged by { $person }
incident-alerted = Alert { $alert } received; confirming with its source.
incident-approval_answered = { $what }: { $action }, { $outcome }{ $person ->
    [none] {""}
   *[other] {" "}by { $person }
 }
incident-approval_asked = Approval required: { $what }, { $action }
incident-approval_until = Hop { $hop }, open until { $until }.
incident-attempted = { $what }: attempt { $number }, { $action }, { $outcome }
incident-back = { $what }: relapsed
incident-calm = { $what }: no longer flapping
incident-calm_now = Stable; { $fires ->
    [yes] still firing.
   *[no] not firing.
 }
incident-counted = { $what }: { $occurrences ->
    [one] { $occurrences } alert
   *[other] { $occurrences } alerts
 } so far
incident-decided = { $what }: score { $score }
incident-ended = { $what }: closed, { $ending }
incident-flapping = { $what }: flapping
incident-held = { $changes } Automatic repair is paused until it is stable; you will be told once when it is.
incident-keeps_calling = Calling continues; once an account, an address or a channel works, it is sent again.
incident-may_try = At most { $attempts ->
    [one] { $attempts } automatic attempt
   *[other] { $attempts } automatic attempts
 }.
incident-moved = { $what }: { $state }
incident-muted_until = Muted by { $by }; { $until ->
    [none] until somebody ends it.
   *[other] next check { $until }.
 }
incident-called_again = Page { $times }; no one has acknowledged it yet.
incident-needed = Action required: { $what }
incident-needed_because = Reason: { $reason }.{ $score ->
    [none] {""}
   *[other] {" "}Score { $score }.
 }{ $occurrences ->
    [none] {""}
   *[other] {" "}Alerts: { $occurrences }.
 }
incident-no_such_alert = Alert not confirmed by its source{ $asked ->
    [none] {""}
   *[other] {" "}({ $asked })
 }. No action taken.
incident-outcome = { $action }: { $outcome }.
incident-reached = { $what }: reached { $people }
incident-reason = Reason given: { $said }
incident-refused = Not done: { $place }, { $action }
incident-refused_because = The { $action } requested by { $person } was not done: { $refusal }.
incident-relapse = Relapse number { $times }; continuing with the next step.
incident-requested = { $person } asks for a { $action }: { $why }
incident-steered = { $what }: { $person } { $did }
incident-suppressed = { $what }: muted
incident-taken_by = Accepted by { $channel }.
incident-to_handle = { $what }
incident-to_handle_because = A person is needed: { $reason }.
incident-tried = { $number }: { $action }, { $state }
incident-unconfirmed = Alert not confirmed: { $what }
incident-grouped = { $what }: joined an incident group
incident-ungrouped = { $what }: left its incident group{ $person ->
    [none] {""}
   *[other] {" "}(split by { $person })
 }
incident-unreached = No one could be reached: { $what }
incident-unreached_because = Reason: { $reason }.
incident-waits = { $what }: waiting
incident-waits_until = Waiting for { $waits_for }, { $until ->
    [none] no fixed time.
   *[other] until { $until } at the latest.
 }
wait-approval = approval { $question }
wait-budget = a slot in the budget of { $cluster }
wait-freeze = the end of change freeze { $name }
wait-guard = guard { $guard }
wait-lock = the lock of { $target }
wait-muting = the end of { $name }
wait-owner = the owner of the alert's object
wait-pace = the request rate of { $cluster }
wait-person = a person
wait-relapse = a relapse
wait-resume = { $person } to resume it
wait-settling = the flapping to stop
wait-source = the alert's source
wait-stability = a stable state
wait-verdict = the check of attempt { $number }
incident-closed_already = This incident is closed; a new alert would open another one. Nothing was changed.
incident-event_too_large = An event of an incident holds more than { $most } bytes; keep the body elsewhere.
incident-events_without_it = must hold one about the incident that changed
incidents-too_many = There are more than { $most } incidents; ask for a shorter period.
# Incidents as an assistant reads them.
incident_line-said = { $incident } { $workload ->
    [none] unknown workload
   *[other] { $workload }
 } { $fault }: { $state }{ $score ->
    [none] {""}
   *[other] , score { $score }
 }{ $band ->
    [none] {""}
   *[other] {" "}({ $band })
 }{ $attempts ->
    [none] {""}
    [one] , { $tried } of { $attempts } attempt
   *[other] , { $tried } of { $attempts } attempts
 }.
incident_line-waits = Waits for { $waits_for }{ $until ->
    [none] .
   *[other] {" "}until { $until }.
 }
incident_line-grouped = { $why }{ $others ->
    [0] {""}
    [one] {" "}{ $others } other incident belongs to its group.
   *[other] {" "}{ $others } other incidents belong to its group.
 }
incident_line-called = A person was called ({ $reason }).
incident_line-answer = Awaiting the answer to { $question }; see { $tool }.
incident_line-missing = Missing for the score: { $inputs }
incident_line-text = Its text:
incident_line-requested = Requested by { $person }:
incidents-listed = { $count ->
    [one] { $count } incident
   *[other] { $count } incidents
 }, newest first.
incident_story-told = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
 }, oldest first.
incident_story-empty = Nothing has happened yet.
incident_story-cut = Earlier entries are left out.
incident_request-sent = Requested: { $what ->
    [abort] abort
    [pause] pause
    [resume] resume
    [skip_rung] skip this step
    [examine] look again
    [acknowledge] acknowledge
   *[close] close
 }.

# Test alerts.
incident-test = Test alert, nothing to do: alerts of { $source } come in and reach people
incident-test_means = { $person } tries whether alerts arrive. Nothing is broken, nothing will be touched, and it closes by itself.
# A source of alerts that is silent.
incident-silent = { $source } has been silent since { $at }; alerts may not arrive
incident-silent_means = It always sends one alert that fires on purpose, and that one no longer comes. Check that Prometheus and Alertmanager run, that the route to Zhiban is unchanged, and that the network between them works. Until then, no news from there means nothing.
trial_alert-said = { $outcome ->
    [told] came in, and somebody was told
    [nobody] came in, but nobody was told{ $detail ->
        [none] ; check addresses and channels
       *[other] : { $detail }
     }
    [refused] did not come in: { $detail }
    [off] not tried: { $detail }
   *[waiting] came in; whether anybody was told is not known after 15 s, its incident will show it
 }
trial_outcome-told = somebody was told
trial_outcome-nobody = nobody was told
trial_outcome-waiting = not known yet
trial_outcome-refused = did not come in
trial_outcome-off = not tried
trial_alert_view-source = Source
trial_alert_view-outcome = Outcome
trial_alert_view-said = What became of it
trial_alert_view-incident_id = Test incident
trial_alert_view-person_id = Who was told
trial_alert_view-channel = Channel
trial_alert_view-told_at = Told at
incident-search_without_words = must hold a word or a number, such as the name of a workload
