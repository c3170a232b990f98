# What sources say of alerts.
alert-asked = { $source } 说没有这个告警
alert-cluster = 集群
alert-asked_for = 有人要求处理。
alert-breached_since = 自 { $moment } 起越限。
alert-names_nothing = 回调既没有写策略，也没有写对象。
alert-no_object = 没有 { $object }。
alert-never_heard = 从没收到过这个来源的心跳。
alert-heard_last = 最后一次心跳在 { $moment }
alert-no_watch = 没有这个监控。
alert-node_problems = 节点异常：{ $problems }。
alert-node_ready = 节点就绪。
alert-not_listed = 来源没有列出它。
alert-not_listed_any_more = 来源已不再列出它。
alert-nothing_to_look_at = 不知道可以查看它的哪个对象。
alert-object_gone = 发送方说已恢复，对象也已不在。
alert-pod_killed = { $pod } 因内存不足被杀。
alert-pod_sick = { $pod }：{ $reason }。
alert-pods_available = { $most } 个 Pod 中有 { $count } 个可用。
alert-region_unknown = 它写的地域不认识：{ $region }。
alert-region_unread = 地域 { $region } 无法查询：{ $why }
alert-rollout_failed = 发布失败：{ $why ->
    [none] 没有进展
   *[other] { $why }
 }。
alert-source_proven = { $source } 第一次确认了告警。
alert-source_unread = { $source } 读不到：{ $why }
alert-source_unset = 没有配置怎样再次询问这个来源。
alert-unknown_to = { $source } 没有这个告警。
alert-door_closed = 没有设置 { $setting }，这个来源的入口是关着的
alert-tests_bound = 一小时内最多发送 { $most } 条测试告警，请稍后再试。
alert-unproven = 来源没有列出它，也从未列出过同类告警：请检查地域、项目和权限设置。
alert-value_back = 数值已恢复。
alert-watch_blind = 监控没有取到值。
alert-watch_said_so = 监控刚刚这样报告。
alert-workload_healthy = 工作负载看起来正常。
alert-answer_too_long = { $source } 的回答太长，读不了。
alert-answered = { $source } 回答 HTTP { $status }。
alert-no_answer = { $source } 没有答复。
alert-odd_answer = { $source } 的回答不符合文档规定的格式。
alert-token_refused = { $source } 拒绝了我们的令牌。
alert-cls_template = 必须是 { $version }；请使用 { $page } 里的模板
alert-none_readable = 至少要有一条能读懂的告警
alert-not_taken_in_time = 告警没能及时交给故障流程，请重新发送。
alert-requested_by_people = 不能是 { $fault }，它只能由人提出
alert-source_sends_none = 不会推送告警回调
alert_rule-future = 在将来；请校准发送方的时钟
alert_rule-too_old = 已超过 { $age }，这样的消息不再接收
