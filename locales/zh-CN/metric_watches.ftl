# What a watched number does.
metric-breached = { $name }现为 { $value }，触发规则：{ $rule }
metric-reminded = { $name }仍未恢复：{ $value }，已持续 { $lasted }
metric-cleared = { $name }已恢复：{ $value }
metric-no_data = { $name }没有新数据
metric-flapping = { $name }反复触发又恢复
metric-settled = { $name }不再反复，目前{ $level }
metric-data_back = { $name }又有数据了：{ $value }
metric-lack_counts_as_ok = { $name }没有新数据，按设置视为恢复
metric-rule_changed = { $name }的规则已改变，先前的告警不再有效

metric-why_held = 已超出规则 { $hold }。
metric-why_lack_counts_as_ok = 一直没有新数据，按设置视为恢复。
metric-why_data_back = 数据恢复了。
metric-why_no_new_value = 没有数据不等于正常。
metric-why_never_a_value = 从开始监控起还没有取到过数值。没有数据不等于正常。
metric-why_too_many_changes = { $window }内变化 { $changes } 次。平稳之前不再逐次通知，平稳后会再通知一次。
metric-why_no_more_changes = { $window }内没有再变化。
metric-why_rule_changed = 按新的规则重新开始。

metric-fact_value = 当前值：{ $value }
metric-fact_last = 最后的值：{ $value }
metric-fact_rule = 规则：{ $rule }
metric-fact_former = 之前的值：{ $value }
metric-fact_change = 变化：{ $value }
metric-fact_usual = 以前见过的范围：{ $low } 到 { $high }
metric-fact_peak = 期间偏离最远的值：{ $value }
metric-fact_since = 开始时间：{ $moment }
metric-fact_lasted = 持续：{ $lasted }
metric-fact_series = 序列：{ $series }
metric-fact_several = { $all } 个序列中有 { $breaking } 个触发规则，最严重的：{ $worst }
metric-one_series = { $series } { $value }
metric-fact_metric = 指标：{ $metric }
metric-fact_source = 来源：{ $source }

metric-above = 高于 { $threshold }
metric-at_least = 不低于 { $threshold }
metric-below = 低于 { $threshold }
metric-at_most = 不高于 { $threshold }
metric-equal = 等于 { $threshold }
metric-not_equal = 不等于 { $threshold }
metric-in_range = 在 { $low } 到 { $high } 之间
metric-outside_range = 不在 { $low } 到 { $high } 之间
metric-change_by = { $over }内变化达到 { $threshold }
metric-anomaly = 与以往都不同
metric-beyond_all_seen = 超出以往所有值
metric-shape_never_seen = 走势从未出现过
metric-quieter_than_ever = 比任何时候都平静
metric-novel_above = 现为 { $value }，此前 { $over }里最高只到 { $edge }。
metric-novel_below = 现为 { $value }，此前 { $over }里最低只到 { $edge }。
metric-novel_shape = 最近 { $span }的走势，此前 { $over }里从未出现过；最接近的一段结束于 { $nearest }。
metric-novel_quiet = { $over }里最平静：已有 { $span }每次只变动 { $movement }，平时每次变动 { $usual }，以前最少也有 { $least }。

metric-level_breached = 已越限
metric-level_normal = 正常
metric-level_pending = 超出规则，尚未达到时长
metric-level_no_data = 没有数据
metric-level_unknown = 尚未判断
metric-level_learning = 还在学习平常的范围{ $until ->
    [none] {""}
   *[other] ，到 { $until } 为止
 }
metric-level_comparing = 还没有之前的值可以比较{ $until ->
    [none] {""}
   *[other] ，要等到 { $until }
 }

metric-figure = { $value } { $unit }
metric-figure_close = { $value }{ $unit }
metric-rise = +{ $value }
metric-no_value = 没有值
metric-standing = { $value ->
    [none] {""}
   *[other] { $value }，
 }{ $level }{ $newer ->
    [no] （没有更新的值）
   *[yes] {""}
 }。

metric-unread = 没有从 { $place } 读到数值：{ $why }{ $detail ->
    [none] {""}
   *[other] （{ $detail }）
 }。
metric_problem-not_json = 回答不是可以读的 JSON
metric_problem-no_number = 找到的内容不是数字
metric_problem-no_value = 数据源有回答，但其中没有这个值，请检查路径、查询和时间段
metric_problem-bad_path = JMESPath 表达式无效
metric_problem-bad_query = 数据源拒绝了这个查询，请检查查询语句和名称
metric_problem-not_found = 数据源中没有这个对象
metric_problem-several_series = 返回了多个序列，而这条规则要与过去比较，只能看一个序列
metric_problem-too_many_series = 返回的序列太多
metric_problem-no_history = 只能读到最新值，预测需要历史；请改用 Prometheus 或腾讯云监控的指标
metric_problem-credentials = 凭据被拒绝，需要管理员检查设置
metric_problem-throttled = 请求太多，被限流
metric_problem-unavailable = 数据源没有正常回答
metric_problem-refused = 数据源拒绝了请求
metric_problem-configuration = 任务的配置已不能使用
metric_problem-too_costly = 计算超出了时间或内存上限，已被中止，请简化表达式
metric_problem-waiting = 你的其他任务还在读取，这次没有轮到，请减少任务或加大间隔

metric-kind_text = 一段文字
metric-kind_flag = 真或假
metric-kind_object = 一个对象
metric-kind_list = 一个列表
metric-kind_nothing = 什么都没有
metric-kind_large = 太大的数
metric-kind_lines = 日志行，因为没有执行 SQL
metric-kind_other = 既不是标量，也不是向量或矩阵

metric-bitcoin_price = 比特币价格
