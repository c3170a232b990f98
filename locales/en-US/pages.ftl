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
page-window = Briefing window
page-next = Next
page-progress = In progress
page-greet = Good morning
page-prepare = Prepare now
page-pause = Pause
page-resume = Resume
page-paused = Paused
page-no_briefing = No briefing yet. Say good morning inside the window to get the first one.
page-open = Open
page-incomplete = incomplete
page-deliveries = Deliveries
page-next_try = Next try:
page-no_deliveries = No deliveries yet.
page-no_events = No events yet.
page-temporal = Temporal Web UI
page-docs = API reference
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
page-changes = What changes
page-consequences = What follows
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
scheduled_action_kind-alert_sweep = alert sweep
scheduled_action_kind-log_report = log report
scheduled_action_kind-news_digest = news digest
scheduled_action_kind-reminder = reminder
scheduled_action_kind-tool = tool
scheduled_action_kind-weather = weather
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

# Small tools in the console.
tool_page-title = Tools
tool_page-weather = Weather
tool_page-weather_means = The weather of a place, now and for up to a week.
tool_page-place = Place
tool_page-days = Days
tool_page-look = Look up
tool_page-page = Read a page
tool_page-page_means = The main text and the links of a web page, without running its scripts.
tool_page-selector = Only this part
tool_page-selector_hint = A CSS selector; XPath when it begins with a slash. May be empty.
tool_page-render = Run its scripts in a browser first
tool_page-read = Read
tool_page-cut = The text is longer; this is its beginning.
tool_page-text = Send a text message
tool_page-text_means = It is sent at once and costs money; it cannot be taken back.
tool_page-to = Number
tool_page-to_hint = With the country's code, such as +86. Your own, or one that you may reach.
tool_page-send = Send
tool_page-became = { $state } ({ $parts ->
    [one] { $parts } part is billed
   *[other] { $parts } parts are billed
 })
tool_page-forecast = Forecast a metric
tool_page-forecast_means = When a metric reaches its limit, with an interval, or why that cannot be said.
tool_page-metric = Configured metric
tool_page-no_metric = None: a source below
tool_page-prometheus = Address of a Prometheus server
tool_page-query = Its query
tool_page-source = Another source (JSON)
tool_page-source_hint = As in the configuration of a threshold watch; in place of server and query.
tool_page-limit = Limit
tool_page-floor = It is a lower limit, as for free space
tool_page-ahead = Days ahead
tool_page-test_alerts = Send test alerts
tool_page-test_alerts_means = Sends one alert in the format of each source, and shows whether it arrives and whether somebody is told. It opens incidents that close by themselves and touches no cluster. The answer takes up to 15 seconds.
tool_page-trial_hint = Choose none to test all sources.
tool_page-trial_on_call = Tell whoever is on call instead of me
tool_page-trial_became = What became of them

# The public status page.
status_page-title = Status
status_page-overall = { $level ->
    [well] All systems are operational.
    [unknown] The state of some systems is unknown right now.
    [disturbed] Some systems are degraded.
   *[down] Some systems are down.
 }
status_page-at = As of { $moment } ({ $place }).
status_page-crowded = Too many visits within a minute. Reload in a minute.
status_page-task_or_workloads = must be given, or { $other } in its place; never both
status_page-task_id = must be the id of a task, such as { $example }
status_page-place = must be a cluster and a namespace, with a workload if you like, separated by slashes, such as { $example }
status_page-name = must begin with a lower-case letter and have only lower-case letters, digits, hyphens and underscores, at most 40
public_level-well = operational
public_level-unknown = unknown
public_level-disturbed = degraded
public_level-down = down
