# 免打扰时段结束时的汇总。
quiet-title = 免打扰期间压下的故障还有 { $count } 起没好，首要的是：{ $first }
quiet-line = { $what }，{ $at } 开始{ $count ->
    [one] {""}
   *[other] ，已告警 { $count } 次
 }
quiet-more = 另有 { $count } 起。
quiet-over = 另有 { $count } 起已经结束。
quiet-do = 查看全部并认领：{ $command }。没人认领的会再逐个呼叫。
