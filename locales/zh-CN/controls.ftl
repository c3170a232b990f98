# The kill switch.
kill_switch-never = 写入从未被放开过：值班系统只观察、只说会做什么。管理员可用 { $tool } 或 { $command } 放开。
kill_switch-engaged = { $person } 自 { $at } 起停止了所有写入（{ $reason }）：告警照常受理，什么都不会被改动。管理员可以放开总开关。
kill_switch-released = 写入已由 { $person } 于 { $at } 放开（{ $reason }）：策略与安全检查允许的修复会执行。任何值班操作员都可以立即停止：{ $tool } 或 { $command }。
kill_switch-confirm = 什么都没有改变。用户同意放开写入后，用同样的参数和 { $confirm } 再次调用。
kill_switch-enable = 要放开写入吗？之后修复可以在策略、安全检查和批准允许的范围内写入集群。

# Silences, windows and freezes.
control-names_nothing = 这起故障没有指明对象，无法据此静默；请自己写集群、命名空间或工作负载
control-said = { $kind ->
    [silence] 静默：告警只计数，不通知任何人，也不做任何事
    [maintenance] 维护窗口：告警只计数；结束时仍在触发的会被重新检查一次
   *[freeze] 变更冻结：告警照常受理，但不写入任何内容
 }；范围：{ $covers }；{ $holds }。由 { $person } 设置（{ $reason }）。{ $ended_by ->
    [none] 提前结束：{ $tool } 或 { $command }。
   *[other] 已由 { $ended_by } 结束。
 }
control-named = { $control } { $name }：{ $said }
control-listed = 共 { $count } 项，列出 { $shown } 项，最新的在前：
control-none = 没有设置静默、维护窗口或变更冻结。
control-covers = { $place ->
    [none] 全部
   *[other] { $place }
 }{ $faults ->
    [none] {""}
   *[other] （{ $faults }）
 }
control-until = { $end ->
    [none] { $start } 起，直到有人结束
   *[other] { $start } 到 { $end }
 }
control-again = { $recurring }，每次 { $length }
control-recurs = { $days ->
    [none] 每天
   *[other] { $days }
 } { $times }（{ $zone }）
control-recurs_monthly = 每月 { $days } 日 { $times }（{ $zone }）
control-many_times = { $first } 到 { $last } 共 { $count } 次
control-weekday = { $weekday ->
    [0] 周日
    [1] 周一
    [2] 周二
    [3] 周三
    [4] 周四
    [5] 周五
   *[6] 周六
 }

# What a policy means.
policy-named = 策略 { $policy }{ $version ->
    [none] {""}
   *[other] （{ $version }）
 }，以第一条符合的规则为准：
policy-usable = 文件可以使用，含义如下：
policy-unusable = 文件不能使用：
policy-rule = { $place ->
    [none] 任何地方的
   *[other] { $place } 的
 }{ $actions ->
    [none] 全部动作
   *[other] { $actions }
 }{ $score ->
    [none] {""}
   *[other] （分数不低于 { $score }）
 }：{ $mode }。
policy-default = 其余一切：{ $mode }。
policy-hours = { $place ->
    [none] 任何地方的
   *[other] { $place } 的
 }{ $actions ->
    [none] 全部动作
   *[other] { $actions }
 }：只在 { $days } { $start }–{ $end } 执行。
policy-runs_as = { $person ->
    [none] 没有指定自动修复使用谁的许可，因此没有人要求就不会写入。
   *[other] 自动修复使用 { $person } 的许可。
 }
policy-on_call = 值班：{ $people }。
policy-ladder = 阶梯依次为：{ $actions }。
policy-limits = 两次写入至少间隔 { $cooldown }；同一目标 { $window }内至多 { $writes } 次；命名空间健康比例不低于 { $share }。
policy-approval = 批准最多等待 { $wait }；{ $own ->
    [yes] 可以批准自己的要求
   *[no] 不能批准自己的要求
 }。

# What another policy would have done.
back_test-said = { $incidents } 起故障中有 { $different } 个会不一样；其中 { $open_ended } 个超出了记录，另有 { $left_out } 个没有计入。
back_test-difference = { $incident } { $target }（{ $changes }）。原来：{ $was }。会变成：{ $would }。
course-said = { $score } 分：{ $moves ->
    [none] 什么都不做
   *[other] { $moves }
 }{ $called ->
    [none] {""}
   *[other] ；叫人：{ $called }
 }{ $waits ->
    [none] {""}
   *[other] ；等到允许的时段：{ $waits }
 }{ $known ->
    [yes] {""}
   *[no] ；之后会怎样不得而知
 }
course-move = { $action }（{ $mode }）
divergence-actions = 动作
divergence-modes = 模式
divergence-calls = 叫人
divergence-band = 档位
divergence-hours = 时段

# What becomes of a repair that somebody asks for.
request-at_once = 策略允许自动执行；每一项安全检查仍会逐一执行。
request-after_approval = 策略要求先有人批准；批准之后、所有安全检查通过才会执行。
request-only_observed = 不会执行：策略在此处对该动作的规则是“{ $mode }”；请运维修改策略文件。
request-switched_off = 不会执行：总开关已关闭写入（{ $person ->
    [none] 出厂默认
   *[other] { $person }
 }）；请管理员放开总开关。
request-not_permitted = 不会执行：你的账号没有回滚许可（{ $permission }）；请管理员授予。
request-nothing = 现在没有可以执行的内容{ $skipped ->
    [none] 。
   *[other] ：{ $skipped }。
 }

# How incidents went in a period.
number-incidents = 故障
number-open = 未关闭
number-called = 找过人
number-repaired = 已修复
number-fixed = 修复后未复发
number-success = 成功率
number-false_fixes = 修复后复发
number-false_fix_share = 复发比例
number-attempts = 尝试
number-writes = 动过手的尝试
number-detect = 发现用时
number-decide = 决定用时
number-acknowledge = 接手用时
number-act = 首次动手用时
number-fix = 修复并验证用时
number-median = { $span }，中位数
number-p = { $span }，第 { $percentile } 百分位
number-value = { $value ->
    [none] 没有数据
   *[other] { $value }
 }
number_unit-incidents = 个
number_unit-attempts = 次
number_unit-share = 比例
number_unit-s = 秒
number-under_a_second = 不到 1 秒

# Their page in the console.
control_state-in_force = 生效中
control_state-planned = 未开始
control_state-over = 已结束
control_page-title = 管控
control_page-not_over = 生效中和未开始
control_page-also_over = 含已结束
control_page-writes_off = 写入已停止
control_page-writes_on = 写入已放开
control_page-is_off = 告警照常受理，任何地方都不会被改动。
control_page-is_on = 策略与安全检查允许的修复会执行。
control_page-never_on = 写入从未放开：值班系统只观察、只说会做什么。
control_page-writes_since = { $is_on ->
    [yes] { $person } 于 { $at } 放开了写入（{ $reason }）。策略与安全检查允许的修复会执行。
   *[other] { $person } 于 { $at } 停止了所有写入（{ $reason }）。告警照常受理，任何地方都不会被改动。
 }
control_page-only_admins = 管理员可以放开写入。
control_page-stop = 停止所有写入
control_page-stop_means = 从现在起，修复和变更都不再写入任何集群。进行中的修复停在下一次写入之前，已写入的保持原样。告警照常受理，照常通知人。只有管理员能重新放开。
control_page-allow = 放开写入
control_page-allow_means = 从现在起，策略、安全检查和审批允许的修复与变更可以写入集群。任何值班操作员都可以立即停止。
control_page-plan = 安排维护
control_page-freeze = 冻结变更
control_page-means = { $kind ->
    [silence] 范围内的告警只计数，不通知任何人，也不修复。
    [maintenance] 范围内的告警只计数，不通知任何人，也不修复；结束时仍在触发的会重新检查一次。
   *[freeze] 告警照常受理，照常通知人，但范围内不写入任何内容，批准过的也不写。
 }
control_page-end = 结束
control_page-end_means = { $kind ->
    [silence] 范围内的告警从现在起重新通知人，修复也照常执行。
    [maintenance] 范围内的告警从现在起重新通知人，修复也照常执行；仍在触发的立即检查一次。
   *[freeze] 从现在起，策略与安全检查允许的修复和变更可以写入该范围。
 }
control_page-changes_at = 起止
control_page-until_ended = 直到有人结束
control_page-none = 没有生效中或未开始的静默、维护窗口和变更冻结。
control_page-none_hint = 已知的告警可以静默，动手前安排维护，发布前冻结变更。
control_page-name_hint = 给同事看的名字。
control_page-scope_hint = 名称，可用通配符；不填则全部包含。
control_page-only_faults = 只限某些故障类型
control_page-exact_times = 指定时间
control_page-start_hint = 不填则从现在开始。时区：{ $place }。
control_page-end_hint = 填了就以它为准，不看时长；重复的窗口到此为止。
control_page-cron = 重复
control_page-cron_hint = 每次开始的时间，例如 { $example } 是每周六 02:00；每次持续上面选的时长。
control_page-look = 查看影响
control_page-each_lasts = 每次 { $span }
control_page-next_one = 下一次
control_page-touches = { $count ->
    [1] 范围内有 1 个未关闭的故障：
   *[other] 范围内有 { $count } 个未关闭的故障：
 }
control_page-touches_none = 范围内没有未关闭的故障。
