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
