# Why an incident stands where it stands.
explanation-broken = { $place }: { $fault }{ $wanted ->
    [none] {""}
   *[other] , { $down } of { $wanted } replicas down
 }{ $reason ->
    [none] {""}
   *[other] {" "}({ $reason })
 }, { $over ->
    [yes] began { $since }.
   *[no] since { $since }.
 }
explanation-cause = Cause ({ $certainty }): { $cause }{ $at ->
    [none] {""}
   *[other] {" "}({ $at })
 }. Evidence: { $proofs }.{ $others ->
    [none] {""}
   *[other] {" "}Then: { $others }.
 }{ $unseen ->
    [none] {""}
   *[other] {" "}Could not be read: { $unseen }.
 }
explanation-other_cause = { $cause } ({ $certainty })
explanation-no_cause = No likely cause found.{ $looked ->
    [none] {""}
   *[other] {" "}Looked at: { $looked }.
 }{ $unseen ->
    [none] {""}
   *[other] {" "}Could not be read: { $unseen }.
 }
explanation-no_look = Likely causes were not looked for: the workload could not be read.
explanation-to_do = { $advice ->
    [none] Begin with: { $command }
   *[other] { $advice } Begin with: { $command }
 }
explanation-nothing_now = { $done ->
    [none] It recovered by itself; nothing to do now.
   *[other] The { $done } is verified; nothing to do now.{ $rolled ->
        [yes] {" "}Do not release the version that was rolled back again before it is mended.
       *[other] {""}
     }
 }
explanation-nothing_to_do = Nothing is left to do.
explanation-inputs = Made of: { $inputs }.
explanation-no_inputs = Nothing was counted yet.
explanation-input = { $name } { $points }{ $source ->
    [none] {" "}(default)
   *[other] {" "}({ $source })
 }
explanation-by_policy = { $rule ->
    [none] policy
   *[other] policy for { $rule }
 }
explanation-by_alert = { $source ->
    [none] alert
   *[other] alert, { $source }
 }
explanation-by = { $model ->
    [yes] model
   *[no] cluster
 }
explanation-by_other = { $source }
explanation-requested = Requested by { $person }: { $reason }. The repair begins with that action, whatever the score.
explanation-unscored = { $over ->
    [yes] No score: only an alert that its source confirmed, about something that can be read, gets one.
   *[no] No score yet: the alert is still being confirmed.
 }
explanation-score = Score { $total }: impact { $impact }, severity { $severity }, importance { $importance }, time of day { $urgency }{ $weights ->
    [none] {""}
   *[other] {" "}(weights { $weights })
 }. { $band ->
    [aggressive] Top band: a person is called first; at most { $attempts } attempts.
    [standard] Standard band: at most { $attempts } attempts.
    [conservative] Conservative band: at most { $attempts } attempts.
    [brief] Brief band: at most { $attempts } attempts, then people are told.
   *[minimal] Minimal band: at most { $attempts } attempt; mainly people are told.
 }{ $missing ->
    [none] {""}
   *[other] {" "}Not known, so defaults were used: { $missing }.
 }
explanation-nothing_tried = Nothing has been tried yet.
explanation-tried = Attempt { $number }: { $action } (step { $step }; policy: { $mode }): { $outcome }.{ $because ->
    [none] {""}
   *[other] {" "}{ $because }
 }{ $former ->
    [none] {""}
   *[other] {" "}Before that: { $former }.
 }
explanation-former = { $action }: { $outcome }
explanation-blocked = blocked by a guard ({ $guards })
explanation-closed = Closed{ $ending ->
    [none] {""}
   *[other] : { $ending }
 }; nothing more is done.
explanation-called = A person was called ({ $reason }). No stronger step is taken automatically.
explanation-in_digest = It was only observed, so nobody was paged; the next digest tells it. No stronger step is taken automatically.
explanation-calling = A person is being called ({ $reason }). No stronger step is taken automatically.
explanation-unreached = No one could be reached ({ $reason }). No stronger step is taken automatically.
explanation-healthy = The target looks healthy. Monitoring for relapse; on relapse the next step follows.
explanation-verifying = The next step is taken only once attempt { $number } is known not to have helped; missing data does not count as that.
explanation-used_up = The limit of this band is reached. Attempts allowed: { $attempts }.
explanation-next = May come next: { $actions }. Attempts left: { $left }. Whether a step can be taken is checked at that moment.
explanation-nothing_left = No step of the ladder is left.
explanation-not_next = { $why } Skipped: { $skipped }.
explanation-skipped = { $action }: { $reason }{ $detail ->
    [none] {""}
   *[other] {" "}({ $detail })
 }
explanation-stands = { $state ->
    [confirming] Confirming with the alert's source
    [suppressed] Muted by a silence, a maintenance window or a parent alert
    [repairing] Repairing or verifying
    [waiting] Waiting
    [awaiting_approval] Awaiting approval
    [paused] Paused; waiting to be resumed
    [flapping] Flapping; waiting until it is stable
    [relapse_watch] Monitoring for relapse
    [handed_over] Handed over to a person; alerts are only counted
   *[closed] Closed
 }{ $awaited ->
    [none] .
   *[other] : { $awaited }.
 }
explanation-still_unreached = { $doing } No one could be reached.
explanation-waits_for_nothing = Waiting for nothing.
explanation-until = { $until ->
    [none] No fixed time.
   *[other] Until { $until } ({ $zone }) at the latest.{ $state ->
        [confirming] {" "}Then a person is called.
        [suppressed] {" "}Then it is checked again whether it is muted.
        [waiting] {" "}Then it is checked again.
        [awaiting_approval] {" "}Then the next person is asked; without an answer nothing is done and a person is called.
        [flapping] {" "}Then it is checked again whether it is stable.
        [relapse_watch] {" "}Then it is closed, if it stays healthy.
        [handed_over] {" "}Then it is checked: it stays open while it fires or its workload is unhealthy.
       *[other] {""}
     }
 }

# The page of an incident.
incident_page-id = Id: { $incident }
incident_page-state = State: { $doing }
incident_page-opened = Opened: { $at }
incident_page-closed = Closed: { $at }
incident_page-alerts = Alerts: { $count }
incident_page-newest = Newest alert: { $alert }
incident_page-requested = Requested by: { $person } ({ $reason })
incident_page-policy = Policy: { $policy }
incident_page-called = A person was called: { $at } ({ $reason })
incident_page-in_digest = Only observed: in the digest that follows { $at }, nobody was paged
incident_page-calling = A person is being called: { $reason }
incident_page-unreached = No one could be reached since { $at }{ $reason ->
    [none] {""}
   *[other] {" "}({ $reason })
 }; calling continues
incident_page-taken = Acknowledged by: { $person } ({ $at })
incident_page-causes = Likely causes
incident_page-cause = { $cause } ({ $certainty }). Evidence: { $proofs }. { $advice }
incident_page-why = Why
incident_page-tried = Steps tried
incident_page-skipped = Steps skipped
incident_page-story = Timeline
incident_page-nothing = none
incident_page-attempt = { $action } (step { $step }): { $outcome }.{ $because ->
    [none] {""}
   *[other] {" "}{ $because }
 }{ $restored ->
    [yes] {" "}The previous state was restored.
   *[no] {""}
 }{ $approver ->
    [none] {""}
   *[other] {" "}Approved by { $approver }.
 }
