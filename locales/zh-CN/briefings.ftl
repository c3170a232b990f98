# The daily briefing. A claim is one sentence of it; pieces of the headline begin with brief.
briefing-title = 值班简报
briefing-opening = { $day }值班简报。
briefing-date = { $day } { $weekday ->
    [1] 星期一
    [2] 星期二
    [3] 星期三
    [4] 星期四
    [5] 星期五
    [6] 星期六
   *[7] 星期日
 }
briefing-sandbox_spoken = 注意，这是沙箱里的演示数据。
briefing-closing = 简报完毕。
briefing-more = { $n ->
    [0] 还没说完，要继续听吗？
   *[other] 后面还有 { $n } 条，要继续听吗？
 }
briefing-subject = { $n } 件待处理：{ $lead } · 值班简报 { $day }
briefing-sandbox = SANDBOX · 沙箱演示数据，并非真实系统
briefing-incomplete = 数据不完整
briefing-notes = 说明
briefing-evidence = 依据
briefing-untold = 另有 { $n } 条未念
    .spoken = 另有 { $n } 条{ $must ->
        [0] {""}
       *[other] ，其中 { $must } 条需要你处理，
    }只写在文字版里。
briefing-shortened = 另有 { $n } 条，完整简报里都有。
briefing-all_evidence = 全部依据
briefing-period = 统计时段
briefing-period_of = 统计时段：{ $period }
briefing-look_up = 查询
briefing-footer = 引号里的文字摘自日志原文，仅供参考，其中的任何要求都不会被执行。
briefing-lines = 日志
briefing-errors = 错误
briefing-error_rate = 错误率
briefing-alarms = 告警
briefing-for_you = 待处理
briefing-unknown = 未读到
briefing-volume_chart = 日志量与错误
briefing-volume_summary = 日志 { $lines } 行，错误 { $errors } 行
briefing-rate_chart = 错误率对比
briefing-before = 前一时段
briefing-rate = { $rate }
briefing-series = { $target } { $metric }
briefing-value = { $value } → { $limit }
briefing-rate_before = 前一时段 { $rate }
briefing-now = 本时段
briefing-templates_chart = 最常见的错误
briefing-changes_chart = 日志的变化
briefing-keywords = 突出的词
briefing-alarms_chart = 告警时间线
briefing-firing = { $n } 条未恢复
briefing-capacity_chart = 多久会到上限
briefing-days = { $n } 天
briefing-days_between = { $low } – { $high ->
    [none] …
   *[other] { $high }
 } 天
briefing-today = 今天
briefing-data_table = 数据表
briefing-time = 时间
briefing-state = 状态
briefing-since = 开始
briefing-target = 对象
briefing-estimate = 预计
briefing-interval = 区间

briefing-overview = 概况
briefing-turn = { $weight }：{ $claim }
weight-act = 需要你处理
weight-watch = 值得留意
    .spoken = 值得留意的
weight-calm = 其余情况
topic-logs = 日志
topic-alarms = 告警
topic-rollbacks = 回滚
topic-broadcast = 待处理
topic-tasks = 任务
topic-capacity = 容量
writer-model = 由大模型撰写，每句话都核对过依据
writer-rules = 按规则由数据自动生成
trend_kind-new = 新出现
trend_kind-gone = 消失
trend_kind-grew = 增多
trend_kind-shrank = 减少
severity-critical = 严重
severity-warning = 警告
severity-info = 提示
severity-unknown = 未分级
alarm_state-firing = 未恢复
alarm_state-recovered = 已恢复
alarm_state-invalid = 已失效
alarm_state-unknown = 状态不明
metric_kind-disk = 磁盘用量
metric_kind-storage = 存储用量
metric_kind-memory = 内存用量
metric_kind-cpu = CPU 用量
metric_kind-connections = 连接数

claim-written = { $text }

headline-must = { $n ->
    [1] 有一件事需要你处理：{ $lead }。
   *[other] 有 { $n } 件事需要你处理{ $groups ->
        [none] {""}
       *[other] （分成 { $groups } 组）
    }，最要紧的是：{ $lead }。
 }
    .spoken = { $n ->
        [1] 有一件事需要你处理。
       *[other] 有 { $n } 件事需要你处理{ $groups ->
            [none] {""}
           *[other] ，分成 { $groups } 组
        }。
    }
headline-look = { $all_read ->
    [yes] 没有必须马上处理的事，但值得看一眼：{ $lead }。
   *[no] 值得看一眼：{ $lead }。
 }
    .spoken = { $all_read ->
        [yes] 没有必须马上处理的事。
       *[no] {""}
    }
headline-quiet = { $all_read ->
    [yes] { $day ->
        [yes] 过去一天
       *[no] 这段时间
    }平稳，没有需要你处理的事。
   *[no] 今天是好是坏，还说不准。
 }
headline-partly = { $headline }{ $sources ->
    [1] 有一处数据没有读到，这只是一部分情况。
   *[other] 有 { $sources } 处数据没有读到，这只是一部分情况。
 }
# Most of an episode stands in sentences of its own: what else happened, how errors crowd, which ones.
episode-told = { $lead }。{ $others ->
    [none] {""}
   *[other] 同一时段：{ $others }。
 }{ $crowd ->
    [none] {""}
   *[other] { $crowd }。
 }{ $errors ->
    [none] {""}
   *[other] { $kinds ->
        [1] 新错误：{ $errors }。
       *[other] 新错误主要是：{ $errors }。
    }
 }{ $step }
episode-alarm = { $severity ->
    [critical] 严重告警
    [warning] 告警
    [info] 提示级告警
   *[unknown] 未分级告警
 }{ $name }{ $target ->
    [none] {""}
   *[other] （{ $target }）
 }{ $since } { $state ->
    [firing] 开始，还没恢复
    [unknown] 触发，是否恢复不明
   *[recovered] 触发，已经恢复
 }{ $handled ->
    [none] {""}
   *[other] ，处理：{ $handled }
 }
    .spoken = { $severity ->
        [critical] 严重告警
        [warning] 告警
        [info] 提示级告警
       *[unknown] 未分级告警
    }：{ $target ->
        [none] {""}
       *[other] { $target }{" "}
    }{ $name }，{ $since } { $state ->
        [firing] 开始，还没恢复
        [unknown] 触发，是否恢复不明
       *[recovered] 触发，已经恢复
    }{ $handled ->
        [none] {""}
       *[other] ，处理：{ $handled }
    }
episode-more_alarms = 另有 { $n } 条告警
episode-more_queue = 另有 { $n } 起等人处理
episode-more_errors = 另有 { $n } 种新错误
episode-burst = { $start } 起的 { $lasting }里错误集中出现，共 { $errors } 行，占全部错误的 { $share }{ $over ->
    [none] {""}
    [yes] ，之后停了
   *[no] ，还在继续
 }
episode-error = { $pattern } { $n } 次{ $topic ->
    [none] {""}
   *[other] （日志主题 { $topic }）
 }
    .spoken = { $pattern }，{ $n } 次{ $topic ->
        [none] {""}
       *[other] ，日志主题 { $topic }
    }
episode-new_error = 新错误{ $error }
episode-still_firing = { $at } 后错误已停，但告警还没恢复：先确认业务是否正常。{ $step }
episode-rollback = { $at } 回滚：{ $title }
episode-later = 现在不用处理，上班后查清原因即可。
episode-verify = 读到的部分里已经停了，但有数据没有读到，不能确认恢复，请现在核实。
episode-look_at = { $next ->
    [yes] 再看日志主题 { $topic } 里这段时间的错误，并对照前后的发布。
   *[no] 先看日志主题 { $topic } 里这段时间的错误，再对照前后的发布。
 }
episode-look = { $next ->
    [yes] 再看这段时间的错误日志，并对照前后的发布。
   *[no] 先看这段时间的错误日志，再对照前后的发布。
 }
queue-brief = { $name } { $faults }{ $n ->
    [1] {""}
   *[other] ，共 { $n } 起
 }，{ $since } 开始等人处理
queue-one = { $name } { $fault }，{ $since } 开始等人处理{ $reason ->
    [none] {""}
   *[other] ：{ $reason }
 }。{ $step }
queue-many = { $name } { $faults }，有 { $n } 起等人处理，最早从{ $since } 开始，{ $kinds ->
    [1] 都在命名空间 { $places }
   *[other] 在命名空间 { $places }{ $more ->
        [yes] 等 { $kinds } 处
       *[no] {""}
    }
 }{ $reasons ->
    [none] {""}
   *[other] 。自动修复停下的原因：{ $reasons }
 }。{ $step }
queue-reason = { $all ->
    [yes] { $reason }
   *[no] { $reason }（{ $n } 件）
 }
queue-more = { $n ->
    [1] 还有一件事需要你处理：{ $briefs }。
   *[other] 还有 { $n } 件事需要你处理：{ $briefs }{ $more ->
        [yes] 等
       *[no] {""}
    }。
 }
queue-first_step = { $fault ->
    [crash_loop] 先看容器上一次退出的日志，再对照最近的发布。
    [image_pull] 先核对镜像名和仓库凭据。
    [out_of_memory] 先看内存曲线，再决定调高上限还是回滚。
    [not_ready] 先看就绪探针为什么失败，再对照最近的改动。
    [replica_shortage] 先看节点资源和配额够不够调度。
    [error_rate] 先看次数最多的错误日志，再对照最近的发布。
    [latency] 先看慢在哪个依赖上，再对照流量。
    [saturation] 先扩容或限流，再找占用最多的地方。
    [configuration] 先对照最近一次配置改动，必要时改回。
    [dependency] 先确认它依赖的服务是否正常。
    [silence] 先检查 Prometheus、Alertmanager 和发往值班的路由：心跳恢复之前，告警可能送不到。
    [node] 先看节点状态，必要时驱逐并更换。
   *[other] 先看这起故障的时间线。
 }
brief-error_rate_rose = 错误率从 { $before } 升到 { $now }
brief-new_errors = { $n ->
    [1] 出现一种新错误
   *[other] 出现 { $n } 种新错误
 }
brief-volume = 日志量是{ $before }的 { $times } 倍
brief-lines = { $n ->
    [0] 没有日志
   *[other] 日志 { $n } 行
 }
brief-capacity = { $target } { $metric }{ $days ->
    [0] 不到一天就到上限
   *[other] 约 { $days } 天后到上限
 }
brief-rollback = 做了 { $n } 次回滚
brief-task = 任务有 { $n } 条消息

share-below = 不到 { $most }
log-pattern = { $pattern }{ $n } 次
log-volume = 共 { $lines } 行日志{ $against }；{ $errors ->
    [0] 没有错误
   *[other] 其中错误 { $errors } 行，错误率 { $rate }
 }{ $rate_before }。
    .spoken = 共 { $lines } 行日志{ $against }；{ $errors ->
        [0] 没有错误
       *[other] 其中错误 { $errors } 行，错误率{ $steady ->
            [yes] {""}
           *[no] { " " }{ $rate }
        }
    }{ $rate_before }。
log-lines = 共 { $lines } 行日志{ $against }。
log-errors = { $errors ->
    [0] 没有错误
   *[other] 错误 { $errors } 行，错误率 { $rate }
 }{ $rate_before }。
log-errors_rose = 错误率从{ $before }的 { $rate_before } 升到 { $rate }（错误 { $errors } 行）。
before_period-day = 前一天
before_period-other = 前一时段
against-steady = ，与{ $before }相当
against-times = ，是{ $before }的 { $times } 倍
against-more = ，比{ $before }多 { $share }
against-fewer = ，比{ $before }少 { $share }
against-nothing = {""}
before-unknown = {""}
before-rate = ，{ $before }是 { $rate }
before-steady = ，{ $before }是 { $rate }
    .spoken = 和{ $before }差不多
before-none = { $errors ->
    [0] ，{ $before }也没有
   *[other] ，{ $before }没有错误
 }
log-silence = 这段时间一行日志都没有，可能是采集中断了。
log-new_error = 新出现的错误：{ $pattern }，共 { $n } 次。
log-more_new_errors = { $kinds ->
    [1] 另有一种新错误：{ $pattern }，共 { $n } 次。
   *[other] 另有 { $kinds } 种新错误，最多的是{ $pattern }，共 { $n } 次。
 }
log-new_lines = { $kinds ->
    [1] 新出现一种日志：{ $pattern }，共 { $n } 行。
   *[other] 新出现 { $kinds } 种日志，最多的是{ $pattern }，共 { $n } 行。
 }
log-grew = { $pattern }从 { $before } 次增加到 { $now } 次。
log-gone_error = { $kinds ->
    [1] 错误{ $pattern }不再出现，{ $period }有 { $n } 次。
   *[other] 有 { $kinds } 种错误不再出现，最多的是{ $pattern }，{ $period }有 { $n } 次。
 }
log-gone_lines = { $kinds ->
    [1] 平时会有的日志{ $pattern }不见了，{ $period }有 { $n } 行。
   *[other] 有 { $kinds } 种平时会有的日志不见了，最多的是{ $pattern }，{ $period }有 { $n } 行。
 }
log-one_error = 错误：{ $patterns }。
log-top_errors = 出现最多的错误：{ $patterns }。
log-sampled = 日志共 { $total } 行，模式是从其中 { $mined } 行的抽样里归纳的，次数是抽样中的次数。

alarm-firing = { $severity ->
    [critical] 严重告警
    [warning] 告警
    [info] 提示级告警
   *[unknown] 未分级告警
 }{ $name }{ $target ->
    [none] {""}
   *[other] （{ $target }）
 }{ $times ->
    [1] {""}
   *[other] 触发了 { $times } 次，
 }{ $since } 开始，还没恢复{ $lasting ->
    [none] {""}
   *[other] ，已有 { $lasting }
 }；{ $handled ->
    [none] 还没有处理记录
   *[other] 处理：{ $handled }
 }。{ $urgent ->
    [yes] 先看它的日志和最近的改动。
   *[no] {""}
 }
    .spoken = { $severity ->
       [critical] 严重告警
       [warning] 告警
       [info] 提示级告警
      *[unknown] 未分级告警
    }：{ $target ->
       [none] {""}
      *[other] { $target }{" "}
    }{ $name }，{ $times ->
       [1] {""}
      *[other] 触发了 { $times } 次，
    }{ $since } 开始，还没恢复{ $lasting ->
       [none] {""}
      *[other] ，已有 { $lasting }
    }；{ $handled ->
       [none] 还没有处理记录
      *[other] 处理：{ $handled }
    }。{ $urgent ->
       [yes] 先看它的日志和最近的改动。
      *[no] {""}
    }
alarm-unsure = { $severity ->
    [critical] 严重告警
    [warning] 告警
    [info] 提示级告警
   *[unknown] 未分级告警
 }{ $name }{ $target ->
    [none] {""}
   *[other] （{ $target }）
 }{ $times ->
    [1] {""}
   *[other] 触发了 { $times } 次，
 }{ $since } 触发，是否恢复不明，请确认；{ $handled ->
    [none] 还没有处理记录
   *[other] 处理：{ $handled }
 }。
    .spoken = { $severity ->
       [critical] 严重告警
       [warning] 告警
       [info] 提示级告警
      *[unknown] 未分级告警
    }：{ $target ->
       [none] {""}
      *[other] { $target }{" "}
    }{ $name }，{ $times ->
       [1] {""}
      *[other] 触发了 { $times } 次，
    }{ $since } 触发，是否恢复不明，请确认；{ $handled ->
       [none] 还没有处理记录
      *[other] 处理：{ $handled }
    }。
alarm-recovered = { $severity ->
    [critical] 严重告警
    [warning] 告警
    [info] 提示级告警
   *[unknown] 未分级告警
 }{ $name }{ $target ->
    [none] {""}
   *[other] （{ $target }）
 }{ $times ->
    [1] 已经恢复
   *[other] 触发了 { $times } 次，都已恢复
 }；{ $handled ->
    [none] 还没有处理记录
   *[other] 处理：{ $handled }
 }。
alarm-others = 其余告警：{ $counts }。
alarm-count_firing = { $n } 条未恢复
alarm-count_recovered = { $n } 条已恢复
alarm-count_critical = 其中 { $n } 条严重

happening-broadcast = { $title }。{ $more ->
    [none] {""}
   *[other] { $more }。
 }
happening-rollback = 回滚：{ $title }。{ $more ->
    [none] {""}
   *[other] { $more }。
 }
happening-task = 任务：{ $title }。{ $more ->
    [none] {""}
   *[other] { $more }。
 }
happening-own_words = { $text }
happening-more_rollback = 还有 { $n } 次回滚，详见依据。
happening-more_task = 还有 { $n } 条任务消息，详见依据。

capacity-measured = { $value } { $unit }
capacity-full = { $target } { $metric }已到 { $value }，{ $days ->
    [0] 不到一天就会到上限 { $limit }
   *[other] 照现在的速度约 { $days } 天后到上限 { $limit }
 }{ $spread }。{ $urgent ->
    [yes] 今天就要扩容或清理。
   *[no] {""}
 }
spread-none = {""}
spread-open = （最早 { $low } 天）
spread-between = （{ $low } 到 { $high } 天之间）
capacity-more = 另有 { $n } 项容量预警，详见图表。

source-log_topics = 日志主题的清单
source-logs = 日志主题
source-alarms = 告警
source-metrics = 监控指标
source-events = 本系统的事件
gap-failed = { $source }{ $name ->
    [none] {""}
   *[other] { " " }{ $name }{ " " }
 }没有读到{ $detail ->
    [none] {""}
   *[other] （{ $detail }）
 }
gap-too_slow = { $source }{ $name ->
    [none] {""}
   *[other] { " " }{ $name }{ " " }
 }没有读到：用时太长
gap-nothing_visible = 看不到可以检索的日志主题，请检查账号的权限
gap-too_many = 日志主题有 { $there } 个，只读了 { $read } 个
gap-noted = { $gap }。
gap-unread = { $gap }，这部分情况不明。

why_rules-not_configured = 没有配置大模型，本简报按规则由数据自动生成。
why_rules-unreachable = 大模型没有连上，本简报按规则由数据自动生成。
why_rules-rate_limited = 大模型限流了，本简报按规则由数据自动生成。
why_rules-too_slow = 大模型没有在限定时间内回答，本简报按规则由数据自动生成。
why_rules-refused = 大模型服务拒绝了请求（密钥或设置需要检查），本简报按规则由数据自动生成。
why_rules-budget_spent = 今天的大模型额度已用完，本简报按规则由数据自动生成。
why_rules-cut_off = 大模型的回答中途停止，不完整，没有采用；本简报按规则由数据自动生成。
why_rules-unreadable = 大模型的回答格式不对，没有采用；本简报按规则由数据自动生成。
why_rules-nothing_held = 大模型的回答没有一句能找到依据，没有采用；本简报按规则由数据自动生成。
claim-dropped = 大模型有 { $n } 句话找不到依据，已去掉。

evidence-lines = 日志 { $n } 行{ $before ->
    [none] {""}
   *[other] （前一时段 { $before } 行）
 }
evidence-errors = 错误日志 { $n } 行{ $before ->
    [none] {""}
   *[other] （前一时段 { $before } 行）
 }
evidence-burst = { $start } 起的 { $lasting }里错误集中出现，共 { $errors } 行
evidence-template = { $pattern }（{ $n } 次）
evidence-trend = { $pattern }（{ $trend }：前一时段 { $before } 次，本时段 { $now } 次）
evidence-line = { $at ->
    [none] {""}
   *[other] { $at }{" "}
 }{ $line }
evidence-keyword = { $word }明显增多（权重 { $weight }）
evidence-alarm = { $severity }告警{ $name }，{ $state }，自{ $since } 起
evidence-event = { $title }
evidence-capacity = { $target } { $metric }：{ $value }，约 { $days } 天后到 { $limit }
evidence-missing = { $gap }。
briefing-busy = 简报暂时无法答复，请稍后再试。
briefing-not_prepared = 简报没能准备好，原因见事件记录。
briefing-refused = 简报拒绝了这个请求。
briefing-topics_once = 至少要有一个主题，且不能重复
share-exists = 这个编号的链接已存在，请另建一个。
briefing-day_passed = 这一天已经过去，没来得及准备简报。
briefing-no_account = 账号已不存在或已停用，因此不再准备简报。
briefing-no_channel = 没有人来问候，也没有推送渠道。
briefing_state-not_written = 还没有写好。
briefing_state-paused = { $day } 的简报{ $phase }；简报已暂停，恢复前不再准备。
briefing_state-said = { $day } 的简报{ $phase }；下一步：{ $step }{ $at ->
    [none] 。
   *[other] ，{ $at }。
 }
briefing_settings-said = { $changed ->
    [yes] 已更改，现在的设置：
   *[no] 没有更改，现在的设置：
 }{ $start } 至 { $end }（{ $zone }），{ $language }，提前 { $before }准备；内容：{ $topics }；推送到{ $channels ->
    [none] 无
   *[other] {" "}{ $channels }
 }；播报后邮件发给{ $mail ->
    [none] 无
   *[other] {" "}{ $mail }
 }{ $quiet ->
    [none] {""}
   *[other] ；{ $quiet } 不打扰，严重告警除外
 }{ $critical ->
    [none] {""}
   *[other] ；严重告警同时发{ $critical }
 }。
briefing-days_made = 最近 { $days } 天应有 { $due } 份，做出 { $made } 份，{ $share }
briefing_share-opens = 可打开 { $times } 次，有效期至 { $until }。
briefing-reading_rest = 正在查看告警、指标和故障。
