# Why tasks refuse.
task-changed_meanwhile = 这个任务刚被别人改过，请重新读取。
task-config_form = 必须是 JSON、{ $at } 加 JSON 文件名，或 -
task-config_too_large = 配置的 JSON 超过 { $most } 字节，请缩短。
task-deleted_for_good = 这个任务已彻底删除，请另建一个。
task-failing_since_event = 最近一次报告说它运行异常。
task-id_form = 必须是 { $start } 加 { $length } 个小写字母和数字
task-looked = 已检查：{ $said }
task-most = 你的任务已达上限 { $most } 个，请先删除一个。
task-not_deleted = 不能是已删除的任务
task-learns_nothing = 这个任务不会学习什么是正常，只有按“和平时不一样”来判断的阈值监控才会。
task-told_nothing_new = 这个任务还没有报过新情况，没有什么可以记为正常。
task-no_such_alert = 必须是它还记得的某次异常的时刻：{ $known }
task-not_running = { $state ->
    [paused] 任务已暂停
    [stopped] 任务已停止
    [deleted] 任务已删除
   *[other] 任务没有在运行
 }，请先恢复它。
task-digest_of_today = 今天的新闻摘要已在 { $at } 发布，每天只发一次。
task-ran = { $said ->
    [none] 已执行。
   *[other] 已执行：{ $said }
 }
task-run_started = 已开始执行，还没有结果；结果会记在它的事件里。
task-still_looking = 检查已开始，还没有结果，请稍后再看。
task-trial_too_slow = 试看没有在限定时间内完成。
task-undelivered = { $at } 的通知{ $state ->
    [uncertain] 不知道有没有送到
   *[other] 没有送到
}{ $channel }“{ $target }”{ $answer ->
    [none] 。
   *[other] ：{ $answer }
}
task-who_steers = 必须写明操作者
task_state-active = 运行中
task_state-deleted = 已删除
task_state-paused = 已暂停
task_state-stopped = 已停止
task-applied = 已更改，现在生效。
task-listed = { $count } 个任务，最早的在前：
task-made = 已创建。
task-name_action = { $action }
task-name_news = 新闻：{ $hosts }
task-none = 没有任务。
task_line-said = { $task }（{ $type }）{ $name }：{ $state }{ $life ->
    [none] {""}
   *[other] （{ $life }）
 }。
task_line-last_event = 最近事件：{ $event }，{ $at }。
task_look-said = { $at } { $outcome }{ $value ->
    [none] {""}
   *[other] ，{ $value }
 }（{ $seconds } 秒）
task_page-events = 最新事件
task_page-no_events = 还没有事件。
task_status-count = { $type }{ $state } { $count }
task_status-events = { $type } × { $count }
task_status-failing = 异常：{ $task } { $name }，{ $event }，始于 { $at }。
task_status-said = Temporal { $answers ->
    [yes] 应答正常
   *[no] 没有应答
 }；{ $everybody ->
    [yes] 所有人的任务
   *[no] 你的任务
 }；最新事件编号 { $newest }。
task_status-tasks = 任务：{ $counts ->
    [none] 无
   *[other] { $counts }
 }。
task_status-today = 今日：{ $counts ->
    [none] 无
   *[other] { $counts }
 }。
task_status-events_today = 今日事件{ $complete ->
    [yes] ：
   *[no] （还有更多）：
 }
task_status-failing_tasks = 异常或没有结果：
look_outcome-quiet = 无变化
look_outcome-found = 已报告
look_outcome-failed = 失败
level-unknown = 尚未判断
level-normal = 正常
level-pending = 待确认
level-breached = 已越限
level-no_data = 无数据
level-learning = 学习中
task_line-novel = { $at }：{ $said }{ $normal ->
        [yes] 已记为正常。
       *[no] { "" }
    }
task_line-runs = { $life }{ $said ->
    [none] {""}
   *[other] ：{ $said }
 }
