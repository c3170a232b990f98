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
