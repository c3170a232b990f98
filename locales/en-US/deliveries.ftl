delivery-answer = Approve or deny
delivery-sandbox = [SANDBOX]
delivery-whole = Full text

# Channels, as they stand in a sentence.
channel_kind-mail = mail
channel_kind-wecom = WeCom robot
channel_kind-dingtalk = DingTalk robot
channel_kind-feishu = Feishu robot
channel_kind-sms = text message
channel_kind-webhook = webhook
delivery-channel_names = { $channel } ({ $names })
delivery-more_names = { $more } more
