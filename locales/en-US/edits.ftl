# Kinds of edits.
edit_kind-apply = apply a manifest
edit_kind-set_config = change keys
edit_kind-put_config_back = restore keys
edit_kind-resize_pool = resize a node pool
edit_kind-create_pool = create a node pool
edit_kind-create_alarm = create an alarm policy
edit_kind-switch_alarm = switch an alarm policy
edit_kind-create_logset = create a log set
edit_kind-create_topic = create a log topic
edit_kind-create_scheduled_sql = create scheduled SQL
edit_kind-unisolate = release an isolated pod

# Where an edit stands.
edit_state-asked = awaiting approval
edit_state-approved = approved
edit_state-denied = denied
edit_state-intended = writing begun, not finished
edit_state-performed = partly done
edit_state-done = done
edit_state-blocked = blocked by a guard
edit_state-refused = rejected
edit_state-conflict = conflict; nothing was written
edit_state-lapsed = expired
edit_state-overtaken = void: the target has changed

# What became of one object.
performing-done = done
performing-already = already done
performing-conflict = conflict; nothing was written
performing-refused = rejected
performing-gone = does not exist any more
edit-object_blocked = blocked by a guard
edit-not_tried = not tried
edit-object = { $object }: { $state }{ $why ->
    [none] {""}
   *[other] {" "}({ $why })
 }

# Where an edit is made.
edit-in_cluster = cluster { $cluster }
edit-in_cloud = Tencent Cloud { $region }

# What becomes of an edit.
edit-at_once = The policy allows it. Confirm to run it; every guard is checked again at the moment of the write.
edit-would_ask = The policy requires approval: another person is asked once this is requested for real. Nothing has been registered yet.
edit-after_approval = The policy requires approval: once another person approves edit { $id }, it runs.
edit-denied = Denied by { $by }. It does not run.
edit-nothing = It already looks like this; there is nothing to change.
edit-switched_off = Writes are disabled by the kill switch { $by ->
    [none] (default after installation)
   *[other] (engaged by { $by })
 }; nothing runs. An admin can release it.
edit-not_permitted = Your account lacks the rollback permission; nothing runs. An admin can grant it.
edit-refused = Rejected: { $why }
edit-conflict = Conflict; nothing was written, no field was forced: { $why }
edit-blocked = Blocked by a guard; nothing was written: { $why }
edit-done = Done.
edit-partly = { $done } of { $all } objects were written. { $rest }
edit-about = { $kind } { $name }: { $why }
edit-unknown_fields = unknown fields { $fields }
edit-guard = { $guard }: { $detail ->
    [none] { $outcome }
   *[other] { $detail }
 }
edit-guards = { $guards }
edit-bound = { $kind } { $name } asks for { $wanted } replicas; { $why }{ $detail ->
    [none] {""}
   *[other] {" "}({ $detail })
 }

# Why an edit cannot be made.
edit-changed_since = it was changed since it was shown
edit-gone = it does not exist any more
edit-no_pool = the node pool does not exist
edit-pool_takes = the node pool takes { $least } to { $most } nodes
edit-name_taken = one of that name exists already
edit-no_cloud = it has no node pools, for it belongs to no cloud account
edit-not_isolated = it is not isolated
edit-immutable = it is immutable; create another one and use that
edit-account_token = it is a service account's token, which the cluster writes
edit-binary = one of its keys holds binary content
edit-secret_refused = the cluster rejects the change of the Secret
edit-secret_fault = The cluster failed. Nothing was changed.
edit-secret_unknown = The cluster failed; whether the Secret was changed is unknown. Check it before retrying.
edit-checkpoint_too_large = What would be replaced is over { $most } bytes.

# Why a request or an answer is turned down.
edit-own_request = You cannot approve your own edit; ask somebody else.
edit-other_edit = This is not the edit that was to be approved; look at it again.
edit-not_waiting = This edit is not waiting for an answer: { $state }.
edit-not_confirmed = This is not the edit that was confirmed; ask for a preview again.
edit-policy_changed = The policy has changed since the question was asked. It does not run; ask for a new preview.
edit-objects_changed = { $objects ->
    [none] It
   *[other] { $objects }
 } changed since the question was asked. It does not run; ask for a new preview.
edit-not_now = It cannot run now, so the question stays open: { $why }
edit-no_person = Edits use a person's own permission; sign in as a person.
edit-no_answer = { $cluster } did not answer in time; nothing was changed.
edit-out_of_time = { $done } of { $all } objects are written and time is up. Ask again with the same confirmation; it continues there.
edit-keys_changed = { $keys } were changed since; nothing is restored.

# Differences, line by line.
edit-changes = Change { $object }
edit-creates = Create { $object }
edit-same = no change
edit-none = (none)
edit-more = … and more
edit-pods_replaced = Note: its pods are replaced one after the other.
edit-note_config = Note: pods that read it as environment variables or by subPath need a restart to take the new values.
edit-note_pool = Note: when it shrinks, the cloud's scaling group picks the machines; their pods are not drained first.
edit-note_new_pool = Note: its machines are billed by the hour from the moment they exist; nodes are ready a few minutes later.
edit-note_release = Note: the pod takes traffic again; its controller may delete a surplus pod.
edit-more_changes = … and { $count } more, not listed

# An edit that is kept.
edit-record = { $id } { $kind } in { $cluster }: { $state }. Asked for by { $by }: { $reason }
edit-approved_by = Approved by { $by }.
edit-settled = Edit of { $cluster } ({ $kind }): { $state }
edit-expired = Nobody answered in time. It does not run; ask for it again.
edit-unknown = Whether it is done is unknown. Look at it before you ask again: { $why }
edit-none_waits = No edit awaits approval.
edit-waits = Approval required: edit of { $cluster } by { $by } ({ $kind })
edit-wants = { $by } wants to edit { $cluster }: { $reason }
edit-how_to_answer = Look at it and answer: { $tool }, or { $command }. Once approved, it runs. Without an answer within { $lasts } it expires and does not run.

# Questions, and answers to them.
edit-do = { $kind } in { $cluster }: do exactly this?
edit-approve = Approve exactly this edit by { $by } in { $cluster }?
edit-value = Value of { $key }
edit-not_done = Nothing was done.
edit-not_all = Not all of it was done.
edit-said_no = The person said no. { $head }
edit-who_answers = Somebody who may approve answers with { $tool }.
edit-runs_then = Awaiting approval: { $command }; then it runs.

# Rules of edits.
edit_rule-bytes = must be at most { $most } bytes
edit_rule-bytes_together = must be at most { $most } bytes together
edit_rule-objects_between = must hold 1 to { $most } objects
edit_rule-most_objects = must hold at most { $most } objects
edit_rule-objects = must hold objects with apiVersion, kind and metadata
edit_rule-twice = names { $kind } { $name } twice
edit_rule-of_object = { $rule } ({ $kind } { $name })
edit_rule-cluster = must be the id of a cluster such as { $example }
edit_rule-name = must be a name that Kubernetes allows, such as { $example }
edit_rule-pool = must be the id of a node pool such as { $example }
edit_rule-own_namespace = must not be one of the cluster's own namespaces
edit_rule-config_kind = must be ConfigMap or Secret
edit_rule-config_edit = must be an edit of a ConfigMap or Secret
edit_rule-key_count = must set or remove 1 to { $most } keys
edit_rule-set_and_removed = must not name a key that is set
edit_rule-key_name = must have keys of 1 to 253 letters, digits, hyphens, underscores and dots
edit_rule-pool_size = must be { $least } to { $most }, the bounds of the node pool
edit_rule-pool_name = must be 1 to { $most } letters, digits, hyphens, underscores or dots
edit_rule-machine = must be a type of machine such as { $example }
edit_rule-networks = must be { $least } to { $most } different ids such as { $example }
edit_rule-pool_bounds = must be 1 to { $most } and not below the minimum
edit_rule-labels = must be at most { $most } labels that Kubernetes allows
edit_rule-names = must have a name and a namespace that Kubernetes allows
edit_rule-in_own_namespace = must not be in a namespace of the cluster's own
edit_rule-status = must not set a status, which the cluster writes
edit_rule-external_ips = must not set externalIPs, which take traffic from others
edit_rule-secrets = must not hold Secrets; set their keys one by one instead
edit_rule-kinds = must be of a kind that may be applied: { $kinds }
edit_rule-unknown_kind = must be of a kind that may be applied
edit_rule-version = must be of version { $versions }
edit_rule-metadata = must not set { $field }
edit_rule-our_marks = must not set { $part } of { $prefix }, which are Zhiban's own
edit_rule-snippets = must not set annotations that end in { $suffix }, which configure the whole proxy
edit_rule-pod_field = must not set { $field } of pods
edit_rule-host_path = must not mount a hostPath
edit_rule-host_process = must not ask for processes of the host
edit_rule-privileged = must not ask for privileged containers
edit_rule-proc = must not unmask /proc
edit_rule-capabilities = must not add capabilities to containers
edit_rule-host_port = must not take a hostPort
edit_rule-yaml = must be YAML{ $line ->
    [none] {""}
   *[other] {" "}(line { $line })
 }
edit_rule-utf8 = must be text that can be written in UTF-8
edit_rule-levels = must not have over { $most } levels
edit_rule-anchors = must not use anchors, nor over { $most } levels
edit_rule-tags = must not use tags{ $line ->
    [none] {""}
   *[other] {" "}(line { $line })
 }
edit_rule-text_keys = must have texts as keys{ $line ->
    [none] {""}
   *[other] {" "}(line { $line })
 }
edit_rule-key_twice = has a key twice{ $line ->
    [none] {""}
   *[other] {" "}(line { $line })
 }
edit_rule-numbers = must have plain numbers{ $line ->
    [none] {""}
   *[other] {" "}(line { $line })
 }
edit_rule-pair = must be KEY=VALUE
edit_rule-file = must be a text file that can be read: { $path }
edit_rule-secret_value = must not hold a Secret's value; use { $options }

# Their pages in the console.
edit_page-apply = Apply objects
edit_page-apply_means = One to twenty objects as YAML. What others set is left as it is. Nothing is written before you have seen what changes.
edit_page-config = Change a ConfigMap
edit_page-config_means = Sets and removes keys. Nothing is written before you have seen what changes.
edit_page-pool = Resize a node pool
edit_page-pool_means = Within the bounds of the pool. Nothing is asked of the cloud before you have seen what changes.
edit_page-new_pool = Create a node pool
edit_page-new_pool_means = Machines of one kind, billed by the hour. Nothing is asked of the cloud before you have seen what will exist.
edit_page-machine = Type of machine
edit_page-machine_hint = As the cloud names it, for example { $example }.
edit_page-subnets = Subnets
edit_page-subnets_hint = Of the cluster’s network, the preferred one first, with blanks between them.
edit_page-security_groups = Security groups
edit_page-security_groups_hint = With blanks between them; empty for the network’s default.
edit_page-minimum = At least
edit_page-maximum = At most
edit_page-disk_gib = System disk in GiB
edit_page-labels = Labels of its nodes
edit_page-pod = Let a pod back in
edit_page-pod_means = A pod that was isolated gets its labels back, and with them its requests.
edit_page-pool_id = Node pool
edit_page-values = Keys to set
edit_page-values_hint = One a line: the key, an equals sign, the value.
edit_page-key_lines = must have a key, an equals sign and a value on each line
edit_page-remove = Keys to remove
edit_page-remove_hint = With blanks between them.
edit_page-look = See what changes
edit_page-do = Do exactly this
edit_page-put_back = Restore these keys
edit_page-put_back_means = Every key that this edit set or removed gets back its earlier value. Nothing is written before you have seen what changes.

# Repairs asked for in the console.
repair_page-restart = Restart
repair_page-restart_means = New pods replace the old ones a few at a time; nothing else changes. You see what will be sent before anything is done.
repair_page-rollback = Roll back
repair_page-rollback_means = The workload goes back to an earlier revision. If that does not help, the repair goes on with the next step. You see what will be sent before anything is done.
repair_page-scale = Scale
repair_page-scale_means = More or fewer pods, within the bounds of the policy. You see what will be sent before anything is done.
repair_page-revision_hint = Leave empty for the one before this.
repair_page-replicas_hint = Leave empty for the next step of the policy.
repair_page-undo = How to undo it
repair_page-begun = Started: { $step }. You can follow it here.
repair_page-replicas = Replicas
