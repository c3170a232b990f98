# Fault scenarios that are told in a terminal.
demo-title = Scenario { $scenario }: { $title }
demo-watched = The kill switch is engaged: Zhiban says what it would do and writes nothing. Pass { $option } to see the repair itself.
demo-writing = Zhiban may write to the sandbox's cluster; afterwards the kill switch is put back.
demo-stage = Running in namespace { $namespace }: { $what }.

# How a scenario ended.
demo-incident = incident
demo-score = score
demo-tried = tried
demo-attempt = { $action }: { $state }
demo-attempts = { $attempts }
demo-first = first action
demo-first_after = { $seconds } s after the alert
demo-nothing_written = nothing was written
demo-calls = calls
demo-called = { $calls } ({ $reason })
demo-not_called = nobody was called
demo-end = end
demo-expected = as expected
demo-yes = yes
demo-no = no: { $problems }
demo-look = look
demo-next = next

# What is not as a scenario expects.
demo-differs = { $what }: expected { $wanted }, got { $got }
demo-none = none
demo-state = state
demo-reason = reason of the call
demo-call_count = number of calls
demo-actions = actions
demo-writes = number of writes
demo-relapses = number of relapses
demo-skipped = reasons for skipping
demo-not_verified = no attempt was verified
demo-verified = an attempt was verified
demo-too_many = { $tried } attempts, at most { $most } allowed
demo-mei = Mei
demo-no_incident = there is no incident

# What happens while a scenario is told.
deed-deploy = Released: { $what }.
deed-fault = Fault injected: { $what }.
deed-heal = The fault ends by itself: { $what }.
deed-alert = An alert reaches the webhook: { $title }, about { $target }.
deed-clear = Its source says it has cleared.
deed-edit = Somebody changes { $app } by hand.
deed-keep_editing = Somebody keeps changing { $app } by hand.
deed-keep_configs = The configuration is kept while all is healthy.
deed-answer = Somebody answers: { $approved ->
    [yes] approved
   *[no] denied
 }.
deed-stale = Approval of the former question no longer counts.
deed-steer = Somebody { $did }.
deed-control = Somebody sets a { $kind }.
deed-end_controls = It is ended early.
deed-forbid = An admin revokes the permission that repairs use.
deed-engage = The kill switch is engaged: nothing may be written.
deed-release = The kill switch is released.
deed-enable_writes = An admin enables writing for this incident.
deed-forge = Somebody forges an alert.
deed-guards = Before that write all { $passed } guards passed, and a checkpoint was kept.
deed-stopped = Guard { $guards } did not pass ({ $passed } others passed). Nothing was written.
deed-skipped = Skipped: { $actions }, because { $reason }.
deed-checked = After the { $action }: { $outcome }.{ $because ->
    [none] {""}
   *[other] {" "}{ $because }
 }
deed-called = A person is called: { $reason }.

# What Mei's morning has in it; the page and the feeds of the sandbox are written in Chinese.
morning_task-page = Service status
morning_task-keyword = maintenance
morning_task-price = Price of Bitcoin
morning_task-water = Drink water
morning_task-drink = Get up and drink some water.
morning_task-news = Morning news
morning_task-infrastructure = infrastructure
morning_task-databases = databases

# Scenarios, by their names.
scenario-bad_image = A release names an image that cannot be pulled.
scenario-bad_image_daemon = A release of a DaemonSet names an image that cannot be pulled.
scenario-crash_loop = A release crashes at every start.
scenario-stuck = Processes hang and do not become ready; nothing was released.
scenario-stuck_stateful = The processes of a StatefulSet hang.
scenario-bad_state = Processes crash over something that they remember; fresh ones do not.
scenario-memory_limit = A release lowers the memory limit below what the program needs.
scenario-broken_config = A change of configuration makes the program crash at its start.
scenario-release_of_two = A release of an application breaks the service that this one needs.
scenario-top_band = The most important service is down: a person is called while the repair runs.
scenario-relapse = It is put right, and the same thing comes back.
scenario-approved = The repair waits for a person, who approves it.
scenario-frozen = Changes are frozen; the repair waits until the freeze ends.
scenario-silenced = The alert is silenced; nothing is done until the silence ends.
scenario-hostile_text = The alert's text gives orders; they change nothing.
scenario-paused_by_person = A person pauses the repair, looks, and lets it go on.
scenario-first_release = The very first release cannot be pulled: there is nothing to go back to.
scenario-nothing_helps = Whatever is tried, it does not become ready.
scenario-minimal_band = An unimportant service: one attempt, then the broadcast.
scenario-dependency_down = A service that it needs is down, and nothing of ours was released.
scenario-paused_rollout = Somebody has paused the rollout: it is theirs.
scenario-gitops = A release that Argo CD declares cannot be pulled: going back is for people to commit.
scenario-human_edit = Somebody changes the workload while the repair is being checked.
scenario-busy_editor = Somebody changes the workload again and again: no plan stays true.
scenario-denied = A person denies the repair.
scenario-nobody_answers = Nobody answers the question, at any hop.
scenario-superseded = The workload changes while approval is pending: an old yes is worth nothing.
scenario-observed = The policy only lets Zhiban watch: it says what it would do.
scenario-recovers = It is over before anybody has agreed to a repair.
scenario-aborted = A person stops the repair.
scenario-no_permission = The person on whose behalf it would run may not roll back.
scenario-kill_switch = The kill switch is engaged: nothing is written until an admin enables writing.
# What stops a scenario.
demo-about_writing = must be given: scenario { $scenario } writes, and the kill switch is engaged
demo-needs_cloud_alarm = { $scenario } needs an alarm of the cloud
demo-cluster_away = The sandbox's cluster at { $address } does not answer ({ $why }). See what runs: { $command }
demo-cluster_refused = The cluster refused { $path }: { $why }
demo-no_cluster = Cluster { $cluster } cannot be reached.
demo-alert_not_taken = The API did not accept the alert ({ $why }). See what runs: { $command }
demo-waited = Waited { $patience } in vain for: { $what }.
demo-not_prepared = The briefing of { $person } was not prepared in time. Read the worker's log in the data folder.
demo-not_pushed = The briefing of { $person } was not pushed in time. Read the worker's log in the data folder.
