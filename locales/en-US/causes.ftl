# Likely causes of an incident, and what speaks for each.
certainty-confirmed = confirmed
certainty-probable = probable
certainty-possible = possible
facet-pods = pods
facet-rollouts = rollouts
facet-events = events
facet-log = log
facet-configs = configuration
facet-nodes = nodes
facet-autoscaler = autoscaler
facet-quotas = quotas
facet-volumes = volumes
facet-services = services
facet-neighbours = other workloads
cause_kind-image = image not pulled
cause_kind-config_missing = configuration missing
cause_kind-rollout = rollout
cause_kind-config_edit = configuration edited
cause_kind-memory = out of memory
cause_kind-throttled = CPU throttled
cause_kind-probe = probe fails
cause_kind-crash = process crashes
cause_kind-node_lost = node lost
cause_kind-node_pressure = node under pressure
cause_kind-no_room = no room
cause_kind-quota = quota used up
cause_kind-admission = pods refused
cause_kind-drained = node drained
cause_kind-autoscaler = autoscaler
cause_kind-dependency = dependency down
cause_kind-dns = name resolution
cause_kind-wiring = service without pods
cause_kind-volume = volume missing
cause_kind-certificate = certificate invalid
cause_kind-credential = credential changed
cause_kind-hangs = process hangs
cause_kind-load = overload
cause-said = { $kind ->
    [image] image { $about } cannot be pulled
    [config_missing] { $about ->
        [none] a ConfigMap, Secret or key is missing
       *[other] { $about } does not exist
     }
    [rollout] rollout { $about }
    [config_edit] { $about } was edited
    [memory] it uses more memory than its limit{ $about ->
        [none] {""}
       *[other] {" "}of { $about }
     }
    [throttled] its CPU is throttled
    [probe] its probe does not fit what it serves
    [crash] the process exits with code { $about }
    [node_lost] node { $about } is lost
    [node_pressure] { $about ->
        [none] pods were evicted
       *[other] node { $about } evicts pods
     }
    [no_room] no node has room for its pods
    [quota] { $about ->
        [none] the quota is used up
       *[other] quota { $about } is used up
     }
    [admission] { $about ->
        [none] its pods are refused
       *[other] webhook { $about } refuses its pods
     }
    [drained] { $about ->
        [none] its pods are drained
       *[other] node { $about } is being drained
     }
    [autoscaler] autoscaler { $about } holds the replicas down
    [dependency] { $about } does not answer
    [dns] names are not resolved
    [wiring] service { $about } selects none of its pods
    [volume] { $about ->
        [none] a volume cannot be mounted
       *[other] volume { $about } cannot be mounted
     }
    [certificate] a certificate is not valid
    [credential] { $about } changed, and logins are refused
    [hangs] the process runs and does not answer
   *[load] more load than it can carry
 }
cause-brief = { $kind ->
    [image] image not found
    [config_missing] config missing
    [rollout] a new release
    [config_edit] config edited
    [memory] memory limit
    [throttled] CPU throttled
    [probe] wrong probe
    [crash] it crashes
    [node_lost] node lost
    [node_pressure] evicted
    [no_room] no room
    [quota] quota used up
    [admission] pods refused
    [drained] node drained
    [autoscaler] autoscaler limit
    [dependency] dependency down
    [dns] DNS fails
    [wiring] service selector
    [volume] volume not mounted
    [certificate] bad certificate
    [credential] login refused
    [hangs] it hangs
   *[load] overload
 }
cause-advice = { $kind ->
    [image] Check the tag and the registry's access, then roll out again or go back.
    [config_missing] Create it, or take it out of the template.
    [rollout] Compare the two versions; going back is the quickest way.
    [config_edit] Compare it with what was there before, and put that back.
    [memory] Raise the limit, or lower what the program takes, such as its heap.
    [throttled] Raise the CPU limit, or add replicas.
    [probe] Compare the probe's path and port with what the program serves.
    [crash] Read the last lines of its log; a restart alone seldom helps.
    [node_lost] Look at the node and its machine; its pods start elsewhere once it is removed.
    [node_pressure] Free the node's disk or memory, or move pods away.
    [no_room] Add nodes, or lower what its pods request.
    [quota] Raise the quota, or remove what is not needed.
    [admission] Look at the webhook's service; its own pods may be down.
    [drained] Ask who drains it; a disruption budget keeps enough pods.
    [autoscaler] Raise its maximum, or see why it reads no numbers.
    [dependency] Test { $about } from a pod; a restart here does not help.
    [dns] Look at CoreDNS and its configuration.
    [wiring] Compare the service's selector and port with the pods' labels.
    [volume] Look at the claim and what provides it.
    [certificate] Look at its date and who signed it, and renew it.
    [credential] Compare the Secret with what the other side expects.
    [hangs] Read its log; a restart often helps for a while.
   *[load] Add replicas, and see where the load comes from.
 }
proof-event = { $object }: { $reason }, { $told }{ $count ->
    [0] {""}
    [one] {""}
    [1] {""}
   *[other] {" "}({ $count } times)
 }
proof-pod = Pod { $pod }: { $reason }{ $told ->
    [none] {""}
   *[other] , { $told }
 }
proof-log = Log of { $pod }: { $line }{ $count ->
    [0] {""}
    [one] {""}
    [1] {""}
   *[other] {" "}({ $count } times)
 }
proof-rollout = Rollout { $number }{ $changed ->
    [none] , the template says the same
   *[other] : { $changed }
 }
proof-contrast = { $failing } of { $new } new pods never became ready{ $serving ->
    [0] {""}
   *[other] , while { $serving } of the version before serve
 }
proof-config = { $kind } { $name } was changed{ $manager ->
    [none] {""}
   *[other] {" "}by { $manager }
 }{ $at_start ->
    [yes] ; pods read it when they start
   *[no] ; running pods read it, too
 }
proof-node = Node { $node }: { $problem }{ $told ->
    [none] {""}
   *[other] , { $told }
 }
proof-quota = Quota { $quota }: { $resource } { $used } of { $hard } used
proof-claim = Claim { $claim } is { $phase }
proof-memory = Pod { $pod }: OOMKilled{ $limit ->
    [none] {""}
   *[other] {" "}at a limit of { $limit }
 }, { $restarts ->
    [one] { $restarts } restart
   *[other] { $restarts } restarts
 }
proof-service = Service { $service } selects { $differs }, which no pod has
proof-no_endpoints = Service { $service } has no ready endpoint
proof-neighbour = { $name }: { $ready } of { $wanted } replicas ready
proof-autoscaler = Autoscaler { $name }: { $current } of at most { $maximum } replicas{ $blind ->
    [none] {""}
   *[other] , { $blind }
 }
proof-changed = Changed by the rollout: { $changed }
proof-exit = Pod { $pod } exits with code { $code }{ $reason ->
    [none] {""}
   *[other] {" "}({ $reason })
 }, { $restarts ->
    [one] { $restarts } restart
   *[other] { $restarts } restarts
 }
proof-measured = The alert says { $name } { $value }
