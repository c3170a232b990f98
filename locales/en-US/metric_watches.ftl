# What a watched number does.
metric-breached = { $name } is { $value }; rule: { $rule }
metric-reminded = { $name } has not recovered: { $value }, for { $lasted } so far
metric-cleared = { $name } has recovered: { $value }
metric-no_data = { $name } has no new data
metric-flapping = { $name } is flapping
metric-settled = { $name } has settled: { $level }
metric-data_back = { $name } has data again: { $value }
metric-lack_counts_as_ok = { $name } has no new data, treated as recovered
metric-rule_changed = { $name } has a new rule; its earlier alerts no longer hold

metric-why_held = It has broken the rule for { $hold }.
metric-why_lack_counts_as_ok = No new data arrived, which counts as recovered, as configured.
metric-why_data_back = Data is arriving again.
metric-why_no_new_value = No data does not mean that all is well.
metric-why_never_a_value = No value has been read since the watch began. No data does not mean that all is well.
metric-why_too_many_changes = It changed { $changes } times within { $window }. Further changes are not sent one by one; you will be told once when it has settled.
metric-why_no_more_changes = No change for { $window }.
metric-why_rule_changed = It starts over with the new rule.

metric-fact_value = Value: { $value }
metric-fact_last = Last value: { $value }
metric-fact_rule = Rule: { $rule }
metric-fact_former = Former value: { $value }
metric-fact_change = Change: { $value }
metric-fact_usual = Seen before: { $low } to { $high }
metric-fact_peak = Worst value: { $value }
metric-fact_since = Since: { $moment }
metric-fact_lasted = Lasted: { $lasted }
metric-fact_series = Series: { $series }
metric-fact_several = { $breaking } of { $all } series break the rule; worst: { $worst }
metric-one_series = { $series } at { $value }
metric-fact_metric = Metric: { $metric }
metric-fact_source = Source: { $source }

metric-above = above { $threshold }
metric-at_least = at least { $threshold }
metric-below = below { $threshold }
metric-at_most = at most { $threshold }
metric-equal = equal to { $threshold }
metric-not_equal = other than { $threshold }
metric-in_range = between { $low } and { $high }
metric-outside_range = outside { $low } to { $high }
metric-change_by = a change of { $threshold } or more within { $over }
metric-anomaly = unlike all before
metric-beyond_all_seen = beyond all seen
metric-shape_never_seen = a shape never seen
metric-quieter_than_ever = quieter than ever
metric-novel_above = { $value }; the highest in the { $over } before was { $edge }.
metric-novel_below = { $value }; the lowest in the { $over } before was { $edge }.
metric-novel_shape = The last { $span } have a shape never seen in the { $over } before. Most like it: the { $span } until { $nearest }.
metric-novel_quiet = Quieter than ever in { $over }: for { $span } it has moved by { $movement } from value to value; usually it moves by { $usual }, at least by { $least }.

metric-level_breached = breaking its rule
metric-level_normal = normal
metric-level_pending = breaking its rule, not yet for long enough
metric-level_no_data = no data
metric-level_unknown = not judged yet
metric-level_learning = still learning what is usual{ $until ->
    [none] {""}
   *[other] {" "}until { $until }
 }
metric-level_comparing = no former value yet to compare with{ $until ->
    [none] {""}
   *[other] {" "}until { $until }
 }

metric-figure = { $value } { $unit }
metric-figure_close = { $value }{ $unit }
metric-rise = +{ $value }
metric-no_value = no value
metric-standing = { $value ->
    [none] No value yet:{" "}
   *[other] { $value },{" "}
 }{ $level }{ $newer ->
    [no] {" "}(no newer value)
   *[yes] {""}
 }.

metric-unread = No value could be read from { $place }: { $why }{ $detail ->
    [none] {""}
   *[other] {" "}({ $detail })
 }.
metric_problem-not_json = the answer is not readable JSON
metric_problem-no_number = what was found is not a number
metric_problem-no_value = the source answered, but holds no such value; check the path, the query and the period
metric_problem-bad_path = the JMESPath expression is not valid
metric_problem-bad_query = the source refused the query; check it and its names
metric_problem-not_found = the source has no such object
metric_problem-several_series = it returned several series, but this rule compares with the past and needs exactly one
metric_problem-too_many_series = it returned too many series
metric_problem-no_history = only its newest value can be asked for, and a forecast needs its past; use a metric of Prometheus or Tencent Cloud
metric_problem-credentials = the credentials were refused; an admin must check them
metric_problem-throttled = too many requests, throttled
metric_problem-unavailable = the source did not answer properly
metric_problem-refused = the source refused the request
metric_problem-configuration = the task's configuration can no longer be used
metric_problem-too_costly = evaluation exceeded the time or memory limit and was ended; simplify the expression
metric_problem-waiting = your other sources were still being read; run fewer tasks or use longer intervals

metric-kind_text = text
metric-kind_flag = true or false
metric-kind_object = an object
metric-kind_list = a list
metric-kind_nothing = nothing
metric-kind_large = a number too large
metric-kind_lines = log lines, because no SQL was run
metric-kind_other = neither scalar, vector nor matrix

metric-bitcoin_price = Bitcoin price
