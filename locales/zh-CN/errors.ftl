# Refusals of every kind. A rule is the end of a sentence that begins with its field.
error-invalid_request = { $field } { $rule }。
error-foreign = { $text }
error-config_too_large = 配置写成 JSON 超过 { $most } 字节，请缩短。
error-not_found = 没有{ $what }{ $name }。
# Added for somebody at a terminal, who has to do the next step by hand.
error-try_again = 请{ $delay ->
    [none] 稍后
   *[other] 在 { $delay }后
 }再试。

noun-approval = 待批准的问题
noun-briefing = 简报
noun-facts_of_briefing = 简报数据
noun-briefing_part = 简报分段
noun-summary_of_briefing = 简报摘要
noun-cluster = 集群
noun-control = 静默、窗口或冻结
noun-conversation = 对话
noun-digest = 新闻摘要
noun-discussion = 讨论
noun-edit_that_was_done = 已完成的编辑
noun-edit = 编辑
noun-event = 事件记录
noun-evidence = 依据
noun-file = 文件
noun-former_content_of_edit = 编辑前的内容
noun-history = 历史
noun-incident = 事件
noun-log_topic = 日志主题
noun-memory = 备忘
noun-message = 消息
noun-node_pool = 节点池
noun-object = 对象
noun-page = 网页
noun-page_part = 网页分段
noun-person = 人员
noun-place = 地点
noun-plugin = 插件
noun-proposal_of_weights = 权重提案
noun-question = 提问
noun-running_incident = 进行中的事件
noun-screenshot = 截图
noun-share = 分享
noun-store = 讨论库
noun-task = 任务
noun-token = 令牌
noun-webhook_endpoint = Webhook 端点
noun-version_of_the_weights = 权重版本
noun-workflow = 工作流
noun-workload = 工作负载
error-no_answer_in_time = { $what }没有及时答复，请重试。如果一直如此，请用 { $command } 检查 Temporal 和 工作进程是否在运行。
error-too_many_changes = 同时的更改太多，请稍后再试。
installation-owner_changes = 命名空间的归属一直在变，请重试。
noun-poll_of_alerts = 告警轮询
noun-alert_sweep = 告警巡检
noun-assistant = 助手
noun-background_job = 后台作业
noun-delivery = 投递
noun-forwarding = 转发
noun-lock = 锁
noun-owner_of_the_namespace = 命名空间的归属
noun-schedule = 日程
error-just_closed = { $what }正好在关闭，请重新查看。
error-payload_too_large = 负载有 { $size } 字节，超过上限 { $most }；大内容请存入数据库，只传编号。
error-refused_by = { $what }拒绝了：{ $why }
