# What somebody reads who is woken by an incident.
paged-headline = [{ $severity ->
    [critical] CRITICAL
   *[other] WARNING
 }] { $place }: { $fault }{ $wanted ->
    [none] {""}
   *[other] , { $down } of { $wanted } replicas down
 }
paged-again = Page { $times }; no one has acknowledged it yet.
paged-since = Since { $at }, { $age }
paged-symptom = Symptom: { $reason }{ $restarts ->
    [0] {""}
    [one] , { $restarts } restart
   *[other] , { $restarts } restarts
 }{ $exit ->
    [none] {""}
   *[other] {" "}(last exit: { $exit })
 }
paged-cause = Cause ({ $certainty }): { $cause }
paged-no_cause = Cause: none found
paged-alert = Alert: { $name }{ $text ->
    [none] {""}
   *[other] , { $text }
 }
paged-no_change = { $looked ->
    [yes] Change: no rollout in the 2 h before
   *[other] Change: could not be read
 }
paged-change = Change: rollout { $number }, { $at }{ $image ->
    [none] {""}
   *[other] {" "}({ $before } → { $image })
 }
paged-attempt = { $action } ({ $state })
paged-tried = { $count ->
    [0] Tried: nothing
    [one] Tried: { $tried }
    [1] Tried: { $tried }
    [2] Tried: { $tried }
   *[other] Tried { $count } times, last: { $tried }
 }
paged-why = Why you: { $tried ->
    [0] { $reason ->
        [exhausted] no automatic repair is possible here
       *[other] { $reason }
     }
   *[other] { $reason }
 }{ $detail ->
    [none] {""}
   *[other] . { $detail }
 }
paged-command = Begin with: { $command }
paged-ack = Acknowledge: { $command }
paged-runbook = Runbook: { $link }
paged-text_headline = { $severity ->
    [critical] CRIT
   *[other] WARN
 } { $place }: { $fault }{ $wanted ->
    [none] {""}
   *[other] , { $down }/{ $wanted } replicas down
 }
paged-text = { $what } for { $age }{ $cause ->
    [none] {""}
   *[other] { $certainty ->
        [confirmed] , cause: { $cause }
       *[other] , { $certainty } cause: { $cause }
     }
 }. Please acknowledge.
paged-spoken_headline = { $severity ->
    [critical] Critical alert
   *[other] Alert
 }. { $node ->
    [yes] { $fault ->
        [node] Node failure on { $place }
       *[other] Node { $place }, { $fault }
     }
   *[no] { $place }, { $fault }
 }{ $wanted ->
    [none] {""}
   *[other] , { $down } of { $wanted } replicas down
 }
paged-spoken_address = { $first } dot { $second } dot { $third } dot { $fourth }
paged-spoken = { $what }, for { $age }. { $cause ->
    [none] { $rollout ->
        [yes] A new release preceded it.{" "}
       *[other] {""}
     }
   *[other] { $certainty ->
        [confirmed] The cause: { $cause }.
       *[other] The { $certainty } cause: { $cause }.
     }{" "}
 }{ $tried ->
    [0] Nothing was tried yet.
    [one] One repair did not help.
   *[other] { $tried } repairs did not help.
 } To take it, say: I have it.
