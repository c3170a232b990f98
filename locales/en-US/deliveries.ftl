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
sms-key_used = This key was used for another text; use another key.
sms-not_set_up = Text messages are not set up; set { $setting } and the settings beside it.
sms-too_long = The text is longer than { $segments } segments (about { $characters } Chinese characters or { $letters } letters); make it shorter.
webhook-ended = Its forwarding ended; Temporal calls it { $state }.
webhook-never_started = Its forwarding was never started.
webhook-secret_form = A webhook secret after { $start } must be base64 of { $least } to { $most } bytes.
