# Why a cluster was not read or written.
cluster-unreachable = Cluster { $cluster } could not be reached. Nothing was changed.
cluster-no_answer = Cluster { $cluster } did not answer in time. Nothing was changed.
cluster-unknown = Connection to cluster { $cluster } lost; outcome unknown. Check the current state before retrying.
cluster-credentials = Cluster { $cluster } does not accept Zhiban's credentials.
cluster-throttled = Cluster { $cluster } asks for fewer requests.
cluster-crowded = Too many requests are queued for cluster { $cluster }; try again later.
cluster-forbidden = Cluster { $cluster } denies access: { $said }
cluster-fault = Cluster { $cluster } failed ({ $said }). Nothing was changed.
cluster-fault_unknown = Cluster { $cluster } failed ({ $said }); outcome unknown. Check the current state before retrying.
cluster-refused = The cluster answered { $answer }: { $said }
cluster-too_large = Cluster { $cluster } answered with more than { $most } bytes.
cluster-nonsense = Cluster { $cluster } gave an answer that is not in the documented form.
cluster-stale_list = A list of cluster { $cluster } has expired; start it again.
cluster-gone = { $kind } { $name } does not exist
cluster-changed_by = { $writer ->
    [none] changed by others
   *[other] changed by { $writer }
 }: generation { $now }, planned for { $planned }
cluster-config_changed = ConfigMap { $name } has been changed since
cluster-no_count = a DaemonSet has no replica count
cluster-no_revision = revision { $revision } is not kept any more
cluster-same_revision = it already has the template of revision { $revision }
cluster-paused = its rollout is paused; resume it first
cluster-pods_gone = none of these pods belongs to it any more
cluster-pods = { $done } of { $all } pods were changed: { $said }

# Rules of names and values.
cluster_rule-name = must be a name that Kubernetes allows
cluster_rule-plain_name = must be 1 to { $most } letters, digits, hyphens, dots and underscores
cluster_rule-label = must be the value of a label
cluster_rule-after = must be what the page before gave
cluster_rule-container = must be the name of a container
cluster_rule-key = must be a label value of at most 63 characters
cluster_rule-limit = must be 1 to { $most }
cluster_rule-pods = must be 1 to { $most } names
cluster_rule-restart_time = must be the time that a restart writes
cluster_rule-negative = must not be negative

# What is kept to put a target back.
checkpoint-too_large = A checkpoint of { $target } would be longer than { $most } bytes.
checkpoint-recreated = it was deleted and created again since
checkpoint-template_changed = its template was changed by others since
checkpoint-count_changed = its replica count was changed by others since: { $now }, not { $ours }
checkpoint-not_ours = must be a checkpoint of Zhiban's
checkpoint-other_target = must be a checkpoint of this target
checkpoint-no_content = must be given to restore a ConfigMap
checkpoint-other_content = must be what the digest of the step names

# What is wrong with a kubeconfig.
kubeconfig-unreadable = The kubeconfig file of cluster { $cluster } cannot be read.
kubeconfig-unusable = The kubeconfig of cluster { $cluster } has no usable address, authority or credential.
kubeconfig-refused = The kubeconfig of cluster { $cluster } { $why }.
kubeconfig-too_long = is too long
kubeconfig-not_yaml = is not YAML
kubeconfig-nothing_named = names no cluster or no user
kubeconfig-not_base64 = holds data that is not base64
kubeconfig-unchecked = turns the check of the server's certificate off
kubeconfig-no_address = has no valid address
kubeconfig-not_https = has an address that is not https
kubeconfig-field = uses { $field } of a { $part }, which is not allowed
cluster_tool-clusters = { $count ->
    [one] { $count } cluster:
   *[other] { $count } clusters:
 }
cluster_tool-nodes_ready = { $ready } of { $count } nodes are ready:
cluster_tool-pools = { $count ->
    [one] { $count } node pool:
   *[other] { $count } node pools:
 }
cluster_tool-workloads = { $count ->
    [one] { $count } workload:
   *[other] { $count } workloads:
 }
cluster_tool-pods_ready = { $ready } of { $count } pods are ready:
cluster_tool-events = { $count ->
    [one] { $count } event, newest first.
   *[other] { $count } events, newest first.
 }
cluster_tool-log = The last { $count } lines of { $pod }, newest last.
cluster_tool-versions = Versions:
cluster_tool-workload_pods = { $left ->
    [0] Pods ({ $count }):
   *[other] Pods ({ $count }; { $left } more are left out):
 }
rollout_state-done = done
rollout_state-progressing = progressing
rollout_state-failed = failed
rollout_state-paused = paused

# Their pages in the console.
cluster_page-title = Clusters
cluster_page-none = No clusters were found.
cluster_page-none_hint = The account has none, or the keys of Zhiban may not list them. The doctor says what is missing.
cluster_page-workloads = Workloads
cluster_page-no_workloads = Nothing runs here, or Zhiban may not see it.
cluster_page-nodes = Nodes
cluster_page-details = Use and routes
cluster_page-find = Find a workload
cluster_page-describe = Conditions, limits, probes
cluster_page-use = Used now
cluster_page-services = Services
cluster_page-ingresses = Ingresses
cluster_page-configs = ConfigMaps and Secrets
cluster_page-capacity = Capacity
cluster_page-pools = Node pools
cluster_page-no_pools = There are no node pools.
cluster_page-bounds = Bounds
cluster_page-is_ready = ready
cluster_page-not_ready = not ready
cluster_page-cordoned = cordoned
cluster_page-ready_of = { $ready } of { $wanted } ready
cluster_page-pods = Pods
cluster_page-no_pods = It has no pods.
cluster_page-left_out = { $count ->
    [one] One more pod is not shown.
   *[other] { $count } more pods are not shown.
 }
cluster_page-noted = What Kubernetes noted
cluster_page-nothing_noted = Nothing in the last hour or so.
cluster_page-declared = { $who } declares it, and would undo what is changed here by hand.
cluster_page-repository = Repository
cluster_page-way_back = How to undo it
cluster_page-versions = Versions
cluster_page-in_use = in use
cluster_page-log = Log
cluster_page-no_log = It has written nothing.

# What people look up in clusters.
cluster-no_metrics = Nothing in cluster { $cluster } measures what nodes and pods use: it does not serve { $api }. Install { $program } there (on TKE it is among the cluster's components), then ask again; it needs about a minute for its first numbers.
cluster-not_all_read = It has more workloads than were looked through or shown; ask for more of the name.
cluster-not_looked = Only the first { $most } clusters are looked into.
cluster_rule-namespace_of_pods = must name the namespace whose pods are meant
cluster_rule-nodes_have_none = must be empty: nodes belong to no namespace
cluster_detail-found = { $count ->
    [0] Found none
    [one] Found { $count } workload
   *[other] Found { $count } workloads
 } in { $clusters ->
    [one] { $clusters } cluster:
   *[other] { $clusters } clusters:
 }
cluster_detail-unread = { $count ->
    [one] There may be more in { $count } cluster that was not read, or not wholly:
   *[other] There may be more in { $count } clusters that were not read, or not wholly:
 }
cluster_detail-services = { $count ->
    [one] { $count } Service:
   *[other] { $count } Services:
 }
cluster_detail-ingresses = { $count ->
    [one] { $count } Ingress:
   *[other] { $count } Ingresses:
 }
cluster_detail-configs = { $count ->
    [one] { $count } ConfigMap or Secret by name and keys; values are not read.
   *[other] { $count } ConfigMaps and Secrets by name and keys; values are not read.
 }
cluster_detail-refused = The account may not list { $kinds }: there may be some.
cluster_detail-use = { $count ->
    [one] What { $count } uses now:
   *[other] What { $count } use now, the fullest first:
 }
cluster_detail-conditions = Conditions:
cluster_detail-containers = Containers:
cluster_detail-probes = Probes:
cluster_detail-events = Newest events:
cluster_detail-no_events = Kubernetes noted nothing about it in the last hours.
cluster_detail-events_refused = The account may not read events here.
config_kind-configmap = ConfigMap
config_kind-secret = Secret
described_kind-pod = Pod
described_kind-deployment = Deployment
described_kind-statefulset = StatefulSet
described_kind-daemonset = DaemonSet
