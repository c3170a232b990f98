# Attempts: what is done, what is passed over and why, what undoes it.
attempt-changed = { $person } changed the target.
attempt-done = done, now being checked
attempt-ended_by = Ended by { $person }. { $why }
attempt-judged = Check result: { $because }.
attempt-left = The repair was stopped midway.
attempt-left_out = (left out: the record would be too long; the audit has all of it)
attempt-skipped = A person skipped this step.
attempt-nothing_left = Passed over: { $reasons }.
performed-checkpoint_gone = The checkpoint is no longer kept.
performed-config_gone = The content of { $name } is no longer kept.
performed-former_config_gone = No earlier content of { $name } is kept.
plan-full_rollback = Roll { $application } back as a whole: { $targets }.
plan-isolate = Take { $pods ->
    [one] { $pods } pod
   *[other] { $pods } pods
 } of { $name } out of service and keep them for inspection.
plan-refresh_config = Restore { $configs } to what { $name } ran with when it was healthy, and restart it.
plan-restart = Restart { $name }, pod by pod.
plan-rollback = Roll { $name } back from revision { $now } to revision { $then }.
plan-scale_out = Scale { $name } from { $now } to { $wanted } replicas.
plan-shift_load = Move { $pods ->
    [one] { $pods } pod
   *[other] { $pods } pods
 } of { $name } away from failing nodes.
repair-crowded = Too many repairs are being planned for cluster { $cluster }; try again later.
repair-no_preview = The cluster gave no preview.
repair-target_unread = The target cannot be read: { $why }

# What people do where a controller declares the state.
gitops-way_back = { $commit ->
    [none] { $command ->
        [none] go back in its source
       *[other] { $flux ->
            [yes] run { $command }, then go back by hand, or revert the commit
           *[other] run { $command }, or revert the commit
        }
    }
   *[other] { $commit }{ $command ->
        [none] {""}
       *[other] { $flux ->
            [yes] {", or run "}{ $command } and go back by hand
           *[other] {", or run "}{ $command }
        }
    }
 }{ $automated ->
    [yes] {" "}(it applies by itself what is declared: switch that off before you go back by command)
   *[other] {""}
 }
gitops-commit = { $before ->
    [none] revert { $revision } in { $repository }{ $path ->
        [none] {""}
       *[other] , { $path }
    }
   *[other] go back from { $revision } to { $before } in { $repository }{ $path ->
        [none] {""}
       *[other] , { $path }
    }
 }

skip-all_ready = all { $count } pods are ready
skip-autoscaler = { $name }, { $least } to { $most }
skip-bound_to_nodes = it is bound to its nodes
skip-configs = { $count } of its configurations
skip-go_back_there = { $manager } would undo it; { $way }
skip-has = it has { $count }
skip-kept_configs = kept configuration contents
skip-manager = by { $name }
skip-more_pods = { $count } more pods are allowed
skip-no_disruption = no disruption is allowed now
skip-no_more_pods = no more pods are allowed
skip-no_restart = { $manager } declares it, and the policy lets nobody restart it ({ $rule })
skip-no_such_revision = no other template has number { $number }
skip-nodes = nodes
skip-none_earlier = { $count } kept, none earlier with another template
skip-none_healthy = no healthy replica would be left
skip-nothing_changed = nothing else of { $application } has changed
skip-of_most = { $count } of at most { $most }
skip-one_for_each_node = one pod for each node
skip-policy = policy { $policy }, fault: { $fault }
skip-same_configs = { $count } configurations are the same as when it was healthy
skip-sibling = { $name }
skip-sibling_managed = { $name }, by { $manager }
skip-siblings = workloads of { $application }
skip-sick_nodes = it runs on none of { $count } failing nodes
skip-stateful_set = pods that still exist are not replaced
undo-full_rollback = The previous templates are put back.
undo-isolate = Nothing to undo: isolated pods stay for inspection and have been replaced.
undo-refresh_config = The current contents are put back and pods are replaced.
undo-restart = Nothing to undo: what runs is the same as before.
undo-rollback = The previous template is put back.
undo-scale_out = The previous replica count is put back.
undo-shift_load = Nothing to undo: evicted pods have been replaced by their controller.
repair-other_plan = The plan is not the one you confirmed; ask for a new preview.
repair-replicas_between = must be between 1 and { $most }, or 0 for the policy's number
repair-revision_number = must be the number of a revision, or 0 for the previous one
repair-revision_unknown = must be a revision that the cluster keeps: { $known }

# Repairs that people ask for, and answer.
repair-answered = { $action } of { $target }: { $answer }{ $person ->
    [none] .
   *[other] {" "}by { $person }.
 }
repair-approve = Approve { $action } of { $target }?
repair-begun = Started: { $action } of { $target }. { $will }
repair-do = Do exactly this: { $action } of { $target }?
repair-follow = To follow it: { $command }
repair-nothing_waits = No approvals are pending.
repair-question = { $question } { $action } of { $target }, { $person ->
    [none] proposed by Zhiban
   *[other] requested by { $person }
 }, open until { $until }
repair-undo = To undo it: { $undo }
repair-would_send = { $action } of { $target } would send:
repair-confirm = Show this to the person; when they agree, call again with the same arguments and { $confirm }.
repair-declined = The person said no.
repair-questions = { $shown } of { $count ->
    [one] { $count } pending approval
   *[other] { $count } pending approvals
 }, oldest first:

# What is another afterwards.
approval-changes = Changes: { $changes }
difference-image = { $name ->
    [none] {""}
   *[other] { $name }:{" "}
 }image { $old } → { $new }
difference-same_images = { $name ->
    [none] {""}
   *[other] { $name }:{" "}
 }same images; the template goes from revision { $now } to { $then }
difference-replicas = { $name ->
    [none] {""}
   *[other] { $name }:{" "}
 }replicas { $old } → { $new }
difference-restarted = { $name ->
    [none] {""}
   *[other] { $name }:{" "}
 }{ $pods ->
    [one] { $pods } pod is replaced
   *[other] { $pods } pods are replaced, one after the other
 }; nothing else changes
difference-config = ConfigMap { $config } → the content it had when the workload was healthy
difference-pods = pods { $pods }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 }
difference-more = and { $more } more

# What follows from each answer.
consequence-approved = Approved: it runs at once, { $edit ->
    [yes] without whoever asked
   *[other] without anybody else
 }; every guard looks again first.
consequence-denied = Denied: nothing is written, nobody is paged for it{ $person ->
    [none] {""}
   *[other] , and { $person } is told
 }{ $edit ->
    [yes] .
   *[other] ; the incident stays with whoever says no.
 }
consequence-expired = No answer by { $at }: it counts as not done{ $person ->
    [none] {""}
   *[other] ; { $person } is told
 }{ $edit ->
    [yes] .
   *[other] , and people take the incident.
 }
became-approved = Approved by { $person }.
became-denied = Denied by { $person }; nothing was written.{ $why ->
    [none] {""}
   *[other] {" "}Reason: { $why }
 }
became-ran = Approved by { $person }: { $outcome }{ $at ->
    [none] {""}
   *[other] {" "}({ $at })
 }.{ $why ->
    [none] {""}
   *[other] {" "}{ $why }
 }
became-expired = Expired: nobody answered; nothing was written.
became-superseded = { $why ->
    [none] Void: it is not wanted any more, or its target changed; nothing was written.
   *[other] Void; nothing was written. { $why }
 }
became-waits = Waits for an answer until { $at }.
