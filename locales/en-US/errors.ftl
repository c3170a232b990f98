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
