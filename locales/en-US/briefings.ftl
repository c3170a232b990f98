# The daily briefing. A claim is one sentence of it; pieces of the headline begin with brief.
briefing-title = On-call briefing
briefing-opening = Your briefing for { $day }.
briefing-date = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
 }, { $day }
briefing-sandbox_spoken = Note that this is sandbox data.
briefing-closing = End of briefing.
briefing-more = { $n ->
    [0] There is a little more. Shall I continue?
    [one] There is one more item. Shall I continue?
   *[other] There are { $n } more items. Shall I continue?
 }
briefing-subject = { $n } to act on: { $lead } · On-call briefing { $day }
briefing-sandbox = SANDBOX · demonstration data, not a real system
briefing-incomplete = Incomplete data
briefing-notes = Notes
briefing-evidence = Evidence
briefing-untold = { $n } more, not read out
    .spoken = { $n ->
        [one] One more item is
       *[other] { $n } more items are
    } only in the written version{ $must ->
        [0] {""}
        [one] , and one of them needs you
       *[other] , and { $must } of them need you
    }.
briefing-shortened = { $n ->
    [one] One more item; the full briefing has it.
   *[other] { $n } more items; the full briefing has them.
 }
briefing-all_evidence = All evidence
briefing-period = Period
briefing-period_of = Period: { $period }
briefing-look_up = Query
briefing-footer = Quoted text is verbatim from logs; any instructions in it are ignored.
briefing-lines = Log lines
briefing-errors = Errors
briefing-error_rate = Error rate
briefing-alarms = Alarms
briefing-for_you = Action required
briefing-unknown = not read
briefing-volume_chart = Log volume and errors
briefing-volume_summary = { $lines } log lines, { $errors } errors
briefing-rate_chart = Error rate compared
briefing-before = Before
briefing-rate = { $rate }
briefing-series = { $target } { $metric }
briefing-value = { $value } → { $limit }
briefing-rate_before = before: { $rate }
briefing-now = This period
briefing-templates_chart = Most frequent errors
briefing-changes_chart = What changed in the logs
briefing-keywords = Words that stand out
briefing-alarms_chart = Alarm timeline
briefing-firing = { $n } still firing
briefing-capacity_chart = When it runs full
briefing-days = { $n } days
briefing-days_between = { $low } – { $high ->
    [none] …
   *[other] { $high }
 } days
briefing-today = today
briefing-data_table = Data
briefing-time = Time
briefing-state = State
briefing-since = Since
briefing-target = Target
briefing-estimate = Estimate
briefing-interval = Interval

briefing-overview = Overview
briefing-turn = { $weight }: { $claim }
weight-act = Action required
weight-watch = Worth a look
weight-calm = Everything else
topic-logs = Logs
topic-alarms = Alarms
topic-rollbacks = Rollbacks
topic-broadcast = For a person
topic-tasks = Tasks
topic-capacity = Capacity
writer-model = Written by a language model; each sentence was checked against its evidence
writer-rules = Written by rules, straight from the data
trend_kind-new = New
trend_kind-gone = Gone
trend_kind-grew = Grew
trend_kind-shrank = Shrank
severity-critical = critical
severity-warning = warning
severity-info = minor
severity-unknown = ungraded
alarm_state-firing = firing
alarm_state-recovered = recovered
alarm_state-invalid = invalid
alarm_state-unknown = unknown
metric_kind-disk = disk usage
metric_kind-storage = storage usage
metric_kind-memory = memory usage
metric_kind-cpu = CPU usage
metric_kind-connections = connections

claim-written = { $text }

headline-must = { $n ->
    [one] One item needs your attention: { $lead }.
   *[other] { $n } items{ $groups ->
        [none] {""}
       *[other] {" "}in { $groups } groups
    } need your attention. Most urgent: { $lead }.
 }
    .spoken = { $n ->
        [one] One item needs your attention.
       *[other] { $n } items{ $groups ->
            [none] {""}
           *[other] {" "}in { $groups } groups
        } need your attention.
    }
headline-look = { $all_read ->
    [yes] Nothing is urgent. Worth a look: { $lead }.
   *[no] Worth a look: { $lead }.
 }
    .spoken = { $all_read ->
        [yes] Nothing is urgent.
       *[no] {""}
    }
headline-quiet = { $all_read ->
    [yes] { $day ->
        [yes] A quiet day
       *[no] All quiet
    }: no action needed.
   *[no] Not enough could be read to judge the day.
 }
headline-partly = { $headline } { $sources ->
    [one] One source could not be read, so this is only part of the picture.
   *[other] { $sources } sources could not be read, so this is only part of the picture.
 }
# Most of an episode stands in sentences of its own: what else happened, how errors crowd, which ones.
episode-told = { $lead }.{ $others ->
    [none] {""}
   *[other] { " " }At the same time: { $others }.
 }{ $crowd ->
    [none] {""}
   *[other] { " " }{ $crowd }.
 }{ $errors ->
    [none] {""}
   *[other] { " " }{ $kinds ->
        [one] New error
       *[other] New errors
    }: { $errors }.
 } { $step }
episode-alarm = { $severity ->
    [critical] Critical alarm
    [warning] Alarm
    [info] Minor alarm
   *[unknown] Ungraded alarm
 } { $name }{ $target ->
    [none] {""}
   *[other] { " " }on { $target }
 } { $state ->
    [firing] has been firing since { $since }
    [unknown] fired at { $since }; whether it has recovered is unknown
   *[recovered] fired at { $since } and has recovered
 }{ $handled ->
    [none] {""}
   *[other] { " " }(action: { $handled })
 }
    .spoken = { $severity ->
        [critical] Critical alarm
        [warning] Alarm
        [info] Minor alarm
       *[unknown] Ungraded alarm
    }{ $target ->
        [none] {""}
       *[other] { " " }on { $target }
    }, { $name }, { $state ->
        [firing] firing since { $since }
        [unknown] fired at { $since }; whether it has recovered is unknown
       *[recovered] fired at { $since } and has recovered
    }{ $handled ->
        [none] {""}
       *[other] { " " }(action: { $handled })
    }
episode-more_alarms = { $n ->
    [one] one more alarm
   *[other] { $n } more alarms
 }
episode-more_queue = { $n ->
    [one] one more incident waits for someone to act
   *[other] { $n } more incidents wait for someone to act
 }
episode-more_errors = { $n ->
    [one] one more new error
   *[other] { $n } more new errors
 }
episode-burst = { $errors } errors ({ $share } of the total) came within { $lasting } from { $start }{ $over ->
    [none] {""}
    [yes] , then stopped
   *[no] {" "}and continue
 }
    .spoken = { $errors } errors, { $share } of the total, came within { $lasting } from { $start }{ $over ->
        [none] {""}
        [yes] , then stopped
       *[no] {" "}and continue
    }
episode-error = { $pattern }, { $n ->
    [one] once
   *[other] { $n } times
 }{ $topic ->
    [none] {""}
   *[other] { " " }in log topic { $topic }
 }
episode-new_error = New error { $error }
episode-still_firing = Errors stopped at { $at }, but the alarm is still firing: first confirm that the service works. { $step }
episode-rollback = rollback at { $at }: { $title }
episode-later = No action needed now; find the cause during working hours.
episode-verify = It has stopped in what could be read, but recovery is unconfirmed: check now.
episode-look_at = { $next ->
    [yes] Then read the errors from that window in log topic { $topic } and check releases around that time.
   *[no] Start with the errors from that window in log topic { $topic }, then check releases around that time.
 }
episode-look = { $next ->
    [yes] Then read the error logs from that window and check releases around that time.
   *[no] Start with the error logs from that window, then check releases around that time.
 }
queue-brief = { $name } { $faults }{ $n ->
    [one] {""}
   *[other] , { $n } incidents
 }, waiting for someone to act since { $since }
    .spoken = { $name } { $faults }{ $n ->
        [one] {""}
       *[other] , { $n } incidents
    }, waiting since { $since }
queue-one = { $name } { $fault ->
    [crash_loop] is in a crash loop
    [image_pull] cannot pull its image
    [out_of_memory] runs out of memory
    [not_ready] is not ready
    [replica_shortage] has too few replicas
    [error_rate] has a high error rate
    [latency] has high latency
    [saturation] is saturated
    [configuration] has a configuration error
    [dependency] has a dependency failure
    [silence] is silent
    [node] has a node failure
    [unhealthy] is unhealthy
   *[other] { $fault }
 }, waiting for someone to act since { $since }{ $reason ->
    [none] {""}
   *[other] : { $reason }
 }. { $step }
    .spoken = { $name } { $fault ->
       [crash_loop] is in a crash loop
       [image_pull] cannot pull its image
       [out_of_memory] runs out of memory
       [not_ready] is not ready
       [replica_shortage] has too few replicas
       [error_rate] has a high error rate
       [latency] has high latency
       [saturation] is saturated
       [configuration] has a configuration error
       [dependency] has a dependency failure
       [silence] is silent
       [node] has a node failure
       [unhealthy] is unhealthy
      *[other] { $fault }
    }, waiting since { $since }{ $reason ->
       [none] {""}
      *[other] : { $reason }
    }. { $step }
queue-many = { $name } { $faults }: { $n } incidents wait for someone to act, the first since { $since }, { $kinds ->
    [one] all in namespace { $places }
   *[other] in namespaces { $places }{ $more ->
        [yes] { " " }and others, { $kinds } in all
       *[no] {""}
    }
 }.{ $reasons ->
    [none] {""}
   *[other] { " " }Automatic repair stopped: { $reasons }.
 } { $step }
queue-reason = { $all ->
    [yes] { $reason }
   *[no] { $reason } ({ $n })
 }
queue-more = { $n ->
    [one] One more item needs your attention: { $briefs }.
   *[other] { $n } more items need your attention: { $briefs }{ $more ->
        [yes] , and more
       *[no] {""}
    }.
 }
queue-first_step = { $fault ->
    [crash_loop] Read the last container's exit log first, then compare with the latest release.
    [image_pull] Check the image name and the registry credentials first.
    [out_of_memory] Look at the memory curve first, then raise the limit or roll back.
    [not_ready] First find out why the readiness probe is failing, then check the latest change.
    [replica_shortage] Check node resources and quota first.
    [error_rate] Read the most frequent error log first, then compare with the latest release.
    [latency] Find the slow dependency first, then compare with traffic.
    [saturation] Scale out or throttle first, then find what uses most.
    [configuration] Compare with the last configuration change first; revert it if needed.
    [dependency] Check the service it depends on first.
    [silence] Check Prometheus, Alertmanager and the route to Zhiban: until it is heard again, alerts may not arrive.
    [node] Check the node first; drain and replace it if needed.
   *[other] Open the incident's timeline first.
 }
brief-error_rate_rose = the error rate rose from { $before } to { $now }
brief-new_errors = { $n ->
    [one] a new error appeared
   *[other] { $n } new kinds of errors appeared
 }
brief-volume = log volume is { $times } times as high as { $before }
brief-lines = { $n ->
    [0] no log lines
    [one] one log line
   *[other] { $n } log lines
 }
brief-capacity = { $target } { $metric } reaches its limit in { $days ->
    [0] less than a day
    [one] about a day
   *[other] about { $days } days
 }
brief-rollback = { $n ->
    [one] one rollback was made
   *[other] { $n } rollbacks were made
 }
brief-task = { $n ->
    [one] a task has news
   *[other] tasks have { $n } pieces of news
 }

share-below = under { $most }
log-pattern = { $pattern } { $n ->
    [one] once
   *[other] { $n } times
 }
log-volume = { $lines ->
    [one] One log line
   *[other] { $lines } log lines
 }{ $against }; { $errors ->
    [0] no errors
   *[other] { $errors } of them errors, a rate of { $rate }
 }{ $rate_before }.
    .spoken = { $lines ->
        [one] One log line
       *[other] { $lines } log lines
    }{ $against }; { $errors ->
        [0] no errors
       *[other] { $errors } of them errors, { $steady ->
            [yes] the rate
           *[no] a rate of { $rate }
        }
    }{ $rate_before }.
log-lines = { $lines ->
    [one] One log line
   *[other] { $lines } log lines
 }{ $against }.
log-errors = { $errors ->
    [0] No errors
    [one] One error, a rate of { $rate }
   *[other] { $errors } errors, a rate of { $rate }
 }{ $rate_before }.
log-errors_rose = Error rate rose from { $rate_before } { $before } to { $rate } ({ $errors ->
    [one] one error
   *[other] { $errors } errors
 }).
before_period-day = the day before
before_period-other = in the period before
against-steady = , about as many as { $before }
against-times = , { $times } times as many as { $before }
against-more = , { $share } more than { $before }
against-fewer = , { $share } fewer than { $before }
against-nothing = {""}
before-unknown = {""}
before-rate = { " " }against { $rate } { $before }
before-steady = { " " }against { $rate } { $before }
    .spoken = { " " }about the same
before-none = { $errors ->
    [0] , as { $before }
   *[other] { " " }against none { $before }
 }
log-silence = Not a single log line in this period; collection may have stopped.
log-new_error = New error: { $pattern }, seen { $n ->
    [one] once
   *[other] { $n } times
 }.
log-more_new_errors = { $kinds ->
    [one] Another new error: { $pattern }, seen { $n ->
        [one] once
       *[other] { $n } times
    }.
   *[other] { $kinds } more new errors; the most frequent is { $pattern }, seen { $n ->
        [one] once
       *[other] { $n } times
    }.
 }
log-new_lines = { $kinds ->
    [one] A new kind of line: { $pattern }, seen { $n ->
        [one] once
       *[other] { $n } times
    }.
   *[other] { $kinds } new kinds of lines; the most frequent is { $pattern }, seen { $n ->
        [one] once
       *[other] { $n } times
    }.
 }
log-grew = { $pattern } grew from { $before } to { $now }.
log-gone_error = { $kinds ->
    [one] The error { $pattern } is gone; it was seen { $n ->
        [one] once
       *[other] { $n } times
    } { $period }.
   *[other] { $kinds } kinds of errors are gone; the most frequent, { $pattern }, was seen { $n ->
        [one] once
       *[other] { $n } times
    } { $period }.
 }
log-gone_lines = { $kinds ->
    [one] The usual line { $pattern } has stopped; it was seen { $n } times { $period }.
   *[other] { $kinds } usual kinds of lines have stopped; the most frequent, { $pattern }, was seen { $n } times { $period }.
 }
log-one_error = Error: { $patterns }.
log-top_errors = Most frequent errors: { $patterns }.
log-sampled = Patterns come from a sample of { $mined } of { $total } lines, and so do their counts.

alarm-firing = { $severity ->
    [critical] Critical alarm
    [warning] Alarm
    [info] Minor alarm
   *[unknown] Ungraded alarm
 } { $name }{ $target ->
    [none] {""}
   *[other] { " " }on { $target }
 } { $times ->
    [one] has been firing
   *[other] fired { $times } times and has been firing
 } since { $since }{ $lasting ->
    [none] {""}
   *[other] , { $lasting } now
 }. { $handled ->
    [none] No action on record
   *[other] Action: { $handled }
 }.{ $urgent ->
    [yes] { " " }Read its logs and its latest change first.
   *[no] {""}
 }
alarm-unsure = { $severity ->
    [critical] Critical alarm
    [warning] Alarm
    [info] Minor alarm
   *[unknown] Ungraded alarm
 } { $name }{ $target ->
    [none] {""}
   *[other] { " " }on { $target }
 } { $times ->
    [one] fired
   *[other] fired { $times } times, last
 } at { $since }; whether it has recovered is unknown: check it. { $handled ->
    [none] No action on record
   *[other] Action: { $handled }
 }.
alarm-recovered = { $severity ->
    [critical] Critical alarm
    [warning] Alarm
    [info] Minor alarm
   *[unknown] Ungraded alarm
 } { $name }{ $target ->
    [none] {""}
   *[other] { " " }on { $target }
 } { $times ->
    [one] has recovered
   *[other] fired { $times } times and has recovered
 }. { $handled ->
    [none] No action on record
   *[other] Action: { $handled }
 }.
alarm-others = Other alarms: { $counts }.
alarm-count_firing = { $n } still firing
alarm-count_recovered = { $n } recovered
alarm-count_critical = { $n } of them critical

happening-broadcast = { $title }.{ $more ->
    [none] {""}
   *[other] { " " }{ $more }.
 }
happening-rollback = Rollback: { $title }.{ $more ->
    [none] {""}
   *[other] { " " }{ $more }.
 }
happening-task = Task: { $title }.{ $more ->
    [none] {""}
   *[other] { " " }{ $more }.
 }
happening-own_words = { $text }
happening-more_rollback = { $n ->
    [one] One more rollback; see the evidence.
   *[other] { $n } more rollbacks; see the evidence.
 }
happening-more_task = { $n ->
    [one] One more task message; see the evidence.
   *[other] { $n } more task messages; see the evidence.
 }

capacity-measured = { $value } { $unit }
capacity-full = { $target } { $metric } is at { $value } and reaches its limit of { $limit } in { $days ->
    [0] less than a day
    [one] about a day
   *[other] about { $days } days
 }{ $spread }.{ $urgent ->
    [yes] { " " }Extend it or clean it up today.
   *[no] {""}
 }
spread-none = {""}
spread-open = { " " }({ $low } at the earliest)
spread-between = { " " }(between { $low } and { $high })
capacity-more = { $n ->
    [one] One more capacity warning; see the chart.
   *[other] { $n } more capacity warnings; see the chart.
 }

source-log_topics = The list of log topics
source-logs = Log topic
source-alarms = Alarms
source-metrics = Metrics
source-events = Our own events
gap-failed = { $source }{ $name ->
    [none] {""}
   *[other] { " " }{ $name }
 } could not be read{ $detail ->
    [none] {""}
   *[other] : { $detail }
 }
gap-too_slow = { $source }{ $name ->
    [none] {""}
   *[other] { " " }{ $name }
 } could not be read: it took too long
gap-nothing_visible = No searchable log topic is visible; check the account's rights
gap-too_many = Only { $read } of { $there } log topics were read
gap-noted = { $gap }.
gap-unread = { $gap }; this part is unknown.

why_rules-not_configured = No language model is configured; this briefing was written by rules, straight from the data.
why_rules-unreachable = The language model could not be reached; this briefing was written by rules, straight from the data.
why_rules-rate_limited = The language model is rate limited; this briefing was written by rules, straight from the data.
why_rules-too_slow = The language model did not answer in time; this briefing was written by rules, straight from the data.
why_rules-refused = The language model's service refused the request (check key and settings); this briefing was written by rules, straight from the data.
why_rules-budget_spent = Today's budget for the language model is spent; this briefing was written by rules, straight from the data.
why_rules-cut_off = The language model's answer stopped early and was not used; this briefing was written by rules, straight from the data.
why_rules-unreadable = The language model's answer was malformed and was not used; this briefing was written by rules, straight from the data.
why_rules-nothing_held = No sentence of the language model could be backed up; this briefing was written by rules, straight from the data.
claim-dropped = { $n ->
    [one] One sentence of the language model had no evidence and was left out.
   *[other] { $n } sentences of the language model had no evidence and were left out.
 }

evidence-lines = { $n } lines{ $before ->
    [none] {""}
   *[other] { " " }({ $before } in the period before)
 }
evidence-errors = { $n } error lines{ $before ->
    [none] {""}
   *[other] { " " }({ $before } in the period before)
 }
evidence-burst = { $errors } errors within { $lasting } from { $start }
evidence-template = { $pattern } ({ $n ->
    [one] once
   *[other] { $n } times
 })
evidence-trend = { $pattern } ({ $trend }: { $before } before, { $now } now)
evidence-line = { $at ->
    [none] {""}
   *[other] { $at }{" "}
 }{ $line }
evidence-keyword = { $word } stands out (weight { $weight })
evidence-alarm = { $severity } alarm { $name }, { $state }, since { $since }
evidence-event = { $title }
evidence-capacity = { $target } { $metric }: { $value }, reaches { $limit } in about { $days } days
evidence-missing = { $gap }.
briefing-busy = The briefing could not answer; ask again in a moment.
briefing-not_prepared = The briefing could not be prepared. The events tell why.
briefing-refused = The briefing refused the request.
briefing-topics_once = must name at least one topic, each once
share-exists = A link of this id exists already; create another one.
briefing-day_passed = The day passed before its briefing could be prepared.
briefing-no_account = The account is gone or disabled, so no briefing is prepared.
briefing-no_channel = Nobody greeted, and there is no push channel.
briefing_state-not_written = Not written yet.
briefing_state-paused = The briefing of { $day } is { $phase }; briefings are paused until resumed.
briefing_state-said = The briefing of { $day } is { $phase }; next: { $step }{ $at ->
    [none] .
   *[other] {" "}at { $at }.
 }
briefing_settings-said = { $changed ->
    [yes] Changed; now in force:
   *[no] Nothing was changed; in force:
 } { $start } to { $end } in { $zone }, { $language }, prepared { $before } before; topics: { $topics }; pushed to { $channels ->
    [none] nobody
   *[other] { $channels }
 }; mailed after it was spoken to { $mail ->
    [none] nobody
   *[other] { $mail }
 }{ $quiet ->
    [none] {""}
   *[other] ; quiet { $quiet }, except for critical pages
 }{ $critical ->
    [none] {""}
   *[other] ; critical pages also by { $critical }
 }.
briefing-days_made = { $made } of { $due } due in the last { $days } days, { $share }
briefing_share-opens = It opens { $times } times, until { $until }.
briefing-reading_rest = Reading alarms, metrics and events.
