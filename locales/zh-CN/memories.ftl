# 记下的内容：各列的名字。
memory_view-id = 编号
memory_view-kind = 类别
memory_view-kept_at = 记下的时间
memory_view-text = 内容
memory_view-tags = 标签
memory_view-score = 匹配度

memory_kind-fact = 事实
memory_kind-preference = 偏好
memory_kind-incident = 事件
memory-kept = 已记住，编号 { $memory }：
memory-forgotten = 已忘记：{ $memory }
memory-found = { $count } 条记忆。
memory-none = 没有找到记忆。
