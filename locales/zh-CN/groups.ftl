# Why incidents belong together.
group-same_dependency = 报的是同一个地址：{ $name }。
group-same_node = 都在节点 { $name } 上。
group-same_release = 都在 { $name } 发布之后。
group-same_workload = 都是同一个工作负载：{ $name }。
group-same_object = 都用到 { $name }。
group-merged = 由 { $name } 合并。
