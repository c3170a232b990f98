# What the pages for browsers say: signing in, the front page, the question behind a link.
page-product = Zhiban
page-tagline = The on-call colleague for teams on Tencent Cloud
page-sandbox = SANDBOX
page-sandbox_means = The outside world is simulated: no real cloud, mail or chat robots.
page-sign_in = Sign in
page-sign_out = Sign out
page-login = Account or mail address
page-password = Password
page-password_due = Change the one-time password first. Until then nothing else opens.
page-one_time_password = One-time password
page-new_password = New password
page-change_password = Change password
page-needs_script = This page needs JavaScript.
page-failed = The request failed.
page-today = Today
page-window = Briefing window
page-next = Next
page-progress = In progress
page-greet = Good morning
page-prepare = Prepare now
page-pause = Pause
page-resume = Resume
page-paused = Paused
page-briefing = Latest briefing
page-no_briefing = No briefing yet. Say good morning inside the window to get the first one.
page-open = Open
page-incomplete = incomplete
page-tasks = Background tasks
page-no_tasks = No tasks yet. Try in a terminal:
page-trigger = Check now
page-deliveries = Deliveries
page-next_try = Next try:
page-no_deliveries = No deliveries yet.
page-events = Live events
page-no_events = No events yet.
page-live = connected
page-lost = connection lost, reconnecting
page-links = More
page-temporal = Temporal Web UI
page-docs = API reference
page-health = Health
page-required = required
page-needs_proof = Needs a token or a session.
page-gone_title = No such page
page-gone = This link does not exist or has expired. Ask whoever shared it for a new one.
page-decide = Please decide
page-target = Target
page-what_it_does = What it does
page-requested_by = Requested by
page-by_us = Zhiban (automatic repair)
page-open_until = Open until
page-incident = Incident
page-you = You are
page-patch = What will be written
page-approve = Approve
page-deny = Deny
page-once = This link works once. Every guard is checked again after approval.
page-acknowledge = Acknowledge
page-acknowledge_means = Nobody is paged any more; automatic repair goes on.
page-acknowledged = { $by } acknowledged it, { $at }.
page-incident_alert = Alert
page-incident_since = Since
page-incident_state = State
page-task_checked = Last check
page-task_source = Watched page
page-task_pause = Pause
page-task_resume = Resume
page-task_pause_means = While it is paused it neither looks nor tells anybody. Resume it whenever you like.
page-own_request = This is your own request. Policy requires approval by somebody else; you may deny it.
page-answered = { $state ->
    [pending] Waiting for an answer
    [approved] Approved
    [denied] Denied; nothing will be done
    [timed_out] No answer in time; nothing will be done
   *[superseded] Void: the target has changed since the question was asked
 }{ $by ->
    [none] {""}
   *[other] {" "}(by { $by })
 }

phase-waiting = waiting
phase-prepared = prepared
phase-given = given
phase-pushed = pushed
phase-missed = missed

step-prepare = prepare the briefing
step-push = push the briefing
step-next_day = tomorrow's briefing
step-resume = waits to be resumed

task_type-web_monitor = web monitor
task_type-threshold_watch = threshold watch
task_type-schedule = schedule
task_type-news_digest = news digest

run_state-running = running
run_state-paused = paused
run_state-held = paused by an operator
run_state-stopped = stopped
run_state-missing = not started
run_state-unknown = unknown

delivery_state-queued = queued
delivery_state-retrying = retrying
delivery_state-sending = sending
delivery_state-accepted = accepted
delivery_state-delivered = delivered
delivery_state-spoken = spoken
delivery_state-read = read
delivery_state-failed = failed
delivery_state-uncertain = uncertain
