delivery-answer = 批准或拒绝
delivery-task = 查看或暂停这个任务
delivery-acknowledge = 我来处理
delivery-colon = ：
delivery-open = 打开（需登录）
delivery-sandbox = [SANDBOX 沙箱]
delivery-whole = 查看全文
delivery-none = 这个人没有消息，看别人的请加 { $option }。
delivery-none_yet = 还没有发过消息。
delivery-day = 最近 24 小时 { $every } 条{ $lost ->
    [0] { $waiting ->
        [0] ，全部送出
       *[other] ，{ $waiting } 条正在重试
    }
   *[other] ，{ $lost } 条没有送到{ $waiting ->
        [0] {""}
       *[other] ，{ $waiting } 条正在重试
    }；用 { $command } 查看
}
delivery-resent = 正在通过{ $channel }重新发送，结果请用 { $command } 查看。
delivery-arrived = 这条消息已经送达，不用重发。
delivery-under_way = 这条消息还在发送，请等它有结果再说。
delivery-may_have_arrived = 这条消息可能已经送达。可以接受对方收到两次的话，请明确说明允许重复。
delivery-text_not_kept = 短信内容没有保留，请重新写一条。
delivery-tried_enough = 这条消息已经试过 { $most } 次，请先检查渠道设置。
delivery-another_way = 本应发到{ $channel }“{ $target }”，没有送到{ $answer ->
    [none] 。
   *[other] ：{ $answer }
}
delivery-test_title = { $name ->
    [none] 测试消息
   *[other] { $name }：测试消息
}
delivery-test_text = { $name ->
    [none] 收到这条消息，说明发给你的消息能送到这里。
   *[other] 收到这条消息，说明“{ $name }”的通知能送到这里。
}没有故障，无需处理。
delivery-tests_bound = 一小时内最多发送 { $most } 条测试消息，请稍后再试。

# 渠道，用在句子里。
channel_kind-mail = 邮件
channel_kind-wecom = 企业微信机器人
channel_kind-dingtalk = 钉钉机器人
channel_kind-feishu = 飞书机器人
channel_kind-sms = 短信
channel_kind-webhook = Webhook
channel_kind-apprise = Apprise 服务
delivery-channel_names = { $channel }（{ $names }）
delivery-more_names = 另外 { $more } 个
sms-key_used = 这个幂等键已用于另一条短信，请换一个。
sms-hourly_bound = 一小时内最多发送 { $most } 条短信，请稍后再试。
sms-number_busy = 这个号码刚收到多条短信，请稍后再试。
sms-not_set_up = 短信尚未配置，请设置 { $mainland }（腾讯云）或 { $elsewhere }（Twilio）以及旁边的配置项。
sms-too_long = 短信超过 { $segments } 段（约 { $characters } 个汉字或 { $letters } 个字母），请缩短。
sms-unknown = 正在发送或发送中断，可能已送达。
webhook-ended = 转发已结束，Temporal 中的状态是 { $state }。
webhook-never_started = 转发从未启动。
webhook-secret_form = Webhook 密钥在 { $start } 之后必须是 { $least } 到 { $most } 字节的 base64。
sms-said = { $state ->
    [accepted] 短信服务商已接受。
    [failed] 没有发出。
    [uncertain] 结果不明：可能已经发出，不要再发。
    [sending] 正在发送，或结果不明，不要再发。
   *[other] { $state }
 }
sms-segments = 共 { $count } 段。{ $again ->
    [none] {""}
   *[other] { $again }后用同一个键再次调用。
 }

# 谁回应了投递；也用在句首。
provider-apprise = Apprise 服务
provider-dingtalk = 钉钉
provider-feishu = 飞书
provider-mail = 邮件服务器
provider-tencent_sms = 腾讯云短信
provider-twilio = Twilio
provider-webhook = Webhook
provider-wecom = 企业微信

# 一次尝试的结果。
answer-accepted = { $provider }已受理 { $n } 条消息。
answer-accepted_before = 之前已受理。
answer-bad_number = 收件人不是有效号码，例如 { $example }。
answer-bad_server = { $provider }：配置的地址不是网址。
answer-bad_service = Apprise 不认识 { $name } 的地址，请对照它的文档检查 { $setting }。
answer-bad_webhook = Webhook { $name } 的地址不是网址。
answer-cancelled = 投递在 Temporal 中被取消。
answer-certificate = 邮件服务器的证书或加密未通过校验。
answer-code = { $provider }返回 { $code }{ $text ->
    [none] {""}
   *[other] ：{ $text }
}{ $advice ->
    [none] 。
   *[other] ，{ $advice }。
}
answer-interrupted = 发送途中工作进程停止，消息可能已送达。
answer-no_account = 账号不存在或已停用。
answer-no_address = { $text } 不是邮箱地址。
answer-no_channel = 未配置{ $channel }渠道：请管理员设置 { $setting }。
answer-no_robot = { $provider }：没有名为 { $name } 的机器人，请管理员在 { $setting } 中添加。
answer-no_apprise = 没有安装 Apprise：请运行 { $command }，然后重启。
answer-no_service = 没有名为 { $name } 的 Apprise 服务，请管理员在 { $setting } 中添加。
answer-no_webhook = 没有名为 { $name } 的 Webhook，请管理员在 { $setting } 中添加。
answer-not_offered = 邮件服务器不支持所配置的功能（{ $name }）。
answer-daily_bound = 正在等待：你的任务 24 小时内已发 { $most } 条，达到每人上限。
answer-paced = 正在等待频率限制。
answer-poured = { $provider }已受理，模板容纳 { $whole } 个字中的 { $said } 个。
answer-segments = { $provider }已受理，共 { $n } 段。
answer-silent = { $provider }未及时响应，消息可能已送达。
answer-status = { $provider }返回 HTTP { $status }。
answer-unclear = { $provider }的响应没有说明是否受理。
answer-unreachable = 无法连接{ $provider }。

# 针对错误码的处理建议，接在逗号之后。
delivery_advice-account = 请检查配置中的账号和令牌
delivery_advice-account_state = 请在 Twilio 控制台检查账号状态
delivery_advice-address_list = 请把本机加入机器人的地址白名单
delivery_advice-busy = 服务繁忙
delivery_advice-carrier = 对方手机或运营商未接收
delivery_advice-group_gone = 机器人所在的群已不存在
delivery_advice-keyword = 请在配置中填写机器人的关键词
delivery_advice-left_group = 机器人已不在群里
delivery_advice-lock = 请核对机器人的关键词、密钥、时钟和地址白名单
delivery_advice-mail_settings = 请检查邮件配置
delivery_advice-maintenance = 服务维护中
delivery_advice-many_calls = 并发调用过多
delivery_advice-number = 该号码无法接收，请核对
delivery_advice-number_daily = 这个号码今天收到的短信已达上限
delivery_advice-opted_out = 收件人已退订短信
delivery_advice-our_fault = 消息不符合其规则
delivery_advice-pair = 两个号码之间的短信过于频繁
delivery_advice-queue = 队列已满
delivery_advice-region = 请在 Twilio 的地区权限中允许该地区
delivery_advice-registered = 请先在 Twilio 为此用途登记发送方
delivery_advice-robot_key = 请检查配置中机器人的密钥或令牌
delivery_advice-robot_stopped = 机器人已停用，请在客户端启用
delivery_advice-secret = 请核对机器人的密钥和本机时钟
delivery_advice-sender = 请检查配置和 Twilio 中的发送方
delivery_advice-sensitive_word = 含有运营商不予下发的敏感词
delivery_advice-service = 请检查配置和 Twilio 中的消息服务
delivery_advice-silenced = 机器人一分钟内发送了 20 条，被禁言十分钟
delivery_advice-test_credentials = 测试凭据不能发送，请换成正式凭据
delivery_advice-text_package = 请在腾讯云控制台购买套餐包或缴费
delivery_advice-text_template = 请对照短信控制台，检查配置中的应用、签名、模板及其变量个数和字数
delivery_advice-toll_free = 请先在 Twilio 验证免费号码
delivery_advice-too_often = 机器人发送过于频繁
delivery_advice-trial = 试用账号只能发送到已验证的号码
delivery_advice-unknown = 未收录该错误码，请查阅服务商文档

# 投递列表的列。
delivery_view-at = 时间
delivery_view-state = 状态
delivery_view-channel = 渠道
delivery_view-target = 收件人
delivery_view-attempt = 尝试次数
delivery_view-next_try_at = 下次重试
delivery_view-detail = 最近响应
delivery_view-key = 键
delivery_view-event_id = 事件
delivery_view-person_id = 人员
delivery_view-reference = 回执编号
delivery_step_view-at = 时间
delivery_step_view-state = 状态
delivery_step_view-attempt = 第几次
delivery_step_view-detail = 响应

# Their pages in the console.
delivery_page-lost = 未送达或重试中
delivery_page-channel = 渠道
delivery_page-person = 收件人
delivery_page-mine = 我的
delivery_page-everybody = 所有人
delivery_page-to = 发往
delivery_page-next_try = 下次尝试
delivery_page-answer = 最近一次答复
delivery_page-tries = { $count ->
    [1] 已试 1 次
   *[other] 已试 { $count } 次
 }
delivery_page-try_number = 第 { $number } 次
delivery_page-steps = 投递经过
delivery_page-reference = 对方的编号
delivery_page-none_hint = 简报、故障呼叫和任务消息发出后会出现在这里。发一条测试消息，可以确认自己收得到。
delivery_page-test = 发送测试消息
delivery_page-test_means = 向你接收简报的每个地址发一条，只说明这是测试。15 秒内的结果会列出来，提交后请稍候。
delivery_page-send = 发送
delivery_page-tested = { $count ->
    [1] 已向 1 个地址发送测试消息。
   *[other] 已向 { $count } 个地址发送测试消息。
 }
delivery_page-again = 重新发送
delivery_page-again_means = 同一条消息再发往同一地址一次。
delivery_page-resent = 已重新发送。
delivery_page-may_repeat = 可能重复也要发送
delivery_page-may_repeat_hint = 消息已发出但没有答复，可能已经送达。

# 一个人写给别人的消息。
announcement-title = { $title }
announcement-line = { $text }
announcement-sender = { $name } 发来
announcement-key_used = 这个键已用于另一条消息或另一份名单，请换一个。
announcement-no_address = 没有可以送达的地址，请先在个人资料或简报设置里填写。
announcement-nobody = 没有叫“{ $name }”的人。
announcement-several = 不止一个人叫“{ $name }”，请写用户名，例如 { $example }。
announcement-by_id = 请写用户名（例如 { $example }）、地址或机器人。
announcement-too_many = 一次最多发 { $most } 条，请分批发送。
announcement-bound = 24 小时内最多发送 { $most } 条消息，请稍后再试。
announcement-said = 已送出 { $left } 条，未送到 { $lost } 条，等待结果 { $waiting } 条。键：{ $key }
announced_to_view-recipient = 收件人
announced_to_view-channel = 渠道
announced_to_view-target = 地址
announced_to_view-state = 状态
announced_to_view-detail = 最近响应
announced_to_view-key = 键
announcement_page-title = 发消息
announcement_page-means = 每个人按自己的语言、在平时接收简报的地方收到，末尾写明是你发的。10 秒内的结果会列出来。
announcement_page-to_hint = 每行一个，最多 { $most } 个：用户名、邮箱、手机号或机器人，例如 { $examples }。
announcement_page-headline = 标题
announcement_page-text = 内容
announcement_page-anywhere = 各自接收简报的地方

# 收件人的反馈与送达率。
delivery-judge = 这条消息有用吗？
delivery-judged = { $useful ->
    [yes] 已记为有用
   *[other] 已记为没用
}：{ $key }
delivery-feedback_too_early = 这条消息还没有送达，暂时不能评价。
delivery-reach_rate_unknown = 最近 { $days } 天还没有已知结果的消息，目标是送达 { $goal }。
delivery-reach_rate = 最近 { $days } 天 { $count } 条消息送达 { $rate }，{ $met ->
    [yes] 达到目标
   *[other] 低于目标
 } { $goal }；{ $useful } 条有用，{ $not_useful } 条没用。
reach_rate_view-channel = 渠道
reach_rate_view-rate = 送达率
reach_rate_view-arrived = 已送达
reach_rate_view-failed = 未送达
reach_rate_view-uncertain = 结果不明
reach_rate_view-waiting = 发送中
reach_rate_view-useful = 有用
reach_rate_view-not_useful = 没用
delivery_page-rates = 送达率
delivery_page-rate = 送达率
delivery_page-rates_mean = 只按投递记录计算：结果不明的算未送达，发送中的不计入，测试消息不算。
delivery_page-days = 天数
delivery_page-all_channels = 全部渠道
delivery_page-useful = 有用
delivery_page-not_useful = 没用
delivery_page-judged_useful = 你已评价：有用。
delivery_page-judged_not_useful = 你已评价：没用。
delivery_page-sent_at = 时间
# Programs that events are sent to, in the console.
webhook_page-title = 事件推送
webhook_page-means = 事件按顺序签名后推送给这些程序，至少送达一次。地址和密钥在 { $setting } 中配置。
webhook_page-behind = 未推送
webhook_page-events = { $count } 个事件
webhook_page-answer = 最近应答
webhook_page-well = 正常
webhook_page-failing = 重试中
webhook_page-pause = 暂停推送
webhook_page-pause_means = 暂停后不再推送，事件留着不丢；恢复后从停下的地方按顺序补推。
webhook_page-paused = 已暂停向 { $name } 推送。
webhook_page-resume = 恢复推送
webhook_page-resumed = 已恢复向 { $name } 推送。
webhook_page-none = 还没有配置事件推送。
webhook_page-none_hint = 在 { $setting } 中写上名称、地址、密钥和事件类型即可。
forwarding_state-running = 推送中
forwarding_state-paused = 已暂停
forwarding_state-stopped = 已停止
forwarding_state-unknown = 状态未知
