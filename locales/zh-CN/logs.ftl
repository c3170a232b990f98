# Searching logs.
logs-most_bars = 在这段时间内最多只能分成 { $most } 段
logs-query_too_long = 查询语句超过 { $most } 字节，请缩短。
logs-line_id = 必须是搜索结果里某一行的编号
log_tool-topics = { $count } 个日志主题中的 { $shown } 个（编号、名称、地域）：
log_tool-no_topic = 没有找到日志主题。
log_tool-not_indexed = （没有索引，不能检索）
log_tool-bars = 共 { $count } 行，{ $bars } 段，每段 { $width }；有日志的各段：
log_tool-alarms = { $start } 至 { $end } 的 { $count } 条告警中的 { $shown } 条，最新的在前。
log_tool-alarm = { $at } { $severity }，{ $state }{ $lasted ->
    [none] ：
   *[other] ，持续 { $lasted }：
 }
log_tool-rows = { $start } 至 { $end }，{ $count } 行结果（{ $columns }）。
log_tool-lines = { $start } 至 { $end }，{ $count } 行日志，最新的在前。
log_tool-cut = 太长，已截断：请用游标继续，或减少条数、字数。
