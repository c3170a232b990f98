# 任务页面。
console-tasks = 任务
console-trend = 走势
console-failing = 异常
console-only_failing = 只看异常
console-everybody = 所有人
console-mine = 我的
console-between = 最低 { $least }，最高 { $most }
console-no_tasks = 还没有任务。
console-no_tasks_hint = 任务可以盯住网页或指标，或按时提醒、汇总新闻。
console-looks = 检查
console-looks_listed = 最近 { $count } 次检查
console-runs = 运行
console-to_come = 将运行
console-has_run = 已运行
console-snapshots = 网页快照
console-compare = 对比快照
console-what_changed = 变了什么
console-pictures = 截图
console-picture_of = { $page }，{ $time } 的截图
console-learns_until = 学习到
console-back_to_task = 返回任务
console-differs = 有 { $share } 的字符不同
console-no_snapshots = 还没有可以对比的快照。
console-no_snapshots_hint = 网页变化两次以后，这里可以对比前后内容。

ask-pause_task = 暂停任务
ask-pause_task_means = 立即停止检查或运行，直到有人恢复。错过的不会补做。
ask-resume_task = 恢复任务
ask-resume_task_means = 按原来的节奏继续，错过的不补。如果它在 Temporal 里已停止，会重新启动。
ask-trigger_task = 立即运行
ask-trigger_task_means = 现在检查或运行一次，节奏不变。
ask-delete_task = 停止并删除
ask-delete_task_means = 任务彻底结束，它记住的内容一并删除，事件记录保留。此操作不能撤回。
console-novel = 以往没有过
console-called_normal = 已记为正常
ask-call_normal = 这是正常的
ask-call_normal_means = 会一直记住它前后六小时的情况，以后再出现就不再提醒。
ask-called_normal = 已记为正常。
ask-test_message = 发测试消息
ask-test_message_means = 向这个任务通知的每个地址发一条消息，内容只说明这是测试，15 秒内显示结果。
ask-send_test = 发送
ask-send_again = 再发一次

# 控制台里任务和故障的总体情况，以及摘要。
task_overview-title = 总体情况
task_overview-temporal = { $answers ->
    [yes] 驱动所有任务的 Temporal 响应正常。
   *[no] 驱动所有任务的 Temporal 没有响应，恢复之前不会做任何检查。
 }
task_overview-whose = { $everybody ->
    [yes] 统计所有人的任务。
   *[no] 只统计你自己的任务。
 }
task_overview-events = 今天{ $complete ->
    [yes] { $count } 条
   *[no] 超过 { $count } 条
 }，最新序号 { $newest }。
task_overview-none_fails = 没有失败或失联的任务。
digest_page-task = 返回任务
digest_page-latest = 最新摘要
