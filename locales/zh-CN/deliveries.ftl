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
