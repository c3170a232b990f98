# 记下的内容：各列的名字。
memory_view-id = 编号
memory_view-kind = 类别
memory_view-kept_at = 记下的时间
memory_view-text = 内容
memory_view-tags = 标签
memory_view-score = 匹配度

memory_kind-fact = 事实
memory_kind-preference = 偏好
memory_kind-incident = 故障
memory-kept = 已记住，编号 { $memory }：
memory-forgotten = 已忘记：{ $memory }
memory-found = { $count } 条记忆。
memory-none = 没有找到记忆。

memory-words_only = 只按字词查找：{ $why }
memory-meaning_too_slow = 按意思查找的向量模型没有及时回答。
memory-meaning_failed = 按意思查找的向量模型出错（{ $name }）。
memory-meaning_refused = { $said ->
    [none] 按意思查找的向量模型拒绝了请求（HTTP { $status }）；请检查 { $settings }。
   *[other] 按意思查找的向量模型拒绝了请求（HTTP { $status }），其服务端说：{ $said }。请检查 { $settings }。
 }

# Memories in the console.
memory_page-title = 记忆
memory_page-new = 记住
memory_page-words = 关键词
memory_page-means = 你让系统记住的内容。只有你自己能看，管理员也看不到。
memory_page-none_hint = 用语音、群聊或在这里记下的内容，都会出现在这里。
memory_page-text = 要记住什么
memory_page-text_hint = 事实、偏好或者发生过的事，几句话就够。
memory_page-tags = 标签
memory_page-tags_hint = 用逗号隔开，最多十个。
memory_page-kept = 已记住（{ $kind }）。
memory_page-forget = 忘掉
memory_page-forget_means = 删除后不能恢复。
