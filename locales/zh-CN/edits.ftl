# Kinds of edits.
edit_kind-apply = 应用清单
edit_kind-set_config = 修改键值
edit_kind-put_config_back = 恢复键值
edit_kind-resize_pool = 调整节点池
edit_kind-create_pool = 新建节点池
edit_kind-create_alarm = 新建告警策略
edit_kind-switch_alarm = 启停告警策略
edit_kind-create_logset = 新建日志集
edit_kind-create_topic = 新建日志主题
edit_kind-create_scheduled_sql = 新建定时 SQL 分析
edit_kind-unisolate = 解除 Pod 隔离

# Where an edit stands.
edit_state-asked = 等待批准
edit_state-approved = 已批准
edit_state-denied = 已拒绝
edit_state-intended = 已开始写入，尚未完成
edit_state-performed = 部分完成
edit_state-done = 已完成
edit_state-blocked = 安全检查未通过
edit_state-refused = 不被接受
edit_state-conflict = 有冲突，没有写入
edit_state-lapsed = 已失效
edit_state-overtaken = 已作废：目标已变

# What became of one object.
performing-done = 已完成
performing-already = 先前已完成
performing-conflict = 有冲突，没有写入
performing-refused = 不被接受
performing-gone = 已不存在
edit-object_blocked = 安全检查未通过
edit-not_tried = 没有尝试
edit-object = { $object }：{ $state }{ $why ->
    [none] {""}
   *[other] （{ $why }）
 }

# Where an edit is made.
edit-in_cluster = 集群 { $cluster }
edit-in_cloud = 腾讯云 { $region }

# What becomes of an edit.
edit-at_once = 策略允许直接执行；确认之后，每一项安全检查仍会在写入的那一刻执行。
edit-would_ask = 策略要求审批：正式提交后会请另一位有审批权限的人批准，现在还没有登记。
edit-after_approval = 策略要求先由另一位有审批权限的人批准编辑 { $id }，批准后自动执行。
edit-denied = 这个编辑已被 { $by } 拒绝，不会执行。
edit-nothing = 已经是这样，没有要改的内容。
edit-switched_off = 总开关关闭了写入{ $by ->
    [none] （出厂默认）
   *[other] （{ $by }）
 }，什么都不会执行；请管理员放开总开关。
edit-not_permitted = 你的账号没有回滚权限，不会执行；请管理员授予。
edit-refused = 不被接受：{ $why }
edit-conflict = 有冲突，没有写入，也不会强行覆盖：{ $why }
edit-blocked = 安全检查未通过，没有写入：{ $why }
edit-done = 已完成。
edit-partly = 前 { $done } 个对象（共 { $all } 个）已写入。{ $rest }
edit-about = { $kind } { $name }：{ $why }
edit-unknown_fields = 集群不认识字段 { $fields }
edit-guard = { $guard }：{ $detail ->
    [none] { $outcome }
   *[other] { $detail }
 }
edit-guards = { $guards }
edit-bound = { $kind } { $name } 要 { $wanted } 个副本，{ $why }{ $detail ->
    [none] {""}
   *[other] （{ $detail }）
 }

# Why an edit cannot be made.
edit-changed_since = 展示之后有人改过它
edit-gone = 它已不存在
edit-no_pool = 节点池不存在
edit-pool_takes = 节点池只能有 { $least } 到 { $most } 个节点
edit-name_taken = 同名的已经存在
edit-no_cloud = 它不属于任何云账号，没有节点池
edit-not_isolated = 它没有被隔离
edit-immutable = 它设为不可变；请另建一个并改用新的
edit-account_token = 它是服务账号的令牌，由集群写入
edit-binary = 其中有键存的是二进制内容
edit-secret_refused = 集群拒绝修改这个 Secret
edit-secret_fault = 集群出错，什么都没有改变。
edit-secret_unknown = 集群出错，Secret 是否已改尚不清楚；重试之前请先查看。
edit-checkpoint_too_large = 将被替换的内容超过 { $most } 字节。

# Why a request or an answer is turned down.
edit-own_request = 不能批准自己提出的编辑，请找别人。
edit-other_edit = 编辑与要批准的不同，请重新查看。
edit-not_waiting = 这个编辑不在等待答复：{ $state }。
edit-not_confirmed = 编辑与确认过的不同，请重新预览。
edit-policy_changed = 提问之后策略已变，不会执行；请重新预览。
edit-objects_changed = 提问之后{ $objects ->
    [none] 它
   *[other] { $objects } 
 }已变，不会执行；请重新预览。
edit-not_now = 现在还不能执行，问题继续保留：{ $why }
edit-no_person = 编辑用的是个人自己的权限，请以个人身份登录。
edit-no_answer = { $cluster } 没有及时答复，什么都没有改变。
edit-out_of_time = { $all } 个对象已写入 { $done } 个，时间到了；用同一个确认再来一次，会从那里继续。
edit-keys_changed = 之后有人改过 { $keys }，没有恢复。

# Differences, line by line.
edit-changes = 修改 { $object }
edit-creates = 新建 { $object }
edit-same = 没有变化
edit-none = （无）
edit-more = ……其余从略
edit-pods_replaced = 注意：Pod 会被逐一替换。
edit-note_config = 注意：以环境变量或 subPath 读取它的 Pod 要重启后才会用上新值。
edit-note_pool = 注意：缩小时由云上的伸缩组挑选机器，其上的 Pod 不会先被驱逐。
edit-note_new_pool = 注意：机器一建好就按小时计费；节点几分钟后就绪。
edit-note_release = 注意：Pod 会重新接收流量；控制器可能因此删掉一个多出来的 Pod。
edit-more_changes = ……另有 { $count } 处没有列出

# An edit that is kept.
edit-record = { $id } { $cluster }，{ $kind }：{ $state }。{ $by } 要求：{ $reason }
edit-approved_by = 由 { $by } 批准。
edit-settled = { $cluster } 的编辑（{ $kind }）：{ $state }
edit-expired = 无人及时答复，不会执行；需要的话请重新提出。
edit-unknown = 是否已执行尚不清楚；再次提出之前请先查看：{ $why }
edit-none_waits = 没有等待批准的编辑。
edit-waits = 请批准 { $by } 对{ $cluster } 的编辑（{ $kind }）
edit-wants = { $by } 要编辑{ $cluster }：{ $reason }
edit-how_to_answer = 查看并答复：{ $tool }，或 { $command }。批准后自动执行；{ $lasts }内无人答复即失效，不会执行。

# Questions, and answers to them.
edit-do = { $cluster }，{ $kind }：就这样执行吗？
edit-approve = 就这样批准 { $by } 对{ $cluster } 的这个编辑吗？
edit-value = { $key } 的值
edit-not_done = 什么都没有做。
edit-not_all = 没有全部完成。
edit-said_no = 本人没有同意。{ $head }
edit-who_answers = 有审批权限的人用 { $tool } 答复。
edit-runs_then = 等待批准：{ $command }；批准后自动执行。

# Rules of edits.
edit_rule-bytes = 最多 { $most } 字节
edit_rule-bytes_together = 合计最多 { $most } 字节
edit_rule-objects_between = 必须包含 1 到 { $most } 个对象
edit_rule-most_objects = 最多包含 { $most } 个对象
edit_rule-objects = 里的对象必须有 apiVersion、kind 和 metadata
edit_rule-twice = 里 { $kind } { $name } 写了两次
edit_rule-of_object = { $rule }（{ $kind } { $name }）
edit_rule-cluster = 必须是集群的编号，例如 { $example }
edit_rule-name = 必须是 Kubernetes 允许的名字，例如 { $example }
edit_rule-pool = 必须是节点池的编号，例如 { $example }
edit_rule-own_namespace = 不能是集群自身的命名空间
edit_rule-config_kind = 必须是 ConfigMap 或 Secret
edit_rule-config_edit = 必须属于一次对 ConfigMap 或 Secret 的编辑
edit_rule-key_count = 必须设置或删除 1 到 { $most } 个键
edit_rule-set_and_removed = 不能写正要设置的键
edit_rule-key_name = 的键必须是 1 到 253 个字母、数字、连字符、下划线或点
edit_rule-pool_size = 必须是 { $least } 到 { $most }，即节点池的上下限
edit_rule-pool_name = 必须是 1 到 { $most } 个文字、数字、连字符、下划线或点
edit_rule-machine = 必须是机型，例如 { $example }
edit_rule-networks = 必须是 { $least } 到 { $most } 个不同的编号，例如 { $example }
edit_rule-pool_bounds = 必须是 1 到 { $most }，且不低于下限
edit_rule-labels = 最多 { $most } 个，且须是 Kubernetes 允许的标签
edit_rule-names = 里必须有 Kubernetes 允许的名字和命名空间
edit_rule-in_own_namespace = 不能在集群自身的命名空间里
edit_rule-status = 不能写 status，那由集群来写
edit_rule-external_ips = 不能写 externalIPs，它会截走别人的流量
edit_rule-secrets = 不能包含 Secret，请逐个设置它的键
edit_rule-kinds = 只能是可以应用的种类：{ $kinds }
edit_rule-unknown_kind = 只能是可以应用的种类
edit_rule-version = 的版本必须是 { $versions }
edit_rule-metadata = 不能写 { $field }
edit_rule-our_marks = 不能设置 { $prefix } 的 { $part }，那是 Zhiban 自己的标记
edit_rule-snippets = 不能设置以 { $suffix } 结尾的注解，它会配置整个代理
edit_rule-pod_field = 不能设置 Pod 的 { $field }
edit_rule-host_path = 不能挂载 hostPath
edit_rule-host_process = 不能要求宿主机上的进程
edit_rule-privileged = 不能要求特权容器
edit_rule-proc = 不能取消对 /proc 的遮蔽
edit_rule-capabilities = 不能给容器增加 capabilities
edit_rule-host_port = 不能占用 hostPort
edit_rule-yaml = 必须是 YAML{ $line ->
    [none] {""}
   *[other] （第 { $line } 行）
 }
edit_rule-utf8 = 必须是能写成 UTF-8 的文本
edit_rule-levels = 不能超过 { $most } 层
edit_rule-anchors = 不能使用锚点，也不能超过 { $most } 层
edit_rule-tags = 不能使用标签{ $line ->
    [none] {""}
   *[other] （第 { $line } 行）
 }
edit_rule-text_keys = 的键必须是文本{ $line ->
    [none] {""}
   *[other] （第 { $line } 行）
 }
edit_rule-key_twice = 里同一个键写了两次{ $line ->
    [none] {""}
   *[other] （第 { $line } 行）
 }
edit_rule-numbers = 里必须是普通的数{ $line ->
    [none] {""}
   *[other] （第 { $line } 行）
 }
edit_rule-pair = 必须写成 KEY=VALUE
edit_rule-file = 必须是可以读取的文本文件：{ $path }
edit_rule-secret_value = 不能带 Secret 的值，请用 { $options }

# Their pages in the console.
edit_page-apply = 应用清单
edit_page-apply_means = 一到二十个对象的 YAML，别人设置的字段保持原样。看过改动之前什么都不会写入。
edit_page-config = 修改 ConfigMap
edit_page-config_means = 设置或删除键。看过改动之前什么都不会写入。
edit_page-pool = 调整节点池
edit_page-pool_means = 在节点池的上下限之内。看过改动之前不会提交给云。
edit_page-new_pool = 新建节点池
edit_page-new_pool_means = 同一机型的机器，按小时计费。先让你看到会建成什么样，之后才向云上提交。
edit_page-machine = 机型
edit_page-machine_hint = 写云上的机型名，例如 { $example }。
edit_page-subnets = 子网
edit_page-subnets_hint = 集群所在网络的子网，优先的写在前面，用空格隔开。
edit_page-security_groups = 安全组
edit_page-security_groups_hint = 用空格隔开；留空则用网络的默认安全组。
edit_page-minimum = 下限
edit_page-maximum = 上限
edit_page-disk_gib = 系统盘（GiB）
edit_page-labels = 节点标签
edit_page-pod = 恢复被隔离的 Pod
edit_page-pod_means = 被隔离的 Pod 取回标签，重新接收请求。
edit_page-pool_id = 节点池
edit_page-values = 要设置的键
edit_page-values_hint = 每行一个：键、等号、值。
edit_page-key_lines = 每行须为键、等号、值
edit_page-remove = 要删除的键
edit_page-remove_hint = 用空格分隔。
edit_page-look = 查看改动
edit_page-do = 照此执行
edit_page-put_back = 恢复这些键
edit_page-put_back_means = 把这次改动设置或删除的键恢复为改动前的值。你看过改动之后才会写入。

# 在控制台里申请修复。
repair_page-restart = 重启
repair_page-restart_means = 分批用新的 Pod 替换旧的，其他都不变。执行之前，你会先看到要提交的内容。
repair_page-rollback = 回滚
repair_page-rollback_means = 工作负载回到较早的版本；如果没有好转，会继续下一步修复。执行之前，你会先看到要提交的内容。
repair_page-scale = 扩缩容
repair_page-scale_means = 在策略的上下限内增加或减少 Pod。执行之前，你会先看到要提交的内容。
repair_page-revision_hint = 留空表示上一个版本。
repair_page-replicas_hint = 留空表示按策略走下一步。
repair_page-undo = 回退方式
repair_page-begun = 已开始：{ $step }，可在此页查看进展。
repair_page-replicas = 副本数
