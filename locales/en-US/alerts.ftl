# What sources say of alerts.
alert-asked = { $source } knows of no such alert
alert-cluster = the cluster
alert-asked_for = A person asked for it.
alert-breached_since = Breached since { $moment }.
alert-names_nothing = The callback names neither a policy nor an object.
alert-no_object = There is no { $object }.
alert-never_heard = No such source was ever heard.
alert-heard_last = last heard at { $moment }
alert-no_watch = No such watch.
alert-node_problems = Node problems: { $problems }.
alert-node_ready = The node is ready.
alert-not_listed = It is not listed.
alert-not_listed_any_more = It is no longer listed.
alert-nothing_to_look_at = No object to look at is known.
alert-object_gone = Its sender says it has cleared, and the object is gone.
alert-pod_killed = Pod { $pod } was killed for memory.
alert-pod_sick = Pod { $pod }: { $reason }.
alert-pods_available = { $count } of { $most } pods are available.
alert-region_unknown = It names an unknown region: { $region }.
alert-region_unread = Region { $region } could not be asked: { $why }
alert-rollout_failed = The rollout has failed: { $why ->
    [none] no progress
   *[other] { $why }
 }.
alert-source_proven = { $source } has confirmed an alert for the first time.
alert-source_unread = { $source } could not be read: { $why }
alert-source_unset = The settings do not say how to ask this source again.
alert-unknown_to = { $source } knows of no such alert.
alert-door_closed = without { $setting } this source has no address here
alert-tests_bound = No more than { $most } test alerts in an hour. Try again later.
alert-unproven = It is not listed, and nothing of its kind ever was. Check regions, projects and permissions.
alert-value_back = The value is back to normal.
alert-watch_blind = The watch has no value.
alert-watch_said_so = The watch has just reported it.
alert-workload_healthy = The workload looks healthy.
alert-answer_too_long = The answer of { $source } is too long to be read.
alert-answered = { $source } answered HTTP { $status }.
alert-no_answer = { $source } did not answer.
alert-odd_answer = The answer of { $source } was not in the documented form.
alert-token_refused = { $source } refused our token.
alert-cls_template = must be { $version }; use the template of { $page }
alert-none_readable = must hold at least one alert that can be read
alert-not_taken_in_time = The alerts could not be handed to their incidents in time. Send them again.
alert-requested_by_people = must not be { $fault }, which only people can say
alert-source_sends_none = sends no callbacks
alert_rule-future = lies in the future; set the sender's clock
alert_rule-too_old = is over { $age } ago; such a message is not taken again
