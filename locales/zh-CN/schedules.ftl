# 日程说什么：关于自己，以及到了时间之后。
schedule-at_moment = 一次，{ $at }（{ $zone }）
schedule-every = 每 { $span }
schedule-rhythm = { $days } { $times }（{ $zone }）
schedule-often = { $hours } 点的 { $minutes } 分
schedule-once = 一次
schedule-daily = 每天
schedule-weekly = { $weekdays }
schedule-on_days = 每月 { $days } 日{ $weekdays ->
    [none] {""}
   *[other] 或{ $weekdays }
 }
schedule-weekday = { $n ->
    [0] 周日
    [1] 周一
    [2] 周二
    [3] 周三
    [4] 周四
    [5] 周五
   *[6] 周六
 }
schedule-named = { $name } · { $said }
schedule-summary = { $name } · { $does } · { $when }

schedule-reminder = 提醒{ $text ->
    [none] {""}
   *[other] { $text }
 }
schedule-digest = 新闻摘要
schedule-logs = 日志报告（{ $topic ->
    [none] 全部主题
   *[other] { $topic }
 }，{ $hours } 小时）
schedule-sweep = 清点 { $hours } 小时内未处理的告警
schedule-tool = 工具 { $name }

schedule-no_alarms = 过去 { $hours } 小时没有未处理的告警（共 { $all } 条）
schedule-alarms = 过去 { $hours } 小时有 { $count } 条告警未处理（共 { $all } 条）
schedule-more_alarms = 另有 { $count } 条。
schedule-alarm = { $at } { $severity } { $name }{ $target ->
    [none] {""}
   *[other] {" "}{ $target }
 }（{ $firing ->
    [yes] 仍在告警
   *[no] 没有处理记录
 }）

schedule-log_lines = 过去 { $hours } 小时日志 { $total } 行{ $errors ->
    [none] {""}
   *[other] ，错误 { $errors } 行
 }
schedule-no_topics = 没有日志主题。
schedule-topic = { $name }：{ $total } 行{ $errors ->
    [none] {""}
   *[other] ，错误 { $errors } 行
 }
schedule-topic_unread = 没有读到{ $name }：{ $why }

schedule-failed = 定时任务“{ $name }”没有完成
schedule-run_failed = { $at } 的这一次没有完成：{ $why }
schedule-owner_gone = 所有者的账号已不存在或被停用，因此没有执行。
schedule-no_tools = 这里没有可供日程使用的工具。

schedule-next = 下次运行：{ $at }。
schedule-never = 不会再运行。
schedule-held = 运维人员在 Temporal 里暂停了它{ $note ->
    [none] 。
   *[other] ，备注：{ $note }。
 }
schedule-missing = Temporal 里没有它的日程：从未启动，或被人删除；恢复任务会重新建立。
schedule-ended = 最近一次运行在 Temporal 里以 { $how } 结束。

# 新闻摘要。
digest-title = { $name ->
    [none] 新闻摘要
   *[other] { $name }
 } · { $day }
digest-other = 其他
digest-nothing = 没有新的内容。
digest-story = { $story }（{ $source }{ $also ->
    [none] {""}
   *[other] ，另见 { $also }
 }）{ $text ->
    [none] {""}
   *[other] ：{ $text }
 }
digest-not_reworded = 没有用语言模型改写，以下文字摘自各来源。
digest-dropped = 语言模型有 { $count } 句没有依据，未采用。
digest-unread = { $all } 个来源中有 { $count } 个没有读到：{ $named }
digest-rest = ……（其余略去）
digest-no_sources = 没有写明新闻来源：请在动作的 { $field } 里写上。
digest-all_unread = 没有读到任何来源（问了 { $asked } 个）：{ $first }。
feed-empty = { $source } 既没有订阅源，也没有文章链接
feed-unread = { $source }：{ $why }
feed-too_slow = 读取 { $source } 的订阅源用时过长
feed-unreadable = { $source } 的订阅源无法读取
feed-waiting = { $source } 的订阅源在等同一所有者的其他网页
