# 免打扰时段结束时的汇总。
quiet-title = 免打扰期间压下的故障还有 { $count } 起没好，首要的是：{ $first }
quiet-line = { $severity ->
    [critical] 【严重】
   *[other] {""}
 }{ $what }，{ $at } 开始{ $count ->
    [one] {""}
   *[other] ，已告警 { $count } 次
 }
quiet-more = 另有 { $count } 起。
quiet-over = 另有 { $count } 起已经结束。
quiet-do = 查看全部并认领：{ $command }。没人认领的会再逐个呼叫。

# 只观察时每天汇总一次。
gathered-title = 只观察不动手：{ $since } 以来本会处理 { $count } 起，{ $wrong ->
    [0] 现在都已结束
   *[other] 还有 { $wrong } 起没好
 }
gathered-line = { $severity ->
    [critical] 【严重】
   *[other] {""}
 }{ $what }，{ $at } 开始{ $count ->
    [one] {""}
   *[other] ，已告警 { $count } 次
 }{ $action ->
    [none] {""}
   *[other] ，本会{ $action }
 }{ $over ->
    [yes] ，已结束
   *[no] ，还没好
 }
gathered-do = 要让第一起真的修：{ $command }
gathered-page = 这些没有逐个呼叫，因为策略在那里只观察。严重的仍会立刻呼叫；要改，设置策略里的 { $field }。
