# Searching logs.
logs-most_bars = must give at most { $most } bars over the period
logs-query_too_long = The query has more than { $most } bytes; make it shorter.
logs-topics_fit = must name one topic; it fits several: { $topics }
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

# Their pages in the console.
log_page-title = Logs
log_page-search = Search
log_page-alarms = Alarms
log_page-topic = Topic
log_page-query = Query
log_page-period = Period
log_page-until = Until
log_page-no_topics = No log topics were found.
log_page-no_topics_hint = The account has none in this region, or the keys of Zhiban may not list them. The doctor says what is missing.
log_page-counted = { $count ->
    [one] One line
   *[other] { $count } lines
 }
log_page-counted_said = { $count } lines in all; at most { $peak } in one bar.
log_page-each_bar = { $seconds } s each
log_page-error = error
log_page-warning = warning
log_page-info = info
log_page-fields = { $count ->
    [one] one field
   *[other] { $count } fields
 }
log_page-older = Older lines
log_page-nothing = No line matches in this period.
log_page-nothing_hint = Choose a longer period, or fewer words.
log_page-no_alarms = No alarm fired in this period.
