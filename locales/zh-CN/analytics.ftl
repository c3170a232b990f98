# 修复成效和服务水平（RBK-14、ANL-3）。
effect-period = { $since } 到 { $until } 共有 { $incidents } 起故障。
effect-action = { $fault }：{ $action } { $tried } 次，修好 { $fixed } 次（95% 置信区间 { $low } 到 { $high }）{ $relapsed ->
    [0] {""}
   *[other] ，复发 { $relapsed } 次
 }{ $unclear ->
    [0] {""}
   *[other] ，{ $unclear } 次结果不明
 }{ $half ->
    [none] {""}
   *[other] ，验证通过用时中位数 { $half }
 }。
effect-action_on = { $fault }，{ $action }
effect-service = { $service ->
    [none] （未找到）
   *[other] { $service }
 }
effect-briefings = { $everybody ->
    [yes] 简报
   *[no] 你的简报
 }：应有 { $due } 天，送达 { $kept } 天（{ $share }）。
effect-no_briefings = 简报：这段时间没有到期的。
effect-messages = { $everybody ->
    [yes] 消息
   *[no] 给你的消息
 }：{ $due } 条中送达 { $kept } 条（{ $share }），目标 { $goal }，{ $met }。
effect-no_messages = 消息：这段时间没有发送。
effect-acknowledged = 呼叫：{ $due } 起中有 { $kept } 起有人接手。
effect-no_calls = 呼叫：这段时间没有呼叫过人。
effect-acknowledged_in = 半数在 { $half }内接手，九成在 { $most }内接手。
effect-fixes = 修复：{ $due } 起中有 { $kept } 起修好且没有复发（{ $share }，95% 置信区间 { $low } 到 { $high }），目标 { $goal }，{ $met }。
effect-no_fixes = 修复：这段时间没有可以评判的。
effect-fixed_in = 半数在 { $half }内验证通过，九成在 { $most }内验证通过。
group_by-action = 步骤和故障类型
group_by-service = 工作负载
group_by-fault = 故障类型
group_by-time = 时间
group_by-hour = 一天中的时段
effect_page-by = 统计方式
effect_page-levels = 服务水平
effect_page-interval = 95% 置信区间：{ $low }% 到 { $high }%

# 数据给出的建议（ANL-3）。
suggestion-try_first = { $service ->
    [none] {""}
   *[other] { $service } 的
 }{ $fault }：{ $than } { $than_tried } 次修好 { $than_fixed } 次，{ $action } { $tried } 次修好 { $fixed } 次，建议先试{ $action }。
suggestion-pass_over = { $fault }：{ $action } { $tried } 次修好 { $fixed } 次，建议跳过。
suggestion-ask_no_more = { $fault }：{ $action }获批 { $tried } 次，次次修好，建议以后不再询问。
suggestion-watch_longer = { $tried } 次验证通过的修复中有 { $fixed } 次复发，建议观察更久再算验证通过。
suggestion-call_more = { $tried } 次接手中有一半用了 { $half }以上，建议多呼叫几个人，或者更早呼叫。
suggestion-rule = 只统计结果明确的尝试。建议先试：两个动作各至少 { $least } 次，且差值的 95% 置信区间大于零。建议跳过：成功率的 95% 置信区间低于三分之一。建议不再询问：获批 { $approved } 次且次次修好。建议观察更久：{ $fixes } 次修复中复发超过一成。这是线索，不是证明：修复不是随机安排的。
suggestion-none = 没有建议：数据还不够。
suggestion-unknown = 必须是可以试算的建议编号，例如 { $example }；“修复成效”里会列出
suggestion-or_policy = 建议和策略文件必须给一个，也只能给一个
suggestion-title = 建议
suggestion-try = 试算
suggestion-command = 试算：{ $command }

# 日志仪表盘（ANL-4）。
chart-titled = { $title }：
chart-number = { $value }。
chart-table = 表格，共 { $rows } 行 { $columns } 列，第一行：{ $first }。
chart-empty = 这段时间没有数据。
chart-failed = 没有显示：{ $why }。
chart-no_query = 没有写日志主题或语句
chart-variables = 语句里有变量，只有日志服务的控制台能填
chart-no_analysis = 语句只查日志，没有做统计，请直接检索日志
chart-too_long = 语句太长
chart-too_slow = 查询用时太久，请缩短时间范围
chart-others = 其他
chart-lines = 共 { $count } 条曲线，最大的是 { $name }，占已显示总和的 { $share }。
chart-steady = { $name ->
    [none] {""}
   *[other] { $name }：
 }一直是 { $value }。
chart-peak = { $name ->
    [none] {""}
   *[other] { $name }：
 }{ $at } 达到峰值 { $value }，是平时 { $usual } 的 { $times } 倍。
chart-range = { $name ->
    [none] {""}
   *[other] { $name }：
 }最低 { $low }（{ $low_at }），最高 { $top }（{ $top_at }）。
chart-halves = { $name ->
    [none] {""}
   *[other] { $name }：
 }后半段比前半段{ $up ->
    [yes] 高
   *[no] 低
 } { $change }。
chart-largest = 最大的是 { $name }：{ $value }{ $share ->
    [none] {""}
   *[other] （{ $share }）
 }，共 { $count } 项。
chart-next = 然后是 { $name }：{ $value }{ $share ->
    [none] {""}
   *[other] （{ $share }）
 }。
chart-rest = 其余 { $count } 项合计占 { $share }。
dashboard-shows = { $name }，{ $start } 到 { $end }，{ $charts } 个图表。
dashboard-left_out = 另有 { $count } 个图表没有运行
dashboard-no_charts = 这个仪表盘没有图表。
dashboard-fits = 必须只对应一个仪表盘，现在对应多个：{ $dashboards }
dashboard-listed = 日志服务的仪表盘：{ $count } 个。
dashboard-no_browser = 这里没有可以画图的浏览器，请安装 { $package } 和 { $browser }，或者改用 { $form }
dashboard-not_painted = 浏览器没有及时画完，请改用 { $form }
dashboard-picture_form = 必须以 .svg 或 .png 结尾
dashboard-written = 图片已写入 { $file }。
dashboard_page-title = 仪表盘
dashboard_page-name = 名称
dashboard_page-none = 没有仪表盘
dashboard_page-none_hint = 仪表盘在日志服务的控制台里创建。
dashboard_page-charts = { $count } 个图表
chart-seldom = { $name ->
    [none] {""}
   *[other] { $name }：
 }{ $spans } 段时间里只有 { $count } 段有数据，在 { $first } 到 { $last } 之间，{ $at } 最多，为 { $value }。
dashboard-period = { $start } 到 { $end }
dashboard_page-light = 浅色图片
dashboard_page-dark = 深色图片

# 什么在增长、什么快到上限、何时到（ANL-2）。
usage_of-clusters = 集群
usage_of-workloads = 工作负载
usage_of-topics = 日志主题
usage_of-capacity = 配置的指标
measure-cpu = CPU 使用率
measure-memory = 内存使用率
measure-cpu_requested = CPU 分配率
measure-memory_requested = 内存分配率
measure-cpu_of_limit = CPU 占限额的比例
measure-memory_of_limit = 内存占限额的比例
measure-lines = 每天日志行数
usage_state-full = 已满
usage_state-filling = 即将满
usage_state-near = 接近上限
usage_state-growing = 在增长
usage_state-shrinking = 在下降
usage_state-steady = 平稳
usage_state-unknown = 数据太少
usage_trend-summary = 看了 { $looked } 条指标，{ $bottlenecks ->
    [0] 没有瓶颈
   *[other] 有 { $bottlenecks } 处瓶颈
 }，{ $growing ->
    [0] 其余没有明显增长
   *[other] 另有 { $growing } 条在增长
 }。
usage_trend-full = { $name }：{ $measured } { $level }，已到上限 { $limit }。
usage_trend-filling = { $name }：{ $measured } { $level }，预计 { $likely } 前后到 { $limit }，最早 { $earliest }。
usage_trend-near = { $name }：{ $measured } { $level }，接近上限 { $limit }。
usage_trend-changing = { $name }：{ $measured } { $level }，{ $known }以来每周{ $up ->
    [yes] 增加
   *[no] 减少
 } { $change }（{ $share }）。
usage_trend-steady = { $name }：{ $measured } { $level }，平稳。
usage_trend-unknown = { $name }：{ $measured } { $level }；只有 { $known }的数据，还看不出趋势。
usage_trend-unread = 没看成：{ $of } { $name }（{ $why }）
usage_trend-unread_kind = 没看成：{ $of }（{ $why }）
usage_trend-late = 没有及时应答
usage_trend-not_looked = 超过 { $most } 个，指名才看
usage_trend-workloads_where = 必须写明，才能看工作负载
usage_trend-tab = 用量与瓶颈
usage_trend-none = 这里没有可看的指标。
usage_trend-none_hint = 集群要接入腾讯云可观测平台的监控；其他指标在设置里列出。
usage_trend-ahead = 往后看几天
usage_trend-course = 走势
usage_trend-now = 现在
usage_trend-week = 一周变化
usage_trend-reached = 到上限

