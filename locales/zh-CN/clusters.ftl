# Why a cluster was not read or written.
cluster-unreachable = 连不上集群 { $cluster }，什么都没有改变。
cluster-no_answer = 集群 { $cluster } 没有及时答复，什么都没有改变。
cluster-unknown = 与集群 { $cluster } 的连接中断，结果未知；重试之前请先查看现状。
cluster-credentials = 集群 { $cluster } 不接受 Zhiban 的凭据。
cluster-throttled = 集群 { $cluster } 要求减少请求。
cluster-crowded = 集群 { $cluster } 排队的请求太多，请稍后再试。
cluster-forbidden = 集群 { $cluster } 拒绝访问：{ $said }
cluster-fault = 集群 { $cluster } 出错（{ $said }），什么都没有改变。
cluster-fault_unknown = 集群 { $cluster } 出错（{ $said }），结果未知；重试之前请先查看现状。
cluster-refused = 集群回答 { $answer }：{ $said }
cluster-too_large = 集群 { $cluster } 的回答超过 { $most } 字节。
cluster-nonsense = 集群 { $cluster } 的回答不符合文档。
cluster-stale_list = 集群 { $cluster } 的列表已过期，请重新开始。
cluster-gone = { $kind } { $name } 不存在
cluster-changed_by = { $writer ->
    [none] 已被他人修改
   *[other] 已被 { $writer } 修改
 }：现在是第 { $now } 代，计划时是第 { $planned } 代
cluster-config_changed = ConfigMap { $name } 之后被人改过
cluster-no_count = DaemonSet 没有副本数可改
cluster-no_revision = 版本 { $revision } 已不再留存
cluster-same_revision = 模板已经与版本 { $revision } 相同
cluster-paused = 发布已暂停，请先恢复发布
cluster-pods_gone = 这些 Pod 都已不属于它
cluster-pods = { $all } 个 Pod 改了 { $done } 个：{ $said }

# Rules of names and values.
cluster_rule-name = 必须是 Kubernetes 允许的名字
cluster_rule-plain_name = 必须是 1 到 { $most } 个字母、数字、连字符、点或下划线
cluster_rule-label = 必须是标签的值
cluster_rule-after = 必须是上一页给出的内容
cluster_rule-container = 必须是容器的名字
cluster_rule-key = 必须是最多 63 个字符的标签值
cluster_rule-limit = 必须是 1 到 { $most }
cluster_rule-pods = 必须是 1 到 { $most } 个名字
cluster_rule-restart_time = 必须是重启写入的时间
cluster_rule-negative = 不能是负数

# What is kept to put a target back.
checkpoint-too_large = { $target } 的检查点会超过 { $most } 字节。
checkpoint-recreated = 之后被删除并重新创建
checkpoint-template_changed = 之后有人改过它的模板
checkpoint-count_changed = 之后有人改过副本数：现在是 { $now }，不是 { $ours }
checkpoint-not_ours = 必须是 Zhiban 的检查点
checkpoint-other_target = 必须是这个目标的检查点
checkpoint-no_content = 恢复 ConfigMap 时必须给出
checkpoint-other_content = 必须与步骤的摘要一致

# What is wrong with a kubeconfig.
kubeconfig-unreadable = 读不了集群 { $cluster } 的 kubeconfig 文件。
kubeconfig-unusable = 集群 { $cluster } 的 kubeconfig 里没有可用的地址、证书或凭据。
kubeconfig-refused = 集群 { $cluster } 的 kubeconfig { $why }。
kubeconfig-too_long = 太长
kubeconfig-not_yaml = 不是 YAML
kubeconfig-nothing_named = 没有写集群或用户
kubeconfig-not_base64 = 里有不是 base64 的数据
kubeconfig-unchecked = 关闭了对服务器证书的检查
kubeconfig-no_address = 里的地址无效
kubeconfig-not_https = 里的地址不是 https
kubeconfig-field = 用了 { $part } 的{ $field }，这是不允许的
cluster_tool-clusters = { $count } 个集群：
cluster_tool-nodes_ready = { $count } 个节点中 { $ready } 个就绪：
cluster_tool-pools = { $count } 个节点池：
cluster_tool-workloads = { $count } 个工作负载：
cluster_tool-pods_ready = { $count } 个 Pod 中 { $ready } 个就绪：
cluster_tool-events = { $count } 个集群事件，最新的在前。
cluster_tool-log = { $pod } 的最后 { $count } 行，最新的在后。
cluster_tool-versions = 版本：
cluster_tool-workload_pods = { $left ->
    [0] Pod（{ $count } 个）：
   *[other] Pod（{ $count } 个，另有 { $left } 个未列出）：
 }
rollout_state-done = 已完成
rollout_state-progressing = 进行中
rollout_state-failed = 失败
rollout_state-paused = 已暂停

# Their pages in the console.
cluster_page-title = 集群
cluster_page-none = 没有找到集群。
cluster_page-none_hint = 账号下没有集群，或值班系统的密钥无权列出。系统自检会说明缺什么。
cluster_page-workloads = 工作负载
cluster_page-no_workloads = 这里没有运行任何东西，或值班系统无权查看。
cluster_page-nodes = 节点
cluster_page-details = 用量与路由
cluster_page-find = 找工作负载
cluster_page-describe = 状况、资源上限和探针
cluster_page-use = 当前用量
cluster_page-services = Service
cluster_page-ingresses = Ingress
cluster_page-configs = ConfigMap 和 Secret
cluster_page-capacity = 容量
cluster_page-pools = 节点池
cluster_page-no_pools = 没有节点池。
cluster_page-bounds = 上下限
cluster_page-is_ready = 就绪
cluster_page-not_ready = 未就绪
cluster_page-cordoned = 停止调度
cluster_page-ready_of = 就绪 { $ready }/{ $wanted }
cluster_page-pods = Pod
cluster_page-no_pods = 没有 Pod。
cluster_page-left_out = { $count ->
    [1] 另有 1 个 Pod 未列出。
   *[other] 另有 { $count } 个 Pod 未列出。
 }
cluster_page-noted = 集群事件
cluster_page-nothing_noted = 最近一小时左右没有事件。
cluster_page-declared = 由 { $who } 声明管理，手工改动会被它还原。
cluster_page-repository = 仓库
cluster_page-way_back = 回退方式
cluster_page-versions = 版本
cluster_page-in_use = 使用中
cluster_page-log = 日志
cluster_page-no_log = 没有输出。

# 在集群里查看的内容。
cluster-no_metrics = 集群 { $cluster } 里没有组件采集节点和 Pod 的用量：它不提供 { $api }。请在该集群安装 { $program }（腾讯云容器服务可在“组件管理”里安装），大约一分钟后有第一批数据，再来查询。
cluster-not_all_read = 工作负载太多，没有全部查看或显示；请把名字写得更完整。
cluster-not_looked = 只查看前 { $most } 个集群。
cluster_rule-namespace_of_pods = 查 Pod 时必须给出命名空间
cluster_rule-nodes_have_none = 必须为空：节点不属于任何命名空间
cluster_detail-found = { $clusters } 个集群里找到 { $count } 个工作负载：
cluster_detail-unread = 有 { $count } 个集群没读到或没读全，里面可能还有：
cluster_detail-services = { $count } 个 Service：
cluster_detail-ingresses = { $count } 个 Ingress：
cluster_detail-configs = { $count } 个 ConfigMap 和 Secret，只列名字和键，不读取值。
cluster_detail-refused = 账号无权列出 { $kinds }，可能还有。
cluster_detail-use = { $count } 个对象的当前用量，最满的在前：
cluster_detail-conditions = 状况：
cluster_detail-containers = 容器：
cluster_detail-probes = 探针：
cluster_detail-events = 最近的事件：
cluster_detail-no_events = 最近几小时 Kubernetes 没有记录它的事件。
cluster_detail-events_refused = 账号无权读取这里的事件。
config_kind-configmap = ConfigMap
config_kind-secret = Secret
described_kind-pod = Pod
described_kind-deployment = Deployment
described_kind-statefulset = StatefulSet
described_kind-daemonset = DaemonSet
