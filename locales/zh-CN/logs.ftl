# Searching logs.
logs-most_bars = 在这段时间内最多只能分成 { $most } 段
logs-not_mined = { $waiting ->
    [yes] 归纳日志模式的排队太长，请稍后再试
   *[no] 归纳日志模式超时，请缩短时间范围或减少日志主题
 }
logs-query_too_long = 查询语句超过 { $most } 字节，请缩短。
logs-topics_fit = 只能对应一个日志主题，现在有几个都对得上：{ $topics }
logs-line_id = 必须是搜索结果里某一行的编号
log_tool-topics = { $count } 个日志主题中的 { $shown } 个（编号、名称、地域）：
log_tool-no_topic = 没有找到日志主题。
log_tool-not_indexed = （没有索引，不能检索）
log_tool-bars = 共 { $count } 行，{ $bars } 段，每段 { $width }；有日志的各段：
log_tool-context = 前 { $before } 行，后 { $after } 行，从旧到新；箭头标出要看的那一行。
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
log_page-around = 前后文
log_page-context = 前后文
log_page-more_before = 再往前
log_page-more_after = 再往后
log_page-nothing = 这段时间没有匹配的日志。
log_page-nothing_hint = 放宽时间范围，或减少检索词。
log_page-no_alarms = 这段时间没有告警。

# Alarm policies of the cloud.
alarm_source-monitor = 指标
alarm_source-cls = 日志
alarm_policy-on = 启用
alarm_policy-off = 停用
alarm_policy-found = 共 { $count } 条告警策略，列出 { $shown } 条（编号、名称、类型、看什么、触发条件、启停）：
alarm_policy-name = 必须是 1 到 { $most } 个字符，且不含竖线
alarm_policy-word = 必须是云上的名称，例如 { $example }
alarm_policy-bytes = 不能为空，且最多 { $most } 字节
alarm_policy-notices = 最多 { $most } 个通知模板的编号
alarm_policy-objects = 最多 { $dimensions } 个维度，每个 1 到 { $values } 个值
alarm_policy-id = 必须是告警策略的编号，例如 { $example }

# Their pages in the console.
alarm_page-title = 告警策略
alarm_page-metric = 新建指标告警
alarm_page-metric_means = 由云上盯住一个指标，并通知你指定的人。先让你看到会建成什么样，之后才向云上提交。
alarm_page-log = 新建日志告警
alarm_page-log_means = 由云上定时查询日志。先让你看到会建成什么样，之后才向云上提交。
alarm_page-switch = 启停告警策略
alarm_page-switch_means = 停用的告警谁也不通知。先让你看到会改什么，之后才向云上提交。
alarm_page-switch_on = 启用
alarm_page-switch_off = 停用
alarm_page-none = 没有符合条件的告警策略。
alarm_page-namespace = 策略类型
alarm_page-namespace_hint = 按云上的叫法，例如 { $example }。
alarm_page-metric_name = 指标
alarm_page-comparison = 比较方式
alarm_page-threshold = 阈值
alarm_page-objects = 只看这些对象
alarm_page-objects_hint = 一行一个维度：名称、等号、用英文逗号隔开的值；留空则是这一类的全部对象。
alarm_page-object_lines = 每行都要有维度、等号和值
alarm_page-period = 一个数据点的秒数
alarm_page-periods = 连续几个数据点
alarm_page-repeat = 隔多少秒再通知
alarm_page-notices = 通知模板
alarm_page-notices_hint = 写编号，用空格隔开；留空则只留记录。
alarm_page-condition_hint = 用查询结果的列来写，例如 { $example }。
alarm_page-window = 每次往回查多少分钟
alarm_page-every = 隔多少分钟查一次
alarm_page-times = 连续几次
alarm_page-repeat_minutes = 隔多少分钟再通知
# What changed between two periods (ANL-1)
log_changes-title = 分析
log_changes-tab = 日志变化
log_changes-since = 从什么时候起
log_changes-until = 到什么时候
log_changes-before_since = 与哪段相比：起点
log_changes-before_until = 与哪段相比：终点
log_changes-ask = 想看哪段时间的日志变化？
log_changes-ask_hint = 填上起点，例如 14:00 或“昨天 08:00”。不填对比时段，就与紧接在前、同样长的一段相比。
log_changes-summary = 结论
log_changes-templates = 变化的日志和常见的错误
line_change-new = 新出现
line_change-gone = 消失
line_change-grew = 变多
line_change-shrank = 变少
line_change-frequent = 常见错误
log_changes-calm = 没有突出的变化。
log_changes-no_news = 没有看到新的异常，但两段时间没能完整对比。
log_changes-new_error = 新出现一种错误
log_changes-new_warning = 新出现一种警告
log_changes-new_line = 新出现一种日志
log_changes-new = { $first ->
    [none] {""}
   *[other] { $first } 起，
 }{ $topic ->
    [none] {""}
   *[other] { $topic } 里
 }{ $what }：{ $pattern }，共 { $n } 行{ $last ->
    [none] {""}
   *[other] ，最近一行在 { $last }
 }。
log_changes-stopped = { $topic ->
    [none] {""}
   *[other] { $topic } 里
 }平时会有的日志不见了：{ $pattern }，对比时段有 { $n } 行{ $last ->
    [none] {""}
   *[other] ，最后一行在 { $last }
 }。
log_changes-more = 还有 { $n } 种，见下面的列表。
log_changes-crowd = { $errors ->
    [yes] 错误
   *[no] 日志
 }集中在 { $start } 到 { $end }，共 { $n } 行{ $over ->
    [yes] {""}
   *[no] ，到时段结束仍未停
 }。
log_changes-keywords = 突出的词：{ $words }。
log_changes-compared = 看的是 { $start } 到 { $end }，对比的是 { $before } 到 { $until }{ $scaled ->
    [yes] ，后者的行数已折算成同样时长
   *[no] {""}
 }。
log_changes-not_compared = 两段时间读到的日志主题不同，总量没有对比。
log_changes-sampled = 共 { $lines } 行，模式和词来自其中抽样的 { $mined } 行，所以一种日志开始的时间可能比上面说的更早。
log_changes-missing = { $gap }。
log_changes-overlap = 不能晚于所看时段的起点，两段时间不能重叠
log_changes-period = 到终点的时长要在 { $least }到 { $most }之间，并且不能在将来

log_progress-topics = 正在查找日志主题。
log_progress-read = 正在读取 { $n } 个日志主题。
log_progress-before = 正在读取用来对比的时段。
log_progress-patterns = 正在归纳日志：共 { $total } 行，读了 { $read } 行。

# 日志集、日志主题和定时 SQL 分析。
log_resource-reserved = 这个名字由云上保留，请换一个
log_resource-days = 必须是 1 到 { $most } 天，永久保存写 { $forever }
log_resource-sql = 竖线后面必须有 SQL，说明要写入什么
log_resource-itself = 不能与被分析的主题相同
log_resource-elsewhere = 必须是所配置地域的主题，云上不支持跨地域
log_resource-sets_found = 共 { $count } 个日志集，列出 { $shown } 个（编号、名称、主题数、地域）：
log_resource-tasks_found = 共 { $count } 个定时 SQL 分析，列出 { $shown } 个（编号、名称、读的主题 → 写的主题、周期、语句）：
log_resource-title = 日志集和主题
log_resource-sets = 日志集
log_resource-topics = 日志主题
log_resource-tasks = 定时 SQL 分析
log_resource-no_sets = 没有符合条件的日志集。
log_resource-no_topics = 没有符合条件的日志主题。
log_resource-no_tasks = 没有符合条件的定时 SQL 分析。
log_resource-searchable = 能否检索
log_resource-yes = 能
log_resource-no = 没有索引
log_resource-every_head = 周期（分钟）
log_resource-new_set = 新建日志集
log_resource-new_set_means = 日志集用来归类日志主题。先让你看到会建成什么样，之后才向云上提交。
log_resource-new_topic = 新建日志主题
log_resource-new_topic_means = 日志存放的地方，连同全文和全部字段的索引一起建好，建好即可检索；云上按存储量计费。先让你看到会建成什么样，之后才向云上提交。
log_resource-new_sql = 新建定时 SQL 分析
log_resource-new_sql_means = 由云上定时运行语句，把结果写入另一个主题。先让你看到会建成什么样，之后才向云上提交。
log_resource-days_label = 日志保存天数
log_resource-days_hint = 留空为 30 天，永久保存写 { $forever }。
log_resource-set_hint = 写编号或名称。
log_resource-target = 目标主题
log_resource-query_hint = 先写检索条件，竖线后写 SQL，例如 { $example }。
log_resource-delay = 等待迟到日志的秒数
log_resource-delay_hint = 留空为 60，最多 120。

# 用自己的话检索。
log_question-words = 用自己的话问
log_question-written = 检索语句：{ $query }
log_question-none = 这句话没能写成检索语句，请换个说法，或者直接写语句。
log_question-refused = 日志服务拒绝为这句话生成语句，请直接写语句。
