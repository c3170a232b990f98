# 浏览器页面上的文字：登录、首页、链接里的待批准问题。
page-product = 值班
page-tagline = 腾讯云上团队的值班同事
page-sandbox = SANDBOX 沙箱
page-sandbox_means = 外部世界是模拟的：没有真实的云、邮件或群机器人。
page-sign_in = 登录
page-sign_out = 退出
page-login = 账号或邮箱
page-password = 密码
page-password_due = 请先修改一次性密码，之后才能使用其他功能。
page-one_time_password = 一次性密码
page-new_password = 新密码
page-change_password = 修改密码
page-needs_script = 此页面需要启用浏览器脚本。
page-failed = 请求没有成功。
page-window = 简报时段
page-next = 下一步
page-progress = 正在做
page-greet = 早上好
page-prepare = 现在准备
page-pause = 暂停
page-resume = 恢复
page-paused = 已暂停
page-no_briefing = 还没有简报。在时段内问一声早上好，第一份就会出现在这里。
page-open = 打开
page-incomplete = 不完整
page-deliveries = 投递
page-next_try = 下次重试：
page-no_deliveries = 还没有投递。
page-no_events = 还没有事件。
page-temporal = Temporal 控制台
page-docs = 接口说明
page-required = 必填
page-needs_proof = 需要令牌或登录。
page-gone_title = 没有这个页面
page-gone = 链接不存在，或者已经失效。请向分享给你的人再要一个。
page-decide = 请决定
page-target = 目标
page-what_it_does = 要做的事
page-requested_by = 请求人
page-by_us = Zhiban（自动修复）
page-open_until = 有效至
page-incident = 故障
page-you = 你是
page-changes = 有什么变更
page-consequences = 之后会怎样
page-patch = 将要写入的内容
page-approve = 批准
page-deny = 拒绝
page-once = 此链接只能用一次；批准之后每一项安全检查仍会逐一执行。
page-acknowledge = 我来处理
page-acknowledge_means = 接手后不再呼叫任何人，自动修复照常进行。
page-acknowledged = { $by } 已于 { $at } 接手。
page-incident_alert = 告警
page-incident_since = 开始
page-incident_state = 状态
page-task_checked = 最近一次检查
page-task_source = 监控的网页
page-task_pause = 暂停
page-task_resume = 恢复
page-task_pause_means = 暂停后不再检查，也不再通知，随时可以恢复。
page-own_request = 这是你自己的请求，策略要求由他人批准；你可以拒绝。

phase-waiting = 等待中
phase-prepared = 已备好
phase-given = 已播报
phase-pushed = 已推送
phase-missed = 已错过

step-prepare = 准备简报
step-push = 推送简报
step-next_day = 明天的简报
step-resume = 等待恢复

task_type-web_monitor = 网页监控
task_type-threshold_watch = 阈值监控
task_type-schedule = 定时任务
scheduled_action_kind-alert_sweep = 夜间巡检
scheduled_action_kind-log_report = 日志报告
scheduled_action_kind-news_digest = 新闻摘要
scheduled_action_kind-reminder = 提醒
scheduled_action_kind-tool = 工具
scheduled_action_kind-weather = 天气
task_type-news_digest = 新闻摘要

run_state-running = 运行中
run_state-paused = 已暂停
run_state-held = 被管理员暂停
run_state-stopped = 已停止
run_state-missing = 未启动
run_state-unknown = 未知

delivery_state-queued = 排队中
delivery_state-retrying = 重试中
delivery_state-sending = 发送中
delivery_state-accepted = 已受理
delivery_state-delivered = 已送达
delivery_state-spoken = 已播报
delivery_state-read = 已读
delivery_state-failed = 失败
delivery_state-uncertain = 不确定

# 控制台里的小工具。
tool_page-title = 工具
tool_page-weather = 天气
tool_page-weather_means = 查询一个地方现在和最多一周的天气。
tool_page-place = 地点
tool_page-days = 天数
tool_page-look = 查询
tool_page-page = 读取网页
tool_page-page_means = 取出网页的正文和链接，不运行页面脚本。
tool_page-selector = 只取这一部分
tool_page-selector_hint = CSS 选择器；以斜杠开头时按 XPath。可以留空。
tool_page-render = 先在浏览器里运行页面脚本
tool_page-read = 读取
tool_page-cut = 正文较长，这里只有开头。
tool_page-text = 发送短信
tool_page-text_means = 立即发送并计费，不能撤回。
tool_page-to = 号码
tool_page-to_hint = 要带国家代码，例如 +86。只能发给自己或你有权联系的号码。
tool_page-send = 发送
tool_page-became = { $state }（计费 { $parts } 条）
tool_page-forecast = 预测指标
tool_page-forecast_means = 预测指标什么时候达到限值，并给出区间；无法预测时说明原因。
tool_page-metric = 已配置的指标
tool_page-no_metric = 不选，使用下面的数据源
tool_page-prometheus = Prometheus 地址
tool_page-query = 查询语句
tool_page-source = 其他数据源（JSON）
tool_page-source_hint = 写法与阈值监控的配置相同，代替上面的地址和查询语句。
tool_page-limit = 限值
tool_page-floor = 这是下限（如剩余空间）
tool_page-ahead = 预测天数
tool_page-test_alerts = 发送测试告警
tool_page-test_alerts_means = 按每种来源的格式各发一条，看能否收到、有没有通知到人。会产生自动关闭的测试故障，不会触碰集群。最多等 15 秒。
tool_page-trial_hint = 不选则测试全部来源。
tool_page-trial_on_call = 通知值班人员，而不是我
tool_page-trial_became = 结果

# 公开状态页。
status_page-title = 服务状态
status_page-overall = { $level ->
    [well] 一切正常。
    [unknown] 部分服务的状态暂时未知。
    [disturbed] 部分服务异常。
   *[down] 部分服务故障。
 }
status_page-at = 截至 { $moment }（{ $place }）。
status_page-crowded = 一分钟内访问过多，请一分钟后重新打开。
status_page-task_or_workloads = 这一项和 { $other } 必须写一个，也只能写一个
status_page-task_id = 必须是任务编号，例如 { $example }
status_page-place = 必须是集群和命名空间，可以再加工作负载，用斜杠分隔，例如 { $example }
status_page-name = 必须以小写字母开头，只含小写字母、数字、连字符和下划线，最多 40 个字符
public_level-well = 正常
public_level-unknown = 未知
public_level-disturbed = 异常
public_level-down = 故障
