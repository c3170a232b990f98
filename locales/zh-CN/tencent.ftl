# What Tencent Cloud answered.
tencent-closed = { $said }。请在腾讯云控制台缴费或重新开通。
tencent-credentials = { $said }。请检查腾讯云密钥及其策略。
tencent-crowded = { $action }：排队的调用太多，请稍后再试。
tencent-failed = { $action }：调用腾讯云时出现 { $error }。
tencent-fault = { $said }。腾讯云内部故障，可能会自行恢复。
tencent-no_credentials = 没有配置腾讯云密钥，请设置 { $id } 和 { $key }。
tencent-no_kubeconfig = 腾讯云没有给出 kubeconfig。
tencent-no_list = 腾讯云的应答缺少列表 { $list }。
tencent-nonsense = { $action }：应答不是文档所述的格式。
tencent-pool_unknown = { $why }节点池是否已调整尚不清楚，请先确认再重试。
tencent-write_unknown = { $why }是否已建成尚不清楚，请先确认再重试。
tencent-query = 被 { $said } 拒绝：{ $why }
tencent-refused = { $said }{ $why ->
    [none] 。
   *[other] ：{ $why }
 }
tencent-region = { $said }。请检查地域，例如 { $example }。
tencent-slow = { $action }：腾讯云没有及时应答。
tencent-stale_page = 被 { $said } 拒绝，请重新搜索
tencent-throttled = { $said }。腾讯云要求减少调用。
tencent-too_much = { $said }。请缩短时间范围或减少行数。
tencent-unreachable = { $action }：无法连接腾讯云。
