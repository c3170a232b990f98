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
