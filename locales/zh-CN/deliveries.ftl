delivery-answer = 批准或拒绝
delivery-sandbox = [SANDBOX 沙箱]
delivery-whole = 查看全文

# 渠道，用在句子里。
channel_kind-mail = 邮件
channel_kind-wecom = 企业微信机器人
channel_kind-dingtalk = 钉钉机器人
channel_kind-feishu = 飞书机器人
channel_kind-sms = 短信
channel_kind-webhook = Webhook
delivery-channel_names = { $channel }（{ $names }）
delivery-more_names = 另外 { $more } 个
sms-key_used = 这个幂等键已用于另一条短信，请换一个。
sms-not_set_up = 短信尚未配置，请设置 { $setting } 等配置项。
sms-too_long = 短信超过 { $segments } 段（约 { $characters } 个汉字或 { $letters } 个字母），请缩短。
webhook-ended = 转发已结束，Temporal 中的状态是 { $state }。
webhook-never_started = 转发从未启动。
webhook-secret_form = Webhook 密钥在 { $start } 之后必须是 { $least } 到 { $most } 字节的 base64。
