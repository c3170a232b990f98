# Why tasks refuse.
task-changed_meanwhile = 这个任务刚被别人改过，请重新读取。
task-config_form = 必须是 JSON、{ $at } 加 JSON 文件名，或 -
task-config_too_large = 配置的 JSON 超过 { $most } 字节，请缩短。
task-deleted_for_good = 这个任务已彻底删除，请另建一个。
task-id_form = 必须是 { $start } 加 { $length } 个小写字母和数字
task-most = 您的任务已达上限 { $most } 个，请先删除一个。
task-not_deleted = 不能是已删除的任务
task-not_running = { $state ->
    [paused] 任务已暂停
    [stopped] 任务已停止
    [deleted] 任务已删除
   *[other] 任务没有在运行
 }，请先恢复它。
task-who_steers = 必须写明操作者
task_state-active = 运行中
task_state-deleted = 已删除
task_state-paused = 已暂停
task_state-stopped = 已停止
