# What schedules say: about themselves, and when their time has come.
schedule-at_moment = once, { $at } ({ $zone })
schedule-every = every { $span }
schedule-rhythm = { $days } { $times } ({ $zone })
schedule-often = at minutes { $minutes } of hours { $hours }
schedule-once = once
schedule-daily = every day
schedule-weekly = { $weekdays }
schedule-on_days = on day { $days } of the month{ $weekdays ->
    [none] {""}
   *[other] {" "}or on { $weekdays }
 }
schedule-weekday = { $n ->
    [0] Sun
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
   *[6] Sat
 }
schedule-named = { $name } · { $said }
schedule-summary = { $name } · { $does } · { $when }

schedule-reminder = reminder{ $text ->
    [none] {""}
   *[other] {" "}{ $text }
 }
schedule-digest = news digest
schedule-logs = log report ({ $topic ->
    [none] all topics
   *[other] { $topic }
 }, { $hours ->
    [one] one hour
   *[other] { $hours } hours
 })
schedule-sweep = unhandled alarms of the last { $hours ->
    [one] hour
   *[other] { $hours } hours
 }
schedule-tool = tool { $name }

schedule-no_alarms = No unhandled alarms in the last { $hours ->
    [one] hour
   *[other] { $hours } hours
 } ({ $all } in all)
schedule-alarms = { $count ->
    [one] { $count } unhandled alarm
   *[other] { $count } unhandled alarms
 } in the last { $hours ->
    [one] hour
   *[other] { $hours } hours
 } ({ $all } in all)
schedule-more_alarms = And { $count } more.
schedule-alarm = { $at } { $severity } { $name }{ $target ->
    [none] {""}
   *[other] {" "}{ $target }
 } ({ $firing ->
    [yes] still firing
   *[no] not handled
 })

schedule-log_lines = { $total ->
    [one] { $total } log line
   *[other] { $total } log lines
 } in the last { $hours ->
    [one] hour
   *[other] { $hours } hours
 }{ $errors ->
    [none] {""}
   *[other] , { $errors } with errors
 }
schedule-no_topics = There are no log topics.
schedule-topic = { $name }: { $total ->
    [one] { $total } line
   *[other] { $total } lines
 }{ $errors ->
    [none] {""}
   *[other] , { $errors } with errors
 }
schedule-topic_unread = { $name } could not be read: { $why }

schedule-failed = Scheduled task “{ $name }” failed
schedule-run_failed = The run of { $at } failed: { $why }
schedule-owner_gone = The owner's account is gone or disabled, so nothing is done for it.
schedule-no_tools = No tools are available to schedules here.

schedule-next = Next run: { $at }.
schedule-never = It will not run again.
schedule-held = Paused in Temporal by an operator{ $note ->
    [none] .
   *[other] : { $note }.
 }
schedule-missing = Temporal has no schedule for it: never started, or deleted there. Resume the task to make it anew.
schedule-ended = The newest run ended as { $how } in Temporal.

# News digests.
digest-title = { $name ->
    [none] News digest
   *[other] { $name }
 } · { $day }
digest-other = Other
digest-nothing = Nothing new.
digest-story = { $story } ({ $source }{ $also ->
    [none] {""}
   *[other] , also { $also }
 }){ $text ->
    [none] {""}
   *[other] : { $text }
 }
digest-not_reworded = Not reworded by a language model: the texts are the sources' own.
digest-dropped = { $count ->
    [one] { $count } sentence
   *[other] { $count } sentences
 } of the language model had no ground and { $count ->
    [one] was
   *[other] were
 } left out.
digest-unread = { $count } of { $all } sources could not be read: { $named }
digest-rest = … (the rest is left out)
digest-no_sources = No news sources are named: say which in { $field } of the action.
digest-all_unread = No source could be read ({ $asked } asked): { $first }.
feed-empty = { $source } holds neither a feed nor links to articles
feed-unread = { $source }: { $why }
feed-too_slow = reading the feed of { $source } took too long
feed-unreadable = the feed of { $source } cannot be read
feed-waiting = the feed of { $source } waits for other pages of the same owner
