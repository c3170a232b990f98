# 一起故障可能的原因，以及每个原因的依据。
certainty-confirmed = 已确认
certainty-probable = 很可能
certainty-possible = 可能
facet-pods = Pod
facet-rollouts = 发布
facet-events = 集群事件
facet-log = 日志
facet-configs = 配置
facet-nodes = 节点
facet-autoscaler = 自动扩缩容
facet-quotas = 配额
facet-volumes = 存储卷
facet-services = Service
facet-neighbours = 其他工作负载
cause_kind-image = 镜像拉不下来
cause_kind-config_missing = 缺配置
cause_kind-rollout = 发布
cause_kind-config_edit = 改了配置
cause_kind-memory = 内存超限
cause_kind-throttled = CPU 被限流
cause_kind-probe = 探针不通过
cause_kind-crash = 进程崩溃
cause_kind-node_lost = 节点失联
cause_kind-node_pressure = 节点资源紧张
cause_kind-no_room = 没有节点可调度
cause_kind-quota = 配额用完
cause_kind-admission = 创建 Pod 被拒绝
cause_kind-drained = 节点在驱逐
cause_kind-autoscaler = 自动扩缩容
cause_kind-dependency = 依赖不可用
cause_kind-dns = 域名解析
cause_kind-wiring = Service 没有选中 Pod
cause_kind-volume = 存储卷挂不上
cause_kind-certificate = 证书无效
cause_kind-credential = 凭据改了
cause_kind-hangs = 进程卡住
cause_kind-load = 负载过高
cause-said = { $kind ->
    [image] 镜像 { $about } 拉不下来
    [config_missing] { $about ->
        [none] 缺 ConfigMap、Secret 或其中的键
       *[other] { $about } 不存在
     }
    [rollout] 第 { $about } 版发布
    [config_edit] { $about } 被改过
    [memory] 内存超过上限{ $about ->
        [none] {""}
       *[other] {" "}{ $about }
     }
    [throttled] CPU 被限流
    [probe] 探针和服务对不上
    [crash] 进程退出，退出码 { $about }
    [node_lost] 节点 { $about } 失联
    [node_pressure] { $about ->
        [none] Pod 被驱逐
       *[other] 节点 { $about } 资源紧张，驱逐了 Pod
     }
    [no_room] 没有节点放得下它的 Pod
    [quota] { $about ->
        [none] 配额用完了
       *[other] 配额 { $about } 用完了
     }
    [admission] { $about ->
        [none] 创建 Pod 被拒绝
       *[other] Webhook { $about } 不让创建 Pod
     }
    [drained] { $about ->
        [none] Pod 正被驱逐
       *[other] 节点 { $about } 正在驱逐 Pod
     }
    [autoscaler] 自动扩缩容 { $about } 压住了副本数
    [dependency] { $about } 连不上
    [dns] 域名解析失败
    [wiring] Service { $about } 没有选中任何 Pod
    [volume] { $about ->
        [none] 存储卷挂不上
       *[other] 存储卷 { $about } 挂不上
     }
    [certificate] 证书无效
    [credential] { $about } 改过，之后登录被拒
    [hangs] 进程在，但不响应
   *[load] 负载超过了承载能力
 }
cause-brief = { $kind ->
    [image] 镜像拉不到
    [config_missing] 缺配置
    [rollout] 新发布
    [config_edit] 改了配置
    [memory] 内存超限
    [throttled] CPU 限流
    [probe] 探针不对
    [crash] 进程崩溃
    [node_lost] 节点失联
    [node_pressure] 被驱逐
    [no_room] 没有资源
    [quota] 配额用完
    [admission] Pod 被拒
    [drained] 节点驱逐
    [autoscaler] 扩容到顶
    [dependency] 依赖不通
    [dns] 域名解析
    [wiring] 选择器不对
    [volume] 卷挂不上
    [certificate] 证书无效
    [credential] 登录被拒
    [hangs] 进程卡住
   *[load] 负载过高
 }
cause-advice = { $kind ->
    [image] 核对标签和仓库权限，再重新发布或回滚。
    [config_missing] 把它建上，或从模板里去掉。
    [rollout] 对比前后两个版本；回滚最快。
    [config_edit] 和改之前的内容对比，改回去。
    [memory] 提高内存上限，或调小程序用量（比如堆）。
    [throttled] 提高 CPU 上限，或加副本。
    [probe] 核对探针的路径、端口和程序实际提供的。
    [crash] 看日志最后几行；只重启多半没用。
    [node_lost] 看节点和它的云主机；节点摘除后 Pod 会在别处起来。
    [node_pressure] 清理节点的磁盘或内存，或把 Pod 移走。
    [no_room] 加节点，或降低 Pod 的资源请求。
    [quota] 提高配额，或清掉不用的。
    [admission] 看 Webhook 背后的服务，它自己可能挂了。
    [drained] 问问谁在驱逐；用 PDB 留住足够的 Pod。
    [autoscaler] 提高它的上限，或看它为什么读不到指标。
    [dependency] 从 Pod 里测 { $about }；在这边重启没用。
    [dns] 看 CoreDNS 和它的配置。
    [wiring] 核对 Service 的选择器、端口和 Pod 的标签。
    [volume] 看 PVC 和提供它的存储。
    [certificate] 看有效期和签发者，尽快续期。
    [credential] 核对 Secret 和对方要的是否一致。
    [hangs] 看日志；重启常能缓一时。
   *[load] 加副本，再查流量从哪来。
 }
proof-event = { $object }：{ $reason }，{ $told }{ $count ->
    [0] {""}
    [1] {""}
   *[other] （{ $count } 次）
 }
proof-pod = Pod { $pod }：{ $reason }{ $told ->
    [none] {""}
   *[other] ，{ $told }
 }
proof-log = { $pod } 的日志：{ $line }{ $count ->
    [0] {""}
    [1] {""}
   *[other] （{ $count } 次）
 }
proof-rollout = 发布第 { $number } 版{ $changed ->
    [none] ，模板内容没变
   *[other] ：{ $changed }
 }
proof-contrast = { $new } 个新 Pod 有 { $failing } 个从未就绪{ $serving ->
    [0] {""}
   *[other] ，上一版的 { $serving } 个都正常
 }
proof-config = { $kind } { $name } 改过{ $manager ->
    [none] {""}
   *[other] （{ $manager }）
 }{ $at_start ->
    [yes] ，Pod 启动时读取
   *[no] ，运行中的 Pod 也会读到
 }
proof-node = 节点 { $node }：{ $problem }{ $told ->
    [none] {""}
   *[other] ，{ $told }
 }
proof-quota = 配额 { $quota }：{ $resource } 已用 { $used }，上限 { $hard }
proof-claim = PVC { $claim } 状态 { $phase }
proof-memory = Pod { $pod }：OOMKilled{ $limit ->
    [none] {""}
   *[other] ，上限 { $limit }
 }，重启 { $restarts } 次
proof-service = Service { $service } 选择 { $differs }，没有 Pod 带这个标签
proof-no_endpoints = Service { $service } 没有就绪的端点
proof-neighbour = { $name }：{ $wanted } 个副本有 { $ready } 个就绪
proof-autoscaler = 自动扩缩容 { $name }：{ $current } 个副本，上限 { $maximum } 个{ $blind ->
    [none] {""}
   *[other] ，{ $blind }
 }
proof-changed = 这次发布改了：{ $changed }
proof-exit = Pod { $pod } 退出码 { $code }{ $reason ->
    [none] {""}
   *[other] （{ $reason }）
 }，重启 { $restarts } 次
proof-measured = 告警里 { $name } 为 { $value }
