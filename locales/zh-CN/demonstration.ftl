# Fault scenarios that are told in a terminal.
demo-title = 场景 { $scenario }：{ $title }
demo-watched = 总开关关着：值班只说会做什么，什么都不写。加上 { $option } 就能看到修复。
demo-writing = 值班可以写入沙箱的集群；讲完后，总开关恢复原状。
demo-stage = 命名空间 { $namespace } 里运行着：{ $what }。

# How a scenario ended.
demo-incident = 故障
demo-score = 评分
demo-tried = 尝试
demo-attempt = { $action }：{ $state }
demo-attempts = { $attempts }
demo-first = 首次动手
demo-first_after = 告警后 { $seconds } 秒
demo-nothing_written = 没有动手
demo-calls = 找人
demo-called = 找了 { $calls } 次：{ $reason }
demo-not_called = 没有找人
demo-end = 结局
demo-expected = 符合预期
demo-yes = 是
demo-no = 否：{ $problems }
demo-look = 查看
demo-next = 接下来

# What is not as a scenario expects.
demo-differs = { $what }：应为 { $wanted }，实为 { $got }
demo-none = 无
demo-state = 状态
demo-reason = 找人的原因
demo-call_count = 找人次数
demo-actions = 动作
demo-writes = 写入次数
demo-relapses = 复发次数
demo-skipped = 跳过的原因
demo-not_verified = 没有尝试通过验证
demo-verified = 有尝试通过了验证
demo-too_many = 尝试了 { $tried } 次，最多 { $most } 次
demo-mei = 梅
demo-no_incident = 没有故障

# What happens while a scenario is told.
deed-deploy = 发布：{ $what }。
deed-fault = 出了故障：{ $what }。
deed-heal = 故障消失：{ $what }。
deed-alert = 告警发到了告警地址：{ $title }，对象是 { $target }。
deed-clear = 来源说：已经恢复。
deed-edit = 有人手动修改了 { $app }。
deed-keep_editing = 有人不停地手动修改 { $app }。
deed-keep_configs = 一切正常时的配置已留存。
deed-answer = 有人作出答复：{ $approved ->
    [yes] 批准
   *[no] 拒绝
 }。
deed-stale = 对原来问题的同意已经作废。
deed-steer = 有人插手：{ $did }。
deed-control = 有人设置了：{ $kind }。
deed-end_controls = 这一限制被提前结束。
deed-forbid = 管理员收回了修复所用的许可。
deed-engage = 总开关关上：什么都不许写。
deed-release = 总开关放开。
deed-enable_writes = 管理员允许对这起故障真正写入。
deed-forge = 有人伪造了一条告警。
deed-guards = （那次写入之前：{ $passed } 项安全检查全部通过，检查点已存。）
deed-stopped = 安全检查“{ $guards }”没有通过（其余 { $passed } 项通过），什么都没有写。
deed-skipped = 跳过{ $actions }：{ $reason }。
deed-checked = { $action }之后：{ $outcome }。{ $because ->
    [none] {""}
   *[other] { $because }
 }
deed-called = 已找人：{ $reason }。

# What Mei's morning has in it; the page and the feeds of the sandbox are written in Chinese.
morning_task-page = 服务状态
morning_task-keyword = 维护
morning_task-price = 比特币价格
morning_task-water = 喝水
morning_task-drink = 站起来，喝口水。
morning_task-news = 早间新闻
morning_task-infrastructure = 基础设施
morning_task-databases = 数据库

# Scenarios, by their names.
scenario-bad_image = 发布的镜像拉取不下来。
scenario-bad_image_daemon = DaemonSet 发布的镜像拉取不下来。
scenario-crash_loop = 新版本一启动就崩溃。
scenario-stuck = 进程卡死，一直不就绪，且没有发布。
scenario-stuck_stateful = StatefulSet 的进程卡死。
scenario-bad_state = 进程因内存中的坏状态反复崩溃，重启后正常。
scenario-memory_limit = 新版本把内存上限调得过低，容器被杀。
scenario-broken_config = 配置改错，程序启动即崩溃。
scenario-release_of_two = 同一应用的一次发布弄坏了它依赖的服务。
scenario-top_band = 最重要的服务不可用：一边修复，一边叫人。
scenario-relapse = 修好之后同样的问题又复发。
scenario-approved = 修复等待批准，有人批准。
scenario-frozen = 变更冻结期间等待，解冻后修复。
scenario-silenced = 告警被静默，静默结束前什么都不做。
scenario-hostile_text = 告警文本里夹带指令，但什么也不会改变。
scenario-paused_by_person = 有人暂停修复，查看后继续。
scenario-first_release = 首次发布的镜像就拉取不下来，没有可回退的版本。
scenario-nothing_helps = 怎么修都不就绪。
scenario-minimal_band = 不重要的服务：只尝试一次，然后进入播报。
scenario-dependency_down = 依赖的外部服务不可用。
scenario-paused_rollout = 有人暂停了发布，不去碰它。
scenario-gitops = GitOps 声明的版本拉不到镜像：要由人提交回退。
scenario-human_edit = 验证期间有人手动改了工作负载。
scenario-busy_editor = 有人不停地修改工作负载，任何计划都立即过期。
scenario-denied = 有人拒绝了修复。
scenario-nobody_answers = 审批逐级超时，无人答复。
scenario-superseded = 等待批准时目标变了，旧的批准作废。
scenario-observed = 策略只允许观察：说明会做什么，不动手。
scenario-recovers = 批准之前自己恢复了。
scenario-aborted = 有人中止了修复。
scenario-no_permission = 代表的人没有回滚权限。
scenario-kill_switch = 总开关关着：管理员允许之前什么都不写。
# What stops a scenario.
demo-about_writing = 必须给出：场景 { $scenario } 要写入，而总开关关着
demo-needs_cloud_alarm = 用的场景 { $scenario } 需要云上的告警
demo-cluster_away = 沙箱的集群 { $address } 没有响应（{ $why }）。请用 { $command } 查看哪些部分在运行。
demo-cluster_refused = 集群拒绝了 { $path }：{ $why }
demo-no_cluster = 集群 { $cluster } 无法连接。
demo-alert_not_taken = API 没有收下告警（{ $why }）。请看哪些部分在运行：{ $command }
demo-waited = 等了 { $patience }，仍然没有等到：{ $what }。
demo-not_prepared = { $person } 的简报没有按时准备好。请看数据目录里的工作进程日志。
demo-not_pushed = { $person } 的简报没有按时推送。请看数据目录里的工作进程日志。
