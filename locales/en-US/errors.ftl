# Refusals of every kind. A rule is the end of a sentence that begins with its field.
error-invalid_request = { $field } { $rule }.
error-foreign = { $text }
error-config_too_large = The configuration has over { $most } bytes as JSON. Make it shorter.
error-not_found = No { $what } { $name }.
# Added for somebody at a terminal, who has to do the next step by hand.
error-try_again = Try again { $delay ->
    [none] shortly
   *[other] in { $delay }
 }.

noun-approval = approval
noun-briefing = briefing
noun-facts_of_briefing = facts of briefing
noun-briefing_part = briefing part
noun-summary_of_briefing = summary of briefing
noun-cluster = cluster
noun-control = control
noun-conversation = conversation
noun-digest = digest
noun-discussion = discussion
noun-edit_that_was_done = edit that was done
noun-edit = edit
noun-event = event
noun-evidence = evidence
noun-file = file
noun-former_content_of_edit = former content of edit
noun-history = history
noun-incident = incident
noun-log_topic = log topic
noun-memory = memory
noun-message = message
noun-node_pool = node pool
noun-object = object
noun-page = page
noun-page_part = page part
noun-person = person
noun-place = place
noun-plugin = plugin
noun-proposal_of_weights = proposal of weights
noun-question = question
noun-running_incident = running incident
noun-screenshot = screenshot
noun-share = share
noun-store = store of discussions
noun-task = task
noun-token = token
noun-webhook_endpoint = webhook endpoint
noun-version_of_the_weights = version of the weights
noun-workflow = workflow
noun-workload = workload
error-no_answer_in_time = The { $what } did not answer in time; ask again. If it stays so, check with { $command } that Temporal and a worker are running.
error-too_many_changes = Too many changes at once; try again in a moment.
installation-owner_changes = The owner of the namespace keeps changing; try again.
noun-poll_of_alerts = poll of alerts
noun-alert_sweep = alert sweep
noun-assistant = assistant
noun-background_job = background job
noun-delivery = delivery
noun-forwarding = forwarding
noun-lock = lock
noun-owner_of_the_namespace = owner of the namespace
noun-schedule = schedule
error-just_closed = The { $what } was just being closed; look at it again.
error-payload_too_large = A payload of { $size } bytes is over the bound of { $most }; keep large content in the database and send its ID.
error-refused_by = The { $what } refused: { $why }
