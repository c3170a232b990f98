# Classes of fault.
fault_class-crash_loop = 反复崩溃
fault_class-image_pull = 镜像拉取失败
fault_class-out_of_memory = 内存不足
fault_class-not_ready = 未就绪
fault_class-replica_shortage = 副本不足
fault_class-error_rate = 错误率过高
fault_class-latency = 响应过慢
fault_class-saturation = 资源饱和
fault_class-configuration = 配置错误
fault_class-dependency = 依赖故障
fault_class-node = 节点故障
fault_class-requested = 按人的要求处理
fault_class-test = 测试告警
fault_class-silence = 失联
fault_class-other = 异常

# Actions of the ladder.
action_kind-restart = 滚动重启
action_kind-refresh_config = 恢复配置
action_kind-scale_out = 扩容
action_kind-shift_load = 迁走故障节点上的实例
action_kind-rollback = 版本回滚
action_kind-isolate = 隔离异常实例
action_kind-full_rollback = 整个应用回滚
action_kind-call_person = 找人

# What a person asks for.
repair_name-rollback = 版本回滚
repair_name-restart = 滚动重启
repair_name-scale = 调整副本数

# Where an incident stands.
incident_state-confirming = 核实中
incident_state-suppressed = 静默中
incident_state-repairing = 修复中
incident_state-waiting = 等待中
incident_state-awaiting_approval = 待批准
incident_state-paused = 已暂停
incident_state-flapping = 反复中
incident_state-relapse_watch = 观察复发
incident_state-handed_over = 已交给人
incident_state-closed = 已关闭

# How an incident ended.
ending-fixed = 已修复并验证
ending-recovered = 自行恢复
ending-fixed_by_others = 由他人修复
ending-not_confirmed = 未获确认
ending-handed_over = 已交给人处理
ending-aborted = 被人中止
ending-merged = 并入另一起故障
ending-previewed = 只做预演
ending-not_done = 所要求的动作无法执行，未动手
ending-not_approved = 没有得到批准，未动手
ending-tested = 测试完成，什么都没动
ending-stopped = 工作流被停止，无人继续

# Why a person is called.
call_reason-top_band = 分数在最高一档，修复同时进行
call_reason-exhausted = 能试的都试过了
call_reason-nothing_tried = 没有一步能试
call_reason-blocked = 自动修复被安全检查拦下，或被集群拒绝
call_reason-blind = 看不到数据，无从判断
call_reason-inconclusive = 无法确认修复是否生效，可能有人同时在改它
call_reason-unresolved = 找不到告警所指的工作负载
call_reason-not_approved = 没有得到批准
call_reason-observed = 当前只观察，给了修复建议，没有执行
call_reason-flapping = 反复触发又恢复，修复已停下
call_reason-asked_for = 有人要求
call_reason-not_done = 你要求的动作现在无法执行，也没有改做别的
call_reason-test = 有人在试告警通不通
call_reason-silent = 这个告警来源失联，它的告警可能送不到
call_reason-stopped = 它的工作流在 Temporal 里被停止，不会再自动处理

# Why a request is refused.
refusal-not_done = 现在无法执行，也没有改做别的
refusal-not_approved = 没有得到批准
refusal-too_many_wait = 同一目标已有太多要求在排队，请等它们处理完再提
refusal-stopped = 处理它的工作流被停止

# What a person, or a program that saw one at work, did.
intervention-abort = 中止了修复
intervention-pause = 暂停了修复
intervention-resume = 让修复继续
intervention-skip_rung = 跳过当前一级
intervention-examine = 重新看了一遍
intervention-acknowledge = 接手了它
intervention-close = 关闭了它
intervention-human_edit = 手动改了目标
intervention-resolved = 说已恢复
intervention-enable_writes = 允许真正写入

# Bands of scores.
band-aggressive = 最高档
band-standard = 标准档
band-conservative = 保守档
band-brief = 两次档
band-minimal = 一次档

# Inputs of a score.
score_input_name-impact_services = 受影响的服务数
score_input_name-impact_users = 受影响的用户数
score_input_name-severity_resources = 资源使用情况
score_input_name-severity_errors = 错误率
score_input_name-severity_source = 来源给出的级别
score_input_name-severity_opinion = 模型的看法
score_input_name-importance_service = 服务的重要性
score_input_name-urgency_hours = 时段

# How an attempt ended.
attempt_state-verified = 验证通过
attempt_state-failed = 验证未通过
attempt_state-unknown = 无法判断
attempt_state-inconclusive = 结果无法归因
attempt_state-blocked = 安全检查未通过
attempt_state-not_approved = 未获批准
attempt_state-conflict = 目标已变，未动手
attempt_state-refused = 集群拒绝
attempt_state-observed = 只观察，未动手
attempt_state-aborted = 被中止

# What the checks after an attempt say.
repair_verdict-healthy = 健康
repair_verdict-unhealthy = 仍不健康
repair_verdict-unknown = 无法判断
repair_verdict-inconclusive = 结果无法归因

# Why a verdict is as it is.
because-dwelt = 持续健康
because-dwelling = 目前健康，还要持续一段时间
because-bad_for_long = 持续不健康
because-bad_for_now = 目前不健康
because-rolling_out = 正在发布
because-not_rolled_out = 到期仍未发布完成
because-signal_lags = 目标健康，告警尚未消除
because-signal_stays = 目标健康，但告警一直不消除
because-blind_for_now = 暂时读不到数据
because-blind_for_long = 一直读不到数据
because-others_wrote = 期间有别人修改
because-neither = 时好时坏，到期也无法判断
because-not_looked = 还没有检查

# Modes of a policy.
mode-observe = 只观察
mode-suggest = 只建议
mode-approve = 经人批准后执行
mode-auto = 自动执行

# Why an action is passed over.
skip_reason-cannot_help = 策略认为对这类故障没有用
skip_reason-target_missing = 目标不存在
skip_reason-no_earlier_revision = 没有更早的不同版本
skip_reason-rollout_paused = 发布被人暂停
skip_reason-gitops_managed = 由 GitOps 管理，现场修改会被还原
skip_reason-autoscaler_owns_count = 副本数由自动伸缩控制
skip_reason-at_most_replicas = 已到策略允许的最多副本数
skip_reason-quota_full = 命名空间配额已满
skip_reason-not_scalable = 跟着节点走，不能调整副本数
skip_reason-scaled_to_zero = 副本数为零，是人关掉的
skip_reason-last_healthy_replica = 会动到最后一个健康副本
skip_reason-nothing_to_isolate = 没有可隔离的实例
skip_reason-no_sick_node = 没有实例在异常节点上
skip_reason-disruption_budget = 中断预算不允许
skip_reason-no_kept_config = 没有留存过能用的配置
skip_reason-config_unchanged = 配置与健康时相同
skip_reason-no_application = 不属于任何应用
skip_reason-skipped_by_person = 被人跳过
skip_reason-nothing_to_change = 已经是所要的样子
skip_reason-not_readable = 所需的信息读不到

# Guards.
guard_name-kill_switch = 总开关
guard_name-mode = 策略模式
guard_name-permission = 回滚权限
guard_name-confirmed = 来源核实
guard_name-freeze = 变更冻结
guard_name-time_window = 时间窗口
guard_name-approval = 批准
guard_name-lock = 目标锁
guard_name-budget = 集群并发额度
guard_name-cooldown = 冷却时间
guard_name-frequency = 写入频率
guard_name-healthy_share = 健康比例
guard_name-gitops = GitOps
guard_name-unchanged = 目标未变
guard_name-checkpoint = 检查点

# What guards say.
guard_outcome-passed = 放行
guard_outcome-failed = 不放行
guard_outcome-unknown = 无法确认，按不放行处理

# Questions to people.
approval_state-pending = 等待答复
approval_state-approved = 已批准
approval_state-denied = 已拒绝
approval_state-timed_out = 超时无人答复
approval_state-superseded = 目标已变，问题作废
questions_shown-pending = 等待答复
questions_shown-decided = 已有结果
questions_shown-all = 全部
questions_shown-approved = 已批准
questions_shown-denied = 已拒绝
questions_shown-timed_out = 超时无人答复
questions_shown-superseded = 已作废
run_outcome-written = 已执行并写入
run_outcome-put_back = 执行后又还原
run_outcome-partly = 写入一部分后中断
run_outcome-stopped = 被守卫拦下，什么都没有写
run_outcome-failed = 集群没有接受，什么都没有写
run_outcome-under_way = 正在执行，还没有结束的记录
run_outcome-unknown = 没有写入的记录

# Silences, windows and freezes.
control_kind-silence = 静默
control_kind-maintenance = 维护窗口
control_kind-freeze = 变更冻结

# What mutes an incident.
suppressed_by-silence = 静默
suppressed_by-maintenance = 维护窗口
suppressed_by-inhibition = 上级告警

# Where alerts come from, and what their source answers.
alert_source-tencent_monitor = 腾讯云可观测平台
alert_source-tencent_cls = 日志服务
alert_source-alertmanager = Alertmanager
alert_source-plain = 自己的程序
alert_source-threshold_watch = 阈值监控
alert_source-person = 人
alert_source-heartbeat = 心跳缺失
read_back-firing = 仍在触发
read_back-cleared = 已恢复
read_back-not_found = 没有这个告警
read_back-unknown = 无法核实

# What is done to a target.
verb-restart = 重启
verb-scale = 调整副本数
verb-undo = 回到旧版本
verb-evict = 驱逐 Pod
verb-isolate = 隔离 Pod
verb-restore_config = 恢复配置

# Goals.
goal-reached = 达到
goal-missed = 未达到
goal-no_data = 没有数据

# What an incident does and waits for, and what people are told of it.
incident-enabled_by = 必须写明由谁放开写入
incident-about = { $place } { $fault }
incident-asks = 请 { $people ->
    [none] 人
   *[other] { $people }
 } 批准：{ $why }
incident-asks_source = 再次向告警来源核实。
incident-attempts = 第 { $number } 次尝试：{ $why }
incident-by = 由 { $person } 结束。
incident-changes = { $window }内变化 { $count } 次。
incident-checks = 第 { $number } 次尝试：{ $because }。
incident-chooses = 正在选择下一步动作。
incident-closed = 已关闭：{ $ending }。
incident-flaps = 反复触发又恢复。
incident-freeze_over = 变更冻结已结束。
incident-frozen = 变更冻结：{ $name }。
incident-looks_for_owner = 正在查找告警所指的工作负载。
incident-merged_into = 由 { $incident } 继续处理。
incident-muted = 静默中：{ $name }（{ $by }）。
incident-muting_over = 静默已结束，告警仍在触发。
incident-named = 告警写的是 { $object }。
incident-no_turn = 一小时内没有排到：{ $waits_for }。
incident-nobody_answered = 按策略把所有人都叫过了，没有人接手。
incident-nobody_there = 值班人员和管理员都没有可用的账号或地址。
incident-none = 没有符合条件的故障。
incident-nothing_to_steer = 还没有什么可以处理的。
incident-steered_by = 必须写明由谁处理
incident-nothing_to_enable = 还没有什么可以放开的。
incident-paused = 由 { $person } 暂停。
incident-still_bad = 仍在告警或实例仍不健康，继续保留给人处理。
incident-still_unhealthy = 告警已恢复，但实例还不健康，继续观察。
incident-person_needed = 需要人处理：{ $reason }。{ $detail ->
    [none] {""}
   *[other] { $detail }
 }
incident-queues = 排队等待：{ $waits_for }。
incident-recovered = 已恢复，观察中。
incident-recovered_early = 还没动手就已恢复，观察中。
incident-recovery_unconfirmed = 据说已恢复，但告警来源没有答复，再问。{ $detail ->
    [none] {""}
   *[other] { $detail }
 }
incident-relapsed = 又发生了，从下一级继续。
incident-resumed = 继续。
incident-scored = { $score } 分，{ $band }，最多自动尝试 { $attempts } 次。
incident-settled = 不再反复。
incident-source_silent = 告警来源没有答复。{ $detail ->
    [none] {""}
   *[other] { $detail }
 }
incident-stopped = 工作流已不在，无人继续。
incident-takes_back = 安全检查 { $guard } 一通过，就撤回第 { $number } 次尝试。
incident-waits_for_freeze = 等待变更冻结 { $name } 结束。
incident-waits_for_guard = 等待安全检查 { $guard } 通过{ $detail ->
    [none] 。
   *[other] ：{ $detail }。
 }
incident-writes_enabled = 已允许写入，从当前位置继续。
incident-acknowledged = { $what }：{ $person } 已接手
incident-alerted = 收到告警{ $alert }，先向来源核实。
incident-approval_answered = { $what }：{ $action }，{ $outcome }{ $person ->
    [none] {""}
   *[other] （{ $person }）
 }
incident-approval_asked = 请批准：{ $what }，{ $action }
incident-approval_until = 第 { $hop } 级，{ $until } 前有效。
incident-attempted = { $what }：第 { $number } 次尝试，{ $action }，{ $outcome }
incident-back = { $what }：又发生了
incident-calm = { $what }：不再反复
incident-calm_now = 已平稳，{ $fires ->
    [yes] 目前仍在触发。
   *[no] 目前已恢复。
 }
incident-counted = { $what }：告警累计 { $occurrences } 次
incident-decided = { $what }：{ $score } 分
incident-ended = { $what }：已关闭，{ $ending }
incident-flapping = { $what }：反复触发又恢复
incident-held = { $changes }平稳之前不再动手，平稳后再通知一次。
incident-keeps_calling = 会继续尝试；补上账号或地址、修好通道后会自动再发。
incident-may_try = 最多自动尝试 { $attempts } 次。
incident-moved = { $what }：{ $state }
incident-muted_until = 由 { $by } 静默；{ $until ->
    [none] 直到有人解除。
   *[other] 再次检查：{ $until }。
 }
incident-called_again = 第 { $times } 次呼叫，还没有人接手。
incident-needed = 需要你处理：{ $what }
incident-needed_because = { $reason }。{ $score ->
    [none] {""}
   *[other] 分数 { $score }。
 }{ $occurrences ->
    [none] {""}
   *[other] 告警 { $occurrences } 次。
 }
incident-no_such_alert = 告警未获来源确认{ $asked ->
    [none] {""}
   *[other] （{ $asked }）
 }，没有做任何处理。
incident-outcome = { $action }：{ $outcome }。
incident-reached = { $what }：已联系上 { $people }
incident-reason = 说明：{ $said }
incident-refused = 没有执行：{ $place }，{ $action }
incident-refused_because = { $person } 要求的{ $action }没有执行：{ $refusal }。
incident-relapse = 修复后第 { $times } 次复发，从下一级继续。
incident-requested = { $person } 要求{ $action }：{ $why }
incident-steered = { $what }：{ $person } { $did }
incident-suppressed = { $what }：静默中
incident-taken_by = 消息已送达（{ $channel }）。
incident-to_handle = { $what }
incident-to_handle_because = 需要人处理：{ $reason }。
incident-tried = { $number }：{ $action }，{ $state }
incident-unconfirmed = 告警未获确认：{ $what }
incident-grouped = { $what }：已并入故障组
incident-ungrouped = { $what }：已离开故障组{ $person ->
    [none] {""}
   *[other] （由 { $person } 拆出）
 }
incident-unreached = 谁也没联系上：{ $what }
incident-unreached_because = { $reason }。
incident-waits = { $what }：等待中
incident-waits_until = 等待：{ $waits_for }；{ $until ->
    [none] 没有固定的时刻。
   *[other] 最晚到 { $until }。
 }
wait-approval = 批准 { $question }
wait-budget = 集群 { $cluster } 的并发额度
wait-freeze = 变更冻结 { $name } 结束
wait-guard = 安全检查 { $guard } 通过
wait-lock = { $target } 的锁
wait-muting = { $name } 结束
wait-owner = 告警对象的归属
wait-pace = 集群 { $cluster } 的请求速率
wait-person = 人来处理
wait-relapse = 是否复发
wait-resume = { $person } 恢复它
wait-settling = 不再反复
wait-source = 告警来源的回答
wait-stability = 状态保持稳定
wait-verdict = 第 { $number } 次尝试的验证结果
incident-closed_already = 这起故障已关闭，新的告警会另开一起。什么都没有改变。
incident-event_too_large = 故障事件的数据超过 { $most } 字节，请把正文存到别处。
incident-events_without_it = 必须包含一条关于这起故障的事件
incidents-too_many = 故障超过 { $most } 起，请缩短时间范围。
# Incidents as an assistant reads them.
incident_line-said = { $incident } { $workload ->
    [none] 未知工作负载
   *[other] { $workload }
 } { $fault }：{ $state }{ $score ->
    [none] {""}
   *[other] ，{ $score } 分
 }{ $band ->
    [none] {""}
   *[other] （{ $band }）
 }{ $attempts ->
    [none] {""}
   *[other] ，最多尝试 { $attempts } 次，已试 { $tried } 次
 }。
incident_line-waits = 等待：{ $waits_for }{ $until ->
    [none] 。
   *[other] ，到 { $until } 为止。
 }
incident_line-grouped = { $why }{ $others ->
    [0] {""}
   *[other] 同组另有 { $others } 起故障。
 }
incident_line-called = 已找人处理（{ $reason }）。
incident_line-answer = 等待 { $question } 的答复，见 { $tool }。
incident_line-missing = 评分缺少：{ $inputs }
incident_line-text = 告警内容：
incident_line-requested = { $person } 的要求：
incidents-listed = 共 { $count } 起故障，最新的在前。
incident_story-told = 共 { $count } 条记录，最早的在前。
incident_story-empty = 还没有发生什么。
incident_story-cut = 更早的记录没有列出。
incident_request-sent = 已要求{ $what ->
    [abort] 中止修复
    [pause] 暂停修复
    [resume] 继续修复
    [skip_rung] 跳过当前一级
    [examine] 重新查看
    [acknowledge] 接手
   *[close] 关闭
 }。

# Test alerts.
incident-test = 测试告警，不用处理：{ $source }的告警进得来，也能通知到人
incident-test_means = { $person } 在试告警通不通。这不是故障，什么都不会动，过一会儿自己关闭。
# 失联的告警来源。
incident-silent = { $source } 从 { $at } 起失联，告警可能送不到
incident-silent_means = 它有一条常年触发的心跳告警，现在收不到了。请检查 Prometheus 和 Alertmanager 是否在运行、发往值班的路由有没有改动、中间的网络通不通。恢复之前，那边没有告警不等于没有故障。
trial_alert-said = { $outcome ->
    [told] 收到了，也通知到人了
    [nobody] 收到了，但谁也没通知到{ $detail ->
        [none] 。请检查收件地址和渠道
       *[other] ：{ $detail }
     }
    [refused] 没收进来：{ $detail }
    [off] 没有测：{ $detail }
   *[waiting] 收到了，15 秒内还不知道有没有通知到人，稍后看这条测试故障
 }
trial_outcome-told = 通知到人了
trial_outcome-nobody = 谁也没通知到
trial_outcome-waiting = 还不知道
trial_outcome-refused = 没收进来
trial_outcome-off = 没有测
trial_alert_view-source = 来源
trial_alert_view-outcome = 结果
trial_alert_view-said = 说明
trial_alert_view-incident_id = 测试故障
trial_alert_view-person_id = 通知了谁
trial_alert_view-channel = 渠道
trial_alert_view-told_at = 通知时间
incident-search_without_words = 里要有词或数字，例如工作负载的名字
