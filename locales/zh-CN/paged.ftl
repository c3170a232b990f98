# What somebody reads who is woken by an incident.
paged-headline = 【{ $severity ->
    [critical] 严重
   *[other] 警告
 }】{ $place } { $fault }{ $wanted ->
    [none] {""}
   *[other] ，{ $down }/{ $wanted } 个副本不可用
 }
paged-again = 第 { $times } 次呼叫，还没有人接手。
paged-since = { $at } 起，已 { $age }
paged-symptom = 现象：{ $reason }{ $restarts ->
    [0] {""}
   *[other] ，重启 { $restarts } 次
 }{ $exit ->
    [none] {""}
   *[other] （上次退出：{ $exit }）
 }
paged-cause = 原因（{ $certainty }）：{ $cause }
paged-no_cause = 原因：没有找到
paged-alert = 告警：{ $name }{ $text ->
    [none] {""}
   *[other] ，{ $text }
 }
paged-no_change = { $looked ->
    [yes] 变更：前 2 小时没有发布
   *[other] 变更：没能查到
 }
paged-change = 变更：{ $at } 发布第 { $number } 版{ $image ->
    [none] {""}
   *[other] （{ $before } → { $image }）
 }
paged-attempt = { $action }（{ $state }）
paged-tried = { $count ->
    [0] 已试：无
    [one] 已试：{ $tried }
    [1] 已试：{ $tried }
    [2] 已试：{ $tried }
   *[other] 已试 { $count } 次，最近：{ $tried }
 }
paged-why = 为什么找你：{ $tried ->
    [0] { $reason ->
        [exhausted] 没有可用的自动修复
       *[other] { $reason }
     }
   *[other] { $reason }
 }{ $detail ->
    [none] {""}
   *[other] ；{ $detail }
 }
paged-command = 先看：{ $command }
paged-ack = 接手：{ $command }
paged-runbook = 手册：{ $link }
paged-text_headline = { $severity ->
    [critical] 严重
   *[other] 警告
 }：{ $place } { $fault }{ $wanted ->
    [none] {""}
   *[other] ，{ $down }/{ $wanted } 副本不可用
 }
paged-text = { $what }，已 { $age }{ $cause ->
    [none] {""}
   *[other] { $certainty ->
        [confirmed] ，因{ $cause }
       *[other] ，疑似{ $cause }
     }
 }。请接手
paged-spoken_headline = { $severity ->
    [critical] 紧急告警
   *[other] 告警
 }。{ $node ->
    [yes] { $fault ->
        [node] 节点 { $place } 故障
       *[other] 节点 { $place }，{ $fault }
     }
   *[no] { $place } { $fault }
 }{ $wanted ->
    [none] {""}
   *[other] ，{ $wanted } 个副本坏了 { $down } 个
 }
paged-spoken_address = { $first } 点 { $second } 点 { $third } 点 { $fourth }
paged-spoken = { $what }，已经 { $age }。{ $cause ->
    [none] { $rollout ->
        [yes] 之前两小时内有过发布。
       *[other] {""}
     }
   *[other] { $certainty ->
        [confirmed] 原因是{ $cause }。
       *[other] { $certainty }是{ $cause }。
     }
 }{ $tried ->
    [0] 还没有动手。
   *[other] 试了 { $tried } 次，没有恢复。
 }要接手，请说：我来处理。
