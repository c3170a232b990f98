# Searching logs.
logs-most_bars = 在这段时间内最多只能分成 { $most } 段
logs-query_too_long = 查询语句超过 { $most } 字节，请缩短。
logs-line_id = 必须是搜索结果里某一行的编号
