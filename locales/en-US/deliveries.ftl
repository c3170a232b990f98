delivery-answer = Approve or deny
delivery-task = See or pause this task
delivery-acknowledge = Acknowledge
delivery-colon = {": "}
delivery-open = Open (sign in)
delivery-sandbox = [SANDBOX]
delivery-whole = Full text
delivery-none = No messages for this person. For another one, add { $option }.
delivery-none_yet = No messages yet.
delivery-day = { $every } in the last 24 hours{ $lost ->
    [0] { $waiting ->
        [0] , all of them left
       *[other] , { $waiting } being tried again
    }
   *[other] , { $lost } did not arrive{ $waiting ->
        [0] {""}
       *[other] , { $waiting } being tried again
    }; see { $command }
}
delivery-resent = Sending again by { $channel }. See { $command } for what becomes of it.
delivery-arrived = It arrived; there is nothing to send again.
delivery-under_way = It is still being sent. Wait until its fate is known.
delivery-may_have_arrived = It may have arrived. To send it though it may arrive twice, say that it may repeat.
delivery-text_not_kept = The words of a text message are not kept. Send a new one.
delivery-tried_enough = It was tried { $most } times. Check the settings of the channel first.
delivery-another_way = This was meant for { $channel } { $target } and did not arrive there{ $answer ->
    [none] .
   *[other] : { $answer }
}
delivery-test_title = { $name ->
    [none] Test message
   *[other] { $name }: test message
}
delivery-test_text = This is only a test: nothing is wrong, and there is nothing to do. { $name ->
    [none] What is sent to you arrives here.
   *[other] What “{ $name }” has to say arrives here.
}
delivery-tests_bound = No more than { $most } test messages in an hour. Try again later.

# Channels, as they stand in a sentence.
channel_kind-mail = mail
channel_kind-wecom = WeCom robot
channel_kind-dingtalk = DingTalk robot
channel_kind-feishu = Feishu robot
channel_kind-sms = text message
channel_kind-webhook = webhook
channel_kind-apprise = Apprise service
delivery-channel_names = { $channel } ({ $names })
delivery-more_names = { $more } more
sms-key_used = This key was used for another text; use another key.
sms-hourly_bound = More than { $most } texts in an hour are not allowed; try again later.
sms-number_busy = This number just had several texts; try again later.
sms-not_set_up = Text messages are not set up; set { $mainland } (Tencent Cloud) or { $elsewhere } (Twilio) and the settings beside it.
sms-too_long = The text is longer than { $segments } segments (about { $characters } Chinese characters or { $letters } letters); make it shorter.
sms-unknown = It is being sent, or the sending was cut off: it may have arrived.
webhook-ended = Its forwarding ended; Temporal calls it { $state }.
webhook-never_started = Its forwarding was never started.
webhook-secret_form = A webhook secret after { $start } must be base64 of { $least } to { $most } bytes.
sms-said = { $state ->
    [accepted] Accepted by the provider.
    [failed] NOT SENT.
    [uncertain] UNCERTAIN: it may have been sent; do not send it again.
    [sending] On its way, or uncertain; do not send it again.
   *[other] { $state }
 }
sms-segments = { $count ->
    [one] { $count } segment.
   *[other] { $count } segments.
 }{ $again ->
    [none] {""}
   *[other] {" "}Call again with the same key in { $again }.
 }

# Who answers a try to deliver a message; stands at the beginning of a sentence, too.
provider-apprise = The Apprise service
provider-dingtalk = DingTalk
provider-feishu = Feishu
provider-mail = The mail server
provider-tencent_sms = Tencent Cloud
provider-twilio = Twilio
provider-webhook = The webhook
provider-wecom = WeCom

# What came of one try.
answer-accepted = { $provider } accepted { $n ->
    [one] { $n } message
   *[other] { $n } messages
}.
answer-accepted_before = Accepted by an earlier try.
answer-bad_number = The recipient is not a phone number such as { $example }.
answer-bad_server = { $provider }: the configured address is not a web address.
answer-bad_service = Apprise does not know the form of the address of { $name }; compare { $setting } with its documentation.
answer-bad_webhook = The address of webhook { $name } is not a web address.
answer-cancelled = The delivery was cancelled in Temporal.
answer-certificate = The certificate or encryption of the mail server was not accepted.
answer-code = { $provider } answered { $code }{ $text ->
    [none] {""}
   *[other] {" "}{ $text }
}{ $advice ->
    [none] .
   *[other] : { $advice }.
}
answer-interrupted = The worker stopped while the message was leaving; it may have arrived.
answer-no_account = The account is gone or disabled.
answer-no_address = { $text } is not a mail address.
answer-no_channel = No { $channel } channel is configured: ask an admin to set { $setting }.
answer-no_robot = { $provider }: no robot named { $name } is configured; ask an admin to add it to { $setting }.
answer-no_apprise = Apprise is not installed: run { $command } and restart.
answer-no_service = No Apprise service named { $name } is configured; ask an admin to add it to { $setting }.
answer-no_webhook = No webhook named { $name } is configured; ask an admin to add it to { $setting }.
answer-not_offered = The mail server does not offer what the settings ask for ({ $name }).
answer-daily_bound = Waiting: your tasks sent { $most ->
    [one] { $most } message
   *[other] { $most } messages
 } within 24 hours, as many as one person may send.
answer-paced = Waiting for the rate limit.
answer-poured = { $provider } accepted it: { $said } of { $whole } characters fit the template.
answer-segments = { $provider } accepted the message in { $n ->
    [one] { $n } segment
   *[other] { $n } segments
}.
answer-silent = { $provider } did not answer in time; the message may have arrived.
answer-status = { $provider } answered HTTP { $status }.
answer-unclear = { $provider } answered without saying whether it took the message.
answer-unreachable = { $provider } could not be reached.

# What to do about a code, after a colon.
delivery_advice-account = check the account and its token in the settings
delivery_advice-account_state = check the state of the account in Twilio's console
delivery_advice-address_list = add this machine to the address list of the bot
delivery_advice-busy = it is busy
delivery_advice-carrier = the phone or its network does not take the message
delivery_advice-group_gone = the group of the robot is gone
delivery_advice-keyword = set the keyword of the robot in the settings
delivery_advice-left_group = the robot is no longer in the group
delivery_advice-lock = compare keyword, secret, clock and address list of the robot
delivery_advice-mail_settings = check the mail settings
delivery_advice-maintenance = it is under maintenance
delivery_advice-many_calls = too many calls at once
delivery_advice-number = this number cannot be written to; check it
delivery_advice-number_daily = this number has had as many texts as a day allows
delivery_advice-opted_out = the recipient answered STOP and wants no texts
delivery_advice-our_fault = the message breaks one of its rules
delivery_advice-pair = too many messages between two numbers
delivery_advice-queue = the queue is full
delivery_advice-region = allow this region in Twilio's geographic permissions
delivery_advice-registered = register the sender for this use in Twilio
delivery_advice-robot_key = check the key or token of the robot in the settings
delivery_advice-robot_stopped = the robot was stopped; start it in the chat program
delivery_advice-secret = compare the secret of the bot and the clock of this machine
delivery_advice-sender = check the sender in the settings and in Twilio
delivery_advice-sensitive_word = it holds a word that carriers do not pass on
delivery_advice-service = check the messaging service in the settings and in Twilio
delivery_advice-silenced = the robot sent 20 messages in a minute and is silenced for ten minutes
delivery_advice-test_credentials = test credentials cannot send; use those of the account
delivery_advice-text_package = buy texts or pay the account in Tencent Cloud's console
delivery_advice-text_template = compare application, signature, template and its gaps in the settings with the SMS console
delivery_advice-toll_free = verify the toll-free sender in Twilio
delivery_advice-too_often = the robot sent too many messages
delivery_advice-trial = a trial account writes to verified numbers only
delivery_advice-unknown = this code is not known here; look it up in the provider's documentation

# Columns of deliveries.
delivery_view-at = Since
delivery_view-state = State
delivery_view-channel = Channel
delivery_view-target = To
delivery_view-attempt = Tries
delivery_view-next_try_at = Next try
delivery_view-detail = Last answer
delivery_view-key = Key
delivery_view-event_id = Event
delivery_view-person_id = Person
delivery_view-reference = Reference
delivery_step_view-at = Time
delivery_step_view-state = State
delivery_step_view-attempt = Try
delivery_step_view-detail = Answer

# Their pages in the console.
delivery_page-lost = not arrived, or being retried
delivery_page-channel = Channel
delivery_page-person = Person
delivery_page-mine = My own
delivery_page-everybody = Everybody
delivery_page-to = To
delivery_page-next_try = Next try
delivery_page-answer = Last answer
delivery_page-tries = { $count ->
    [one] one try
   *[other] { $count } tries
 }
delivery_page-try_number = try { $number }
delivery_page-steps = What became of it
delivery_page-reference = Id at the provider
delivery_page-none_hint = Briefings, pages of incidents and messages of tasks appear here once they are sent. A test message shows whether yours arrive.
delivery_page-test = Send a test message
delivery_page-test_means = One message to each address where you read your briefings, saying only that it is a test. What becomes of it within 15 seconds stands in the list; it takes as long.
delivery_page-send = Send
delivery_page-tested = { $count ->
    [one] A test message was sent to one address.
   *[other] Test messages were sent to { $count } addresses.
 }
delivery_page-again = Send again
delivery_page-again_means = The same message goes to the same address once more.
delivery_page-resent = On its way again.
delivery_page-may_repeat = Send it though it may arrive twice
delivery_page-may_repeat_hint = It left, and no answer came: it may have arrived.

# What one person writes to others.
announcement-title = { $title }
announcement-line = { $text }
announcement-sender = Sent by { $name }
announcement-key_used = This key was used for another message or list; choose another one.
announcement-no_address = There is no address to reach them at; it is set in the profile or the briefing's settings.
announcement-nobody = Nobody is called “{ $name }”.
announcement-several = Several people are called “{ $name }”; give the id, such as { $example }.
announcement-by_id = Give the id of a person, such as { $example }, an address or a robot.
announcement-too_many = At most { $most } messages at once; send the rest apart.
announcement-bound = At most { $most } messages in 24 hours; try again later.
announcement-said = { $left } sent, { $lost } not arrived, { $waiting } without an answer yet. Key: { $key }
announced_to_view-recipient = To
announced_to_view-channel = Channel
announced_to_view-target = Address
announced_to_view-state = State
announced_to_view-detail = Last answer
announced_to_view-key = Key
announcement_page-title = Send a message
announcement_page-means = Everybody gets it in their own language where they read their briefings, with your name below it. What becomes of it within 10 seconds is shown.
announcement_page-to_hint = One each line, at most { $most }: the id of a person, a mail address, a phone number or a robot, e.g. { $examples }.
announcement_page-headline = Title
announcement_page-text = Text
announcement_page-anywhere = Where they read their briefings

# What readers say, and how many messages arrive.
delivery-judge = Was this message useful?
delivery-judged = { $useful ->
    [yes] Kept as useful
   *[other] Kept as not useful
}: { $key }
delivery-feedback_too_early = It has not arrived yet, so it cannot be judged.
delivery-reach_rate_unknown = No message of the last { $days } days has a known fate yet; the goal is { $goal }.
delivery-reach_rate = { $rate } of { $count } messages of the last { $days } days arrived, { $met ->
    [yes] which meets the goal
   *[other] below the goal
 } of { $goal }; { $useful } useful, { $not_useful } not useful.
reach_rate_view-channel = Channel
reach_rate_view-rate = Reach rate
reach_rate_view-arrived = Arrived
reach_rate_view-failed = Failed
reach_rate_view-uncertain = Uncertain
reach_rate_view-waiting = Waiting
reach_rate_view-useful = Useful
reach_rate_view-not_useful = Not useful
delivery_page-rates = Reach rates
delivery_page-rate = Reach rate
delivery_page-rates_mean = Counted from the ledger alone: uncertain ones count as not arrived, those still being tried not at all, test messages neither.
delivery_page-days = Days
delivery_page-all_channels = All channels
delivery_page-useful = Useful
delivery_page-not_useful = Not useful
delivery_page-judged_useful = You called it useful.
delivery_page-judged_not_useful = You called it not useful.
delivery_page-sent_at = Time
# Programs that events are sent to, in the console.
webhook_page-title = Webhooks
webhook_page-means = Events are signed and sent to these programs in order, each at least once. Addresses and secrets stand in { $setting }.
webhook_page-behind = Not sent yet
webhook_page-events = { $count ->
    [one] one event
   *[other] { $count } events
 }
webhook_page-answer = Last answer
webhook_page-well = fine
webhook_page-failing = retrying
webhook_page-pause = Pause
webhook_page-pause_means = Nothing is sent there any more. Events are kept; when resumed they are sent in order from where it stopped.
webhook_page-paused = Sending to { $name } is paused.
webhook_page-resume = Resume
webhook_page-resumed = Sending to { $name } goes on.
webhook_page-none = No webhook is configured.
webhook_page-none_hint = Name one in { $setting } with its url, secret and types of events.
forwarding_state-running = sending
forwarding_state-paused = paused
forwarding_state-stopped = stopped
forwarding_state-unknown = unknown
