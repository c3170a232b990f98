# Searching logs.
logs-most_bars = 在这段时间内最多只能分成 { $most } 段
logs-query_too_long = 查询语句超过 { $most } 字节，请缩短。
logs-topics_fit = 只能对应一个日志主题，现在有几个都对得上：{ $topics }
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

# Their pages in the console.
log_page-title = 日志
log_page-search = 检索
log_page-alarms = 告警
log_page-topic = 日志主题
log_page-query = 检索语句
log_page-period = 时间范围
log_page-until = 截止
log_page-no_topics = 没有找到日志主题。
log_page-no_topics_hint = 该地域下没有日志主题，或值班系统的密钥无权列出。系统自检会说明缺什么。
log_page-counted = 共 { $count } 行
log_page-counted_said = 共 { $count } 行，单柱最多 { $peak } 行。
log_page-each_bar = 每柱 { $seconds } 秒
log_page-error = 错误
log_page-warning = 警告
log_page-info = 信息
log_page-fields = { $count } 个字段
log_page-older = 更早的日志
log_page-nothing = 这段时间没有匹配的日志。
log_page-nothing_hint = 放宽时间范围，或减少检索词。
log_page-no_alarms = 这段时间没有告警。
