# Why incidents belong together.
group-same_dependency = 报的是同一个地址：{ $name }。
group-same_node = 都在节点 { $name } 上。
group-same_release = 都在 { $name } 发布之后。
group-same_workload = 都是同一个工作负载：{ $name }。
group-same_object = 都用到 { $name }。
group-no_workload = 都对不上已知的工作负载，来源也无法核实；数量太多，不再逐条呼叫。
group-merged = 由 { $name } 合并。

# What a group says of itself.
group-page = 本次呼叫共 { $members } 起故障：{ $why }{ $detail ->
    [none] {""}
   *[other] { $detail }
 }
group-alone = 不属于任何故障组。
group-full = 这个故障组已有 { $most } 个成员。
group-was_split = 一天之内有人把它从这个组拆出过。
group-too_late = 这个故障组不再接收新成员。
group-no_member = 它不属于这个故障组。
group-same_incident = 请给出两起不同的故障。
group-no_group = 它不属于任何故障组。
