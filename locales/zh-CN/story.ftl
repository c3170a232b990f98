# 事件经过：备注与原始告警。
note-written = { $what }：{ $person } 写了备注{ $program ->
    [yes] （由程序代写）
   *[no] {""}
 }
note-text = { $text }
note-said = { $person }{ $program ->
    [yes] （程序）
   *[no] {""}
 }：{ $text }
note-none = 还没有备注。
note-other_text = 这个键已经写过另一条备注，新内容请换一个键。
note-too_many = 这个事件已有 { $most } 条备注，请到它的讨论里继续。
raw_alerts-none = 没有留存的原始告警。
raw_alerts-listed = 原始告警 { $count } 条，最新在前：
raw_alerts-line = { $alert }{ $state }，{ $severity }，来源：{ $source }，开始于 { $since }
confirmed-confirmed = 来源已证实。
confirmed-not_confirmed = 来源没有证实。
confirmed-not_yet = 来源还没有证实。
alert_state-firing = 触发
alert_state-resolved = 恢复
