# What every watch says about itself.
watch-failing = { $name }连续 { $failures } 次检查失败
watch-stopped_itself = { $name }已自动暂停：读取两次超限
watch-recovered = { $name }的检查已恢复
watch-silent = { $name }自 { $since } 起没有一次成功的检查
watch-newest_problem = 最近一次的原因：{ $problem }
watch-told_once = 恢复后会再通知一次。
watch-simplify = 请缩小选择范围或简化表达式，然后恢复任务。
watch-works_again = 失败 { $failures } 次后，检查又成功了。{ $away ->
    [none] {""}
   *[other] 上次成功是 { $away }前。
 }
watch-blind = 期间它无法告诉你任何变化。
watch-source_fails = { $place } 读不到，{ $count } 个监控看不见数据
watch-source_failing_since = 从 { $since } 开始读不到。原因：{ $problem }
watch-source_blind = 受影响的监控，恢复前发生什么都不会通知：
watch-source_watch = { $name }
watch-source_more = 另有 { $count } 个
watch-source_waiting = 还有 { $count } 个监控也读它，还没轮到下一次检查。
watch-source_told_once = 这些监控不再逐个通知，恢复后会再通知一次。
watch-do_when_silent = 怎么办：看看它是否在运行，从这台机器能不能连上；地址换了就改监控的配置。
watch-do_about_credentials = 怎么办：检查读它用的凭据是否过期、权限是否被收回。
watch-do_when_throttled = 怎么办：它限制了访问频率，把监控的检查间隔调大，或提高它的限额。
watch-source_answers = { $place } 恢复了，中断 { $lasted }，{ $count } 个监控重新查看
watch-source_period = 从 { $since } 到 { $at } 读不到，期间无法判断。
watch-source_looks_again = 其余监控在各自的下一次检查时继续，仍然失败的会单独通知。
watch-check_too_slow = 检查超过了 { $limit }，已被中止。
watch-check_broken = 检查程序出错（{ $error }），请告诉管理员。
watch-rests = { $said ->
    [none] 没有变化。
   *[other] { $said }
 }下次检查：{ $due }。

watch-deleted = 已删除，事件记录仍保留。
watch-paused = 已暂停{ $reason ->
    [none] 。
   *[other] ：{ $reason }。
 }
watch-paused_by_itself = 已自动暂停：读取两次超限。请缩小选择范围或简化表达式，然后恢复任务。
watch-checks_begin = 检查即将开始。
watch-checks_go_on = 检查正常进行，下次检查：{ $due }。
watch-held = 运维人员在 Temporal 里暂停了它的工作流。
watch-checks_held = 运维人员在 Temporal 里暂停了它的检查。
watch-not_started = Temporal 里没有它，恢复任务会启动它。
watch-temporal_silent = Temporal 没有答复。
watch-terminated = 它的工作流被 { $by } 终止{ $reason ->
    [none] {""}
   *[other] ：{ $reason }
 }。恢复任务会重新启动。
watch-cancelled = 它的工作流被取消。恢复任务会重新启动。
watch-failed = 它的工作流失败了。恢复任务会重新启动。
watch-timed_out = 它的工作流超时了。恢复任务会重新启动。
watch-ended = 它的工作流已结束。恢复任务会重新启动。
watch-operator = 运维人员
watch-check_cut_off = 检查被中断。
watch-not_written = 监控状态无法保存。
