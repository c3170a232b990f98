# When a metric reaches its limit (ANL-2).
forecast-filling_between = { $name } is at { $level } and should reach { $limit } between { $earliest } and { $latest }, most likely around { $likely }.
forecast-filling_open = { $name } is at { $level } and should reach { $limit } around { $likely }, at the earliest { $earliest }; it could also take more than { $horizon }.
forecast-filling_perhaps = { $name } is at { $level } and could reach { $limit } as early as { $earliest }, but probably not within { $horizon }.
forecast-holds = { $name } is at { $level } and will most likely stay { $floor ->
    [yes] above
   *[no] below
 } { $limit } for the next { $horizon }.
forecast-reached = { $name } is at { $level }, already at or { $floor ->
    [yes] below
   *[no] above
 } the limit of { $limit }. Free up or add capacity now, or adjust the limit.
forecast-cleaned = { $name } fills up and is cleaned up over and over{ $every ->
    [none] {""}
   *[other] , about every { $every }
 }, each time at { $steady ->
    [yes] { $most }
   *[no] { $least } to { $most }
 }, so there is no one day when it is full. { $beyond ->
    [yes] It has passed the limit of { $limit } before a cleanup: run the cleanup earlier.
   *[no] None of these rounds reached the limit of { $limit }, but a failed cleanup would.
 }
forecast-jumped = { $name } jumped at { $at } and is now at { $level }. Its earlier trend says nothing about what comes next: find out what changed, and ask again after { $again }.
forecast-short = { $name } cannot be forecast yet: there is only { $known } of data, and at least { $least } is needed.
forecast-gaps = { $name } cannot be forecast: its data has gaps of more than { $gap }, with only { $known } since the last one. Find out why values are missing.
forecast-constant = { $name } cannot be forecast: it has not moved from { $level } in { $known }. Check that it is still being collected.
forecast-act = Free up or add capacity before { $earliest }, or adjust the limit.
forecast-change = Over the past { $known } it { $up ->
    [yes] rose
   *[no] fell
 } by { $change } a day on average.
forecast-tested = { $unsure ->
    [yes] Treat this with caution: in
   *[no] In
 } { $tries } { $tries ->
    [one] backtest
   *[other] backtests
 } on its own history, { $inside } of the actual values fell within the predicted range (target: 80%).
forecast-untested = Treat this with caution: { $known } of data is too little for a backtest.
forecast-not_beyond = With only { $known } of data, it looks no further ahead than { $horizon }.
forecast-unknown = It cannot foresee releases, holidays or cleanups that its history does not show.
forecast-several = returns { $n } series, but a forecast needs exactly one: narrow it down, for example to { $first }
forecast-metric_or_source = must be given, or metric: exactly one of the two

forecast_view-verdict = verdict
forecast_view-said = in words
forecast_view-name = name
forecast_view-level = level
forecast_view-limit = limit
forecast_view-unit = unit
forecast_view-measured_at = measured at
forecast_view-known_hours = hours known
forecast_view-horizon_hours = hours ahead
forecast_view-change_a_day = change a day
forecast_view-earliest = earliest
forecast_view-likely = likely
forecast_view-latest = latest
forecast_view-tries = tries
forecast_view-inside = share inside
forecast_view-unsure = unsure
forecast_view-points = hours ahead
forecast_point-at = moment
forecast_point-low = low
forecast_point-middle = middle
forecast_point-high = high

# What a metric was over a time (CLD-3).
metric_series-said = { $name }{ $label ->
    [none] {""}
   *[other] {" "}({ $label })
 }: { $newest } at { $at }; from { $least } to { $most } (peak { $most_at }), { $mean } on average.
metric_series-none = { $name } has no values in this period.
metric_series-more = { $count ->
    [one] One more series is not told here.
   *[other] { $count } more series are not told here.
 }
metric_series-listed = { $shown } of { $count } metrics (name, meaning, unit, dimensions):
metric_series-title = Metrics
metric_series-means = Lists what the cloud measures of a kind of product, or says what one metric was over a period. Fill in one of them.
metric_series-namespace = List the metrics of a kind of product
metric_series-namespace_hint = For example { $example }; empty: show a metric.
metric_series-show = Show
