# The nightly sweep.
sweep-done = 夜间巡检：{ $handed } 条告警重新处理
sweep-found = 昨日告警涉及 { $looked } 个对象：{ $in_hand } 个处理中，{ $settled } 个已了结，{ $over } 个已恢复，{ $handed } 个重新进入评分与处置，{ $left } 个无法处理。
sweep-incidents_unread = 故障读不到：{ $why }
sweep-left = 未能处理的告警：{ $alert }
sweep-look_at = 昨日告警{ $alert }没有人处理，巡检也未能交给处置流程，请查看。
sweep-stopped = { $count } 起故障的工作流已被停止，无人继续，已关闭并注明。
sweep-unread = 无法读取：{ $problems }
