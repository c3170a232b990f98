# Searching logs.
logs-most_bars = must give at most { $most } bars over the period
logs-not_mined = { $waiting ->
    [yes] Too much is waiting for the search for log patterns; try again later
   *[no] The search for log patterns took too long; choose a shorter period or fewer topics
 }
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
log_tool-context = { $before } lines before and { $after } after, oldest first; an arrow marks the line that was asked for.
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
log_page-around = Around it
log_page-context = Lines around a line
log_page-more_before = More before
log_page-more_after = More after
log_page-nothing = No line matches in this period.
log_page-nothing_hint = Choose a longer period, or fewer words.
log_page-no_alarms = No alarm fired in this period.

# Alarm policies of the cloud.
alarm_source-monitor = metric
alarm_source-cls = log
alarm_policy-on = on
alarm_policy-off = off
alarm_policy-found = { $shown } of { $count } alarm policies (id, name, kind, what it watches, condition, on or off):
alarm_policy-name = must be 1 to { $most } characters without a vertical bar
alarm_policy-word = must be a name of the cloud such as { $example }
alarm_policy-bytes = must not be empty and have at most { $most } bytes
alarm_policy-notices = must be at most { $most } ids of notices
alarm_policy-objects = must be at most { $dimensions } dimensions with 1 to { $values } values each
alarm_policy-id = must be the id of an alarm policy such as { $example }

# Their pages in the console.
alarm_page-title = Alarm policies
alarm_page-metric = New metric alarm
alarm_page-metric_means = The cloud itself watches one metric and tells whom you name. Nothing is asked of the cloud before you have seen what will exist.
alarm_page-log = New log alarm
alarm_page-log_means = The cloud itself runs a query again and again. Nothing is asked of the cloud before you have seen what will exist.
alarm_page-switch = Switch an alarm policy
alarm_page-switch_means = An alarm that is off tells nobody. Nothing is asked of the cloud before you have seen what changes.
alarm_page-switch_on = Switch on
alarm_page-switch_off = Switch off
alarm_page-none = No alarm policy fits.
alarm_page-namespace = Kind of product
alarm_page-namespace_hint = As policies name it, for example { $example }.
alarm_page-metric_name = Metric
alarm_page-comparison = Comparison
alarm_page-threshold = Threshold
alarm_page-objects = Only these objects
alarm_page-objects_hint = One dimension a line: its name, an equals sign, values with commas between them. Empty: all of that kind.
alarm_page-object_lines = must have a dimension, an equals sign and values on each line
alarm_page-period = Seconds of one value
alarm_page-periods = Values in a row
alarm_page-repeat = Tell again after seconds
alarm_page-notices = Notices
alarm_page-notices_hint = Ids of whom the cloud tells, with blanks between them. Empty: it only records.
alarm_page-condition_hint = Over the columns of the SQL, for example { $example }.
alarm_page-window = Minutes each run looks back
alarm_page-every = Minutes between runs
alarm_page-times = Runs in a row
alarm_page-repeat_minutes = Tell again after minutes
# What changed between two periods (ANL-1)
log_changes-title = Analytics
log_changes-tab = Log changes
log_changes-since = Since
log_changes-until = Until
log_changes-before_since = Compared with: since
log_changes-before_until = Compared with: until
log_changes-ask = Which period of the logs?
log_changes-ask_hint = Say since when, such as 14:00 or -1h. Without another period, it is compared with as long a time right before.
log_changes-summary = Summary
log_changes-templates = Lines that changed, and frequent errors
line_change-new = new
line_change-gone = gone
line_change-grew = grew
line_change-shrank = shrank
line_change-frequent = frequent error
log_changes-calm = Nothing stands out.
log_changes-no_news = Nothing new stands out, but the periods could not be compared in full.
log_changes-new_error = New error
log_changes-new_warning = New warning
log_changes-new_line = New kind of line
log_changes-new = { $what }{ $topic ->
    [none] {""}
   *[other] { " " }in { $topic }
 }{ $first ->
    [none] {""}
   *[other] { " " }since { $first }
 }: { $pattern }, { $n ->
    [one] once
   *[other] { $n } times
 }{ $last ->
    [none] {""}
   *[other] , most recently at { $last }
 }.
log_changes-stopped = A usual line{ $topic ->
    [none] {""}
   *[other] { " " }in { $topic }
 } has stopped{ $last ->
    [none] {""}
   *[other] { " " }(last seen { $last })
 }: { $pattern }, { $n } times before.
log_changes-more = { $n ->
    [one] One more kind is listed below.
   *[other] { $n } more kinds are listed below.
 }
log_changes-crowd = { $errors ->
    [yes] Errors
   *[no] Lines
 } crowd between { $start } and { $end }: { $n }{ $over ->
    [yes] {""}
   *[no] , and had not stopped at the end of the period
 }.
log_changes-keywords = Words that stand out: { $words }.
log_changes-compared = Looked at { $start } to { $end }, compared with { $before } to { $until }{ $scaled ->
    [yes] , whose counts are scaled to the same length
   *[no] {""}
 }.
log_changes-not_compared = Different log topics could be read of the two periods, so the totals are not compared.
log_changes-sampled = Templates and words come from a sample of { $mined } of { $lines } lines, so a kind of line may have begun earlier than said.
log_changes-missing = { $gap }.
log_changes-overlap = must not be later than the start of the period: the two must not overlap
log_changes-period = to the end it must be between { $least } and { $most }, and not in the future

log_progress-topics = Looking for log topics.
log_progress-read = Reading { $n ->
    [one] { $n } log topic
   *[other] { $n } log topics
}.
log_progress-before = Reading the other period, to compare.
log_progress-patterns = Looking for patterns in { $read } of { $total } log lines.

# Log sets, topics and scheduled SQL.
log_resource-reserved = is reserved by the cloud; choose another name
log_resource-days = must be 1 to { $most } days, or { $forever } to keep them forever
log_resource-sql = must have SQL behind a vertical bar, which says what is written
log_resource-itself = must be another topic than the one that is read
log_resource-elsewhere = must be a topic of the configured region; the cloud does not run this across regions
log_resource-sets_found = { $shown } of { $count } log sets (id, name, topics, region):
log_resource-tasks_found = { $shown } of { $count } scheduled SQL queries (id, name, read → written topic, how often, query):
log_resource-title = Log sets and topics
log_resource-sets = Log sets
log_resource-topics = Log topics
log_resource-tasks = Scheduled SQL
log_resource-no_sets = No log set matches.
log_resource-no_topics = No log topic matches.
log_resource-no_tasks = No scheduled SQL matches.
log_resource-searchable = Searchable
log_resource-yes = yes
log_resource-no = no index
log_resource-every_head = Every (minutes)
log_resource-new_set = New log set
log_resource-new_set_means = A group of log topics. Nothing is asked of the cloud before you have seen what will exist.
log_resource-new_topic = New log topic
log_resource-new_topic_means = A place for log lines, with an index over all text and fields, so that it can be searched; the cloud bills what is stored. Nothing is asked of the cloud before you have seen what will exist.
log_resource-new_sql = New scheduled SQL
log_resource-new_sql_means = The cloud runs a query again and again and writes its answers into another topic. Nothing is asked of the cloud before you have seen what will exist.
log_resource-days_label = Days that lines are kept
log_resource-days_hint = 30 when left empty; { $forever } keeps them forever.
log_resource-set_hint = Its id or name.
log_resource-target = Target topic
log_resource-query_hint = CQL, then SQL, for example { $example }.
log_resource-delay = Seconds to wait for late lines
log_resource-delay_hint = 60 when left empty, at most 120.

# Queries from words.
log_question-words = In your own words
log_question-written = Query: { $query }
log_question-none = No query came of these words; say it another way, or write the query yourself.
log_question-refused = The log service refuses to write a query for these words; write the query yourself.
