# How repairs went, and service levels (RBK-14, ANL-3).
effect-period = From { $since } to { $until } there { $incidents ->
    [one] was one incident
   *[other] were { $incidents } incidents
 }.
effect-action = For { $fault }, { $action } fixed { $fixed } of { $tried } (95% interval { $low } to { $high }){ $relapsed ->
    [0] {""}
   *[other] , { $relapsed } relapsed
 }{ $unclear ->
    [0] {""}
   *[other] , { $unclear } unclear
 }{ $half ->
    [none] {""}
   *[other] ; median time to verified { $half }
 }.
effect-action_on = { $action }, { $fault }
effect-service = { $service ->
    [none] (not found)
   *[other] { $service }
 }
effect-briefings = Briefings{ $everybody ->
    [yes] {""}
   *[no] {" "}to you
 }: delivered on { $kept } of { $due } days due ({ $share }).
effect-no_briefings = Briefings: none were due.
effect-messages = Messages{ $everybody ->
    [yes] {""}
   *[no] {" "}to you
 }: { $kept } of { $due } arrived ({ $share }); goal { $goal }: { $met }.
effect-no_messages = Messages: none were sent.
effect-acknowledged = Calls: { $kept } of { $due } incidents acknowledged.
effect-no_calls = Calls: nobody was called.
effect-acknowledged_in = Half of the acknowledgements came within { $half }, nine of ten within { $most }.
effect-fixes = Repairs: { $kept } of { $due } incidents fixed without relapse ({ $share }, 95% interval { $low } to { $high }); goal { $goal }: { $met }.
effect-no_fixes = Repairs: none to judge.
effect-fixed_in = Half of the fixes were verified within { $half }, nine of ten within { $most }.
group_by-action = step and fault
group_by-service = workload
group_by-fault = fault
group_by-time = time
group_by-hour = hour of the day
effect_page-by = Count by
effect_page-levels = Service levels
effect_page-interval = 95% interval: { $low }% to { $high }%

# What the numbers suggest (ANL-3).
suggestion-try_first = For { $fault }{ $service ->
    [none] {""}
   *[other] {" "}at { $service }
 }, { $than } fixed { $than_fixed } of { $than_tried }, { $action } { $fixed } of { $tried }: try { $action } first.
suggestion-pass_over = For { $fault }, { $action } fixed { $fixed } of { $tried }: skip it.
suggestion-ask_no_more = For { $fault }, { $action } was approved { $tried } times and fixed it every time: let it run without approval.
suggestion-watch_longer = After { $fixed } of { $tried } verified fixes the fault came back: watch longer before a repair counts as verified.
suggestion-call_more = Half of { $tried } acknowledgements took { $half } or more: call more people, or sooner.
suggestion-rule = Only attempts with a known outcome count. To try another action first: at least { $least } attempts of each, and the 95% interval of the difference above zero. To skip an action: its 95% interval below one third. To run without approval: { $approved } approvals, all of which fixed it. To watch longer: { $fixes } fixes, of which more than a tenth came back. This is evidence, not proof: repairs are not assigned at random.
suggestion-none = No suggestion: the evidence is not enough.
suggestion-unknown = must be the id of a suggestion that can be tried, such as { $example }; “How repairs went” lists them
suggestion-or_policy = must be given, or a policy in its place; never both
suggestion-title = Suggestions
suggestion-try = Try it
suggestion-command = Try it: { $command }

# Dashboards of logs (ANL-4).
chart-titled = { $title }:{" "}
chart-number = { $value }.
chart-table = A table of { $rows ->
    [one] one row
   *[other] { $rows } rows
 } and { $columns ->
    [one] one column
   *[other] { $columns } columns
 }; the first row: { $first }.
chart-empty = No data in this period.
chart-failed = Not shown: { $why }.
chart-no_query = it has no log topic or no query
chart-variables = its query has variables, which only the console of the log service fills in
chart-no_analysis = its query finds lines but counts nothing; search the logs instead
chart-too_long = its query is too long
chart-too_slow = its query took too long; choose a shorter period
chart-others = others
chart-lines = { $count } lines; the largest is { $name } with { $share } of the sum of those shown.
chart-steady = { $name ->
    [none] Steady
   *[other] { $name }: steady
 } at { $value }.
chart-peak = { $name ->
    [none] Peak
   *[other] { $name }: peak
 } of { $value } at { $at }, { $times } times the usual { $usual }.
chart-range = { $name ->
    [none] Between
   *[other] { $name }: between
 } { $low } ({ $low_at }) and { $top } ({ $top_at }).
chart-halves = { $name ->
    [none] The second half of the period
   *[other] { $name }: the second half of the period
 } is { $change } { $up ->
    [yes] above
   *[no] below
 } the first.
chart-largest = { $name } is the largest with { $value }{ $share ->
    [none] {""}
   *[other] {" "}({ $share })
 }{ $count ->
    [one] , the only one.
   *[other] , of { $count }.
 }
chart-next = Then { $name } with { $value }{ $share ->
    [none] {""}
   *[other] {" "}({ $share })
 }.
chart-rest = { $count } others together: { $share }.
dashboard-shows = { $name } from { $start } to { $end }: { $charts ->
    [0] no charts
    [one] one chart
   *[other] { $charts } charts
 }.
dashboard-left_out = { $count } more charts were not run
dashboard-no_charts = This dashboard has no charts.
dashboard-fits = must name one dashboard; it fits several: { $dashboards }
dashboard-listed = Dashboards of the log service: { $count }.
dashboard-no_browser = No browser that can draw pictures was found here; install { $package } with { $browser }, or ask for { $form }
dashboard-not_painted = The browser did not draw the picture in time; ask for { $form }
dashboard-picture_form = must end in .svg or .png
dashboard-written = Picture written to { $file }.
dashboard_page-title = Dashboards
dashboard_page-name = Name
dashboard_page-none = No dashboards
dashboard_page-none_hint = Dashboards are made in the console of the log service.
dashboard_page-charts = { $count ->
    [one] one chart
   *[other] { $count } charts
 }
chart-seldom = { $name ->
    [none] Only
   *[other] { $name }: only
 } in { $count } of { $spans } time steps, between { $first } and { $last }; peak of { $value } at { $at }.
dashboard-period = { $start } to { $end }
dashboard_page-light = Picture, light
dashboard_page-dark = Picture, dark

# What grows, what is near its limit, and when (ANL-2).
usage_of-clusters = clusters
usage_of-workloads = workloads
usage_of-topics = log topics
usage_of-capacity = configured metrics
measure-cpu = CPU in use
measure-memory = memory in use
measure-cpu_requested = CPU requested
measure-memory_requested = memory requested
measure-cpu_of_limit = CPU against its limit
measure-memory_of_limit = memory against its limit
measure-lines = log lines a day
usage_state-full = full
usage_state-filling = filling
usage_state-near = near its limit
usage_state-growing = growing
usage_state-shrinking = shrinking
usage_state-steady = steady
usage_state-unknown = too little data
usage_trend-summary = { $bottlenecks ->
    [0] No bottleneck
    [one] One bottleneck
   *[other] { $bottlenecks } bottlenecks
 } among { $looked } measured series; { $growing ->
    [0] nothing else grows
    [one] one more grows
   *[other] { $growing } more grow
 }.
usage_trend-full = { $name }: { $measured } at { $level }; its limit of { $limit } is reached.
usage_trend-filling = { $name }: { $measured } at { $level }; should reach { $limit } around { $likely }, at the earliest { $earliest }.
usage_trend-near = { $name }: { $measured } at { $level }, near its limit of { $limit }.
usage_trend-changing = { $name }: { $measured } at { $level }; { $up ->
    [yes] grows
   *[no] falls
 } by { $change } a week ({ $share }), over { $known }.
usage_trend-steady = { $name }: { $measured } at { $level }, steady.
usage_trend-unknown = { $name }: { $measured } at { $level }; { $known } of data is too little to tell a trend.
usage_trend-unread = Not looked at: { $of }, { $name } ({ $why })
usage_trend-unread_kind = Not looked at: { $of } ({ $why })
usage_trend-late = no answer in time
usage_trend-not_looked = more than { $most }; name it to look at it
usage_trend-workloads_where = must be named to look at workloads
usage_trend-tab = Usage and bottlenecks
usage_trend-none = Nothing is measured here.
usage_trend-none_hint = Clusters need monitoring by Tencent Cloud Observability; further metrics are named in the settings.
usage_trend-ahead = Days ahead
usage_trend-course = Trend
usage_trend-now = Now
usage_trend-week = Change per week
usage_trend-reached = Limit reached

