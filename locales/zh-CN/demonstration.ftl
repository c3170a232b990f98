# Fault scenarios that are told in a terminal.
demo-title = 场景 { $scenario }：{ $title }
demo-watched = 总开关关着：值班只说会做什么，什么都不写。加上 { $option } 就能看到修复。
demo-writing = 值班可以写入沙箱的集群；讲完后，总开关恢复原状。
demo-stage = 命名空间 { $namespace } 里运行着：{ $what }。

# How a scenario ended.
demo-incident = 事件
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
demo-no_incident = 没有事件

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
deed-enable_writes = 管理员允许这一事件真正写入。
deed-forge = 有人伪造了一条告警。
deed-guards = （那次写入之前：{ $passed } 个守卫全部通过，检查点已存。）
deed-stopped = 守卫“{ $guards }”不放行（其余 { $passed } 个通过），什么都没有写。
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
