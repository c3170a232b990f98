# Searching logs.
logs-most_bars = must give at most { $most } bars over the period
logs-query_too_long = The query has more than { $most } bytes; make it shorter.
logs-line_id = must be the id of a line that a search gave
log_tool-topics = { $shown } of { $count } log topics (id, name, region):
log_tool-no_topic = No log topics found.
log_tool-not_indexed = (not indexed: cannot be searched)
log_tool-bars = { $count ->
    [one] { $count } line
   *[other] { $count } lines
 } in { $bars } bars of { $width }; bars that are not empty:
log_tool-alarms = { $shown } of { $count } alarms from { $start } to { $end }, newest first.
log_tool-alarm = { $at } { $severity } { $state }{ $lasted ->
    [none] :
   *[other] , { $lasted }:
 }
log_tool-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
 } from { $start } to { $end } ({ $columns }).
log_tool-lines = { $count ->
    [one] { $count } line
   *[other] { $count } lines
 } from { $start } to { $end }, newest first.
log_tool-cut = Truncated to fit: ask with the cursor, or with a smaller limit or fewer characters.
