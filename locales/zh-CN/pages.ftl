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
page-today = 今天
page-window = 简报时段
page-next = 下一步
page-progress = 正在做
page-greet = 早上好
page-prepare = 现在准备
page-pause = 暂停
page-resume = 恢复
page-paused = 已暂停
page-briefing = 最新简报
page-no_briefing = 还没有简报。在时段内问一声早上好，第一份就会出现在这里。
page-open = 打开
page-incomplete = 不完整
page-tasks = 后台任务
page-no_tasks = 还没有任务。例如在终端输入：
page-trigger = 现在检查
page-deliveries = 投递
page-next_try = 下次重试：
page-no_deliveries = 还没有投递。
page-events = 实时事件
page-no_events = 还没有事件。
page-live = 已连接
page-lost = 连接断开，正在重连
page-links = 更多
page-temporal = Temporal 控制台
page-docs = 接口说明
page-health = 健康状态
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
page-incident = 事件
page-you = 你是
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
page-answered = { $state ->
    [pending] 等待回答
    [approved] 已批准
    [denied] 已拒绝，不会执行
    [timed_out] 无人回答，不会执行
   *[superseded] 目标在提问之后有变化，此问题作废
 }{ $by ->
    [none] {""}
   *[other] （{ $by }）
 }

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
