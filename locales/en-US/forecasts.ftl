# When a metric reaches its limit (ANL-2).
forecast-filling_between = { $name } is at { $level } and reaches { $limit } between { $earliest } and { $latest }, most likely { $likely }.
forecast-filling_open = { $name } is at { $level } and reaches { $limit } most likely { $likely }, at the earliest { $earliest }; it may also take longer than { $horizon }.
forecast-filling_perhaps = { $name } is at { $level } and may reach { $limit } from { $earliest } on, but most likely not within { $horizon }.
forecast-holds = { $name } is at { $level } and most likely stays { $floor ->
    [yes] above
   *[no] below
 } { $limit } for { $horizon }.
forecast-reached = { $name } is at { $level }: the limit of { $limit } is reached now.
forecast-cleaned = { $name } fills up and is cleaned again and again{ $every ->
    [none] {""}
   *[other] , about every { $every }
 }, at { $least } to { $most }. There is no day when it is full. { $beyond ->
    [yes] It passes the limit of { $limit } before it is cleaned: clean it earlier.
   *[no] None of these rounds reached the limit of { $limit }. If the cleaning fails, it will.
 }
forecast-jumped = { $name } jumped { $at } and is at { $level }. What it did before says nothing about what comes now: find out what changed, and ask again after { $again }.
forecast-short = { $name } cannot be forecast: there is only { $known } of data, and it takes at least { $least }.
forecast-gaps = { $name } cannot be forecast: its values have gaps of more than { $gap }, and there is only { $known } of data since the last one. Find out why values are missing.
forecast-constant = { $name } cannot be forecast: it has been { $level } without any change for { $known }. Check whether it is still measured.
forecast-act = Make room or move the limit before { $earliest }.
forecast-change = It { $up ->
    [yes] rose
   *[no] fell
 } by { $change } a day over { $known }.
forecast-tested = { $unsure ->
    [yes] Unsure: the
   *[no] The
 } same forecast, repeated { $tries } times on its past, held { $inside } of the values; 80% are meant to be held.
forecast-untested = Unsure: { $known } of data is too little to try the forecast on the past.
forecast-not_beyond = Nothing is said beyond { $horizon }, because there is only { $known } of data.
forecast-unknown = It cannot know of releases, holidays or clean-ups that its past does not show.
forecast-several = gives { $n } series, and a forecast needs one: narrow it, for example to { $first }
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
