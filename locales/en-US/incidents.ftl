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
ending-stopped = workflow stopped; nothing more is done

# Why a person is called.
call_reason-top_band = its score is in the top band; the repair continues
call_reason-exhausted = every allowed repair has been tried
call_reason-blocked = a guard or the cluster blocks the write
call_reason-blind = there is no data to judge by
call_reason-inconclusive = the result is inconclusive, or others are changing the target
call_reason-unresolved = the workload named by the alert was not found
call_reason-not_approved = the repair was not approved
call_reason-observed = observe only: the repair was described, not done
call_reason-flapping = flapping; automatic repair paused
call_reason-asked_for = a person asked for it
call_reason-not_done = the requested action cannot be done now; nothing else was done instead
call_reason-stopped = its workflow was stopped in Temporal; nothing more is done automatically

# Why a request is refused.
refusal-not_done = it cannot be done now, and nothing else was done instead
refusal-not_approved = it was not approved
refusal-too_many_wait = too many requests are queued for this target; ask again once they are done
refusal-stopped = the workflow that would have served it was stopped

# What a running incident can be told.
steering-abort = aborted the repair
steering-pause = paused the repair
steering-resume = resumed the repair
steering-skip_rung = skipped this step
steering-acknowledge = acknowledged it
steering-close = closed it

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
