# Why a guard does not let a write pass: the end of a sentence that begins with its name.
guard-approval_unread = 无法确定是否需要批准
guard-audit_unread = 读不到审计记录
guard-changed = 计划之后目标被改过
guard-confirmed_in_the_future = 上次核实的时间在将来，时钟不对
guard-confirmed_late = 上次核实在 { $age } 前，最多允许 { $most }
guard-freezes_unread = 读不到变更冻结
guard-frozen = 被 { $name } 冻结
guard-lock_lost = 没有拿到目标的锁
guard-mode_is = 策略在此处：{ $mode }
guard-mode_unread = 读不到策略模式
guard-no_checkpoint = 没有留存检查点
guard-no_place = 没有拿到集群的并发额度
guard-nobody = 没有指定使用谁的许可
guard-not_approved = 没有人批准
guard-not_permitted = { $person } 没有回滚许可
guard-other_plan = 批准的是另一个计划
guard-outside_hours = 不在策略规定的时间内
guard-reverts = { $manager } 会把它改回去
guard-said = { $guard }：{ $detail ->
    [none] { $outcome }
   *[other] { $detail }
 }。
guard-share_low = 其余工作负载只有 { $share } 就绪，至少要 { $least }
guard-share_unread = 读不到命名空间里的工作负载或上次大面积故障
guard-source_says = 来源说：{ $said }
guard-source_unread = 无法向来源核实
guard-stopped = { $guards }
guard-storm_recent = 命名空间大面积故障在 { $age } 前，至少要等 { $least }
guard-storm_timeless = 不知道上次大面积故障的时间
guard-target_unread = 读不到目标
guard-too_often = { $window } 内已写入 { $count } 次，最多 { $most } 次
guard-undecided = 无法判定（{ $error }）
guard-unread = 无法确认
guard-write_recent = 上次写入在 { $age } 前，至少要隔 { $least }
guard-write_timeless = 不知道上次写入的时间
guard-writes_uncounted = 数不清以往的写入
guard-writes_unread = 读不到以往的写入
guard-writing_disabled = 写入没有放开
