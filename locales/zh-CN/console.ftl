# 控制台自己的话：菜单、列表、动手之前的确认。
console-group_now = 当前
console-today = 今天
console-incidents = 故障
console-approvals = 审批
console-menu = 菜单
console-skip = 跳到正文
console-live = 实时
console-lost = 重连中
console-not_live = 连接于 { $time } 断开。以下是当时的状态，服务恢复后会自动继续。
console-theme = 外观
console-theme_auto = 跟随系统
console-theme_light = 浅色
console-theme_dark = 深色
console-apply = 应用
console-all = 全部
console-filter = 筛选
console-without = 取消筛选{ $filter }
console-clear = 全部清除
console-pages = 翻页
console-first = 第一页
console-more = 下一页
console-close = 关闭
console-cancel = 取消
console-to_start = 回到首页
console-no_page = 没有这个页面。可以回到首页，或者搜索你要找的内容。
console-failed = 没有成功
console-stale_form = 页面已过期，或表单来自别处。请刷新页面后重试。
console-mend = 有 { $count } 处需要修改。
console-late = 几秒内没有答复，请刷新页面重试。
console-nothing = 还没有内容。
console-nothing_matches = 没有符合筛选条件的内容。
console-components = 组件
console-ago = { $gone }前
console-ahead = { $left }后
console-filter_of = 筛选{ $noun }
console-which = 范围
console-open_only = 未关闭
console-open_or_not = 全部
console-cluster = 集群
console-namespace = 命名空间
console-whose = 谁在处理
console-my_incidents = 我的（接手、申请或被呼叫）
console-nobody_has_it = 无人接手
console-somebody_has_it = 已有人接手
console-comma = ，
console-list_comma = 、
console-nobody = 无人接手
console-and_more = 及同因故障 { $count } 个
console-no_incidents = 没有未关闭的故障。
console-no_incidents_hint = 新告警到达后会自动出现在这里。
console-show_closed = 查看已关闭的
console-relapsed = { $count ->
    [1] 复发 1 次
   *[other] 复发 { $count } 次
 }
console-waits_for_you = 等待审批：{ $what }
console-only_approvers = 由审批人或管理员答复。
console-ladder = 修复步骤
console-could_follow = 后续可用
console-approved_by = 批准人：{ $person }
console-guards = { $stopped ->
    [0] { $count } 项守卫全部通过
   *[other] { $count } 项守卫中有 { $stopped } 项拦下
 }
console-no_steps = 没有尝试过任何步骤，也没有可用的步骤。
console-what_to_do = 操作
console-facts = 概况
console-closed_at = 关闭时间
console-same_cause = { $count ->
    [1] 同因故障 1 个
   *[other] 同因故障 { $count } 个
 }
console-questions_wait = 等待审批
console-open_incidents = 未关闭的故障
console-without_owner = 无人接手
console-tasks_failing = 异常任务
console-undelivered = 未送达的消息
console-see_all = 查看全部
console-briefing = 简报
console-kill_switch = 总开关
console-no_questions = 没有等待审批的内容。
console-no_questions_hint = 需要审批的修复和变更会自动出现在这里。
console-changed_image = { $name ->
    [none] {""}
   *[other] { $name }：
 }镜像
console-changed_replicas = { $name ->
    [none] {""}
   *[other] { $name }：
 }副本数
console-before = 原来：
console-after = 改为：
console-written = 写入了什么
console-what_became = 结果
console-answered_by = 答复人
console-asked_people = 已询问
console-already_answered = 已有答复：{ $state }（{ $person }）。
console-approve_means = 只批准这一份方案。写入前所有守卫会重新检查；目标若已变化，则什么都不做。
console-deny_means = 这份方案不会写入。理由会告知提出者。
console-group_record = 记录
console-audit = 审计
console-audit_actor = 人员编号
console-audit_target = 对象或其开头
console-audit_subject = 故障、改动或控制
console-audit_since = 从（例：昨天 20:00）
console-audit_until = 到
console-audit_check = 校验审计记录
console-audit_export = 导出
console-audit_kept = 全部留存内容
console-audit_hint = 每次写入和每个相关决定都会记在这里。
console-audit_note = 已逐行核对哈希、与前一行的衔接，以及别处登记过的末行。请记下末行哈希，之后的导出可以据此核对。

ask-acknowledge = 认领
ask-acknowledge_means = 由你接手：不再呼叫其他人，自动修复继续进行。
ask-pause = 暂停修复
ask-pause_means = 下一步之前停住，直到有人恢复。正在执行的步骤会先做完并验证。
ask-resume = 恢复修复
ask-resume_means = 从停住的地方继续，所有守卫重新检查。
ask-skip = 跳过下一步
ask-skip_means = 跳过接下来的一步，改走再下一步，不占用尝试次数。此操作不能撤回。
ask-examine = 重新检查
ask-examine_means = 重新查看工作负载并重新判断可能的原因；每分钟最多一次。
ask-abort = 终止修复
ask-abort_means = 不再做任何尝试，并通知值班人员。已写入的改动保持原样；正在写入的会先落定。此操作不能撤回。
ask-close = 关闭故障
ask-close_means = 无论目标状态如何，故障立即结束；下一条相关告警会新开故障。此操作不能撤回。
ask-enable_writes = 允许写入
ask-enable_writes_means = 此前只观察的故障从现在起真正执行修复步骤，所有守卫仍须通过。
ask-merge = 并入其他故障
ask-merge_means = 两者归为一组，只呼叫一次；各自的修复照常进行。之后可以拆出。
ask-split = 拆出故障组
ask-split_means = 单独呼叫，一天内不再归入该组。
ask-silence = 静默
ask-silence_means = 该工作负载的同类告警只计数，不通知，也不修复。可在“管控”中提前结束。
ask-into = 另一故障
ask-how_long = 时长
ask-hours = { $n ->
    [1] 1 小时
   *[other] { $n } 小时
 }
ask-for_the_record = 与你的姓名一起记入审计。
ask-done = 已完成：{ $step }
console-search = 搜索

# 控制台的搜索。
find_page-label = 页面、操作、故障、任务、工作负载
find_page-how = 边输入边显示结果。用方向键选择，按回车打开，按 Esc 关闭。
find_page-pages = 页面
find_page-actions = 操作
find_page-count = { $count } 个结果
find_page-none = 没有找到。
find_page-any = 搜索任何内容
