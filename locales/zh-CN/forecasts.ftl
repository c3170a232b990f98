# When a metric reaches its limit (ANL-2).
forecast-filling_between = { $name }现在是 { $level }，预计在 { $earliest } 到 { $latest } 之间达到 { $limit }，最可能在 { $likely } 前后。
forecast-filling_open = { $name }现在是 { $level }，最可能在 { $likely } 前后达到 { $limit }，最早 { $earliest }；也可能 { $horizon }内都不会到。
forecast-filling_perhaps = { $name }现在是 { $level }，最早 { $earliest } 就可能达到 { $limit }，但多半 { $horizon }内不会。
forecast-holds = { $name }现在是 { $level }，{ $horizon }内多半不会{ $floor ->
    [yes] 降到
   *[no] 涨到
 } { $limit }。
forecast-reached = { $name }现在是 { $level }，已经{ $floor ->
    [yes] 降到或低于
   *[no] 达到或超过
 }限值 { $limit }，请马上扩容、清理或调整限值。
forecast-cleaned = { $name }会反复写满再清理{ $every ->
    [none] {""}
   *[other] ，大约每 { $every }一次
 }，每次清理前到 { $steady ->
    [yes] { $most }
   *[no] { $least }～{ $most }
 }，所以没有“哪天写满”。{ $beyond ->
    [yes] 清理之前曾经越过 { $limit }，请提前清理。
   *[no] 这几轮都没有到 { $limit }；一旦清理失败就会到。
 }
forecast-jumped = { $name }在 { $at } 发生突变，现在是 { $level }。之前的走势对接下来没有参考价值：先查清发生了什么变更，{ $again } 之后再预测。
forecast-short = { $name }暂时无法预测：只有 { $known }的数据，至少需要 { $least }。
forecast-gaps = { $name }无法预测：数据有超过 { $gap }的缺口，最近一个缺口之后只有 { $known }的数据。请先查为什么缺数据。
forecast-constant = { $name }无法预测：连续 { $known }停在 { $level }，没有任何变化。请确认采集是否正常。
forecast-act = 请在 { $earliest } 之前扩容、清理或调整限值。
forecast-change = 过去 { $known }平均每天{ $up ->
    [yes] 增加
   *[no] 减少
 } { $change }。
forecast-tested = { $unsure ->
    [yes] 把握不大：
   *[no] {""}
 }在历史数据上回测 { $tries } 次，{ $inside } 的实际值落在预测区间内（目标 80%）。
forecast-untested = 把握不大：只有 { $known }的历史，不够回测。
forecast-not_beyond = 只有 { $known }的历史，{ $horizon }以后不作判断。
forecast-unknown = 历史里没出现过的发布、节假日和清理，预测没有考虑。
forecast-several = 返回了 { $n } 个序列，预测只能针对一个，请缩小范围，例如 { $first }
forecast-metric_or_source = 必须给出，或者改为给出指标名：两者只能选一个

forecast_view-verdict = 结论
forecast_view-said = 说明
forecast_view-name = 名称
forecast_view-level = 当前值
forecast_view-limit = 限值
forecast_view-unit = 单位
forecast_view-measured_at = 测量时间
forecast_view-known_hours = 已知小时数
forecast_view-horizon_hours = 预测小时数
forecast_view-change_a_day = 日均变化
forecast_view-earliest = 最早
forecast_view-likely = 最可能
forecast_view-latest = 最晚
forecast_view-tries = 回测次数
forecast_view-inside = 落在区间内的比例
forecast_view-unsure = 把握不大
forecast_view-points = 预测点
forecast_point-at = 时刻
forecast_point-low = 下界
forecast_point-middle = 中值
forecast_point-high = 上界

# 指标在一段时间里的情况（CLD-3）。
metric_series-said = { $name }{ $label ->
    [none] {""}
   *[other] （{ $label }）
 }：{ $at } 为 { $newest }，最低 { $least }，最高 { $most }（{ $most_at }），平均 { $mean }。
metric_series-none = { $name }这段时间没有数据。
metric_series-more = 还有 { $count } 条没有逐条说。
metric_series-listed = 共 { $count } 个指标，列出 { $shown } 个（名称、含义、单位、维度）：
metric_series-title = 监控指标
metric_series-means = 列出某类产品有哪些指标，或者看一个指标在一段时间里的情况，二选一填写。
metric_series-namespace = 列出某类产品的指标
metric_series-namespace_hint = 例如 { $example }；留空则看一个指标。
metric_series-show = 查看
