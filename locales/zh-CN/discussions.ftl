# Why discussions refuse.
discussion-busy = 讨论目录正忙，请重试。
discussion-content_too_long = 内容有 { $size } 个字符，一条消息最多 { $most } 个。请发送摘要，并写明其余内容在哪里。
discussion-disk_failed = { $what }失败：{ $why }。什么都没有改变。
discussion-empty = 文件是空的。
discussion-exists = 讨论 { $discussion } 已存在。
discussion-file_too_large = 文件超过 { $most } MiB。
discussion-folder_link = 讨论存储里的 { $folder } 是链接，这里不跟随链接，请删除它。
discussion-large_number = 文件里有一个数字太大，无法原样保存。
discussion-link = 文件是链接，这里不跟随链接。
discussion-locked = 另一个进程占用讨论的锁已有 { $wait }，请重试。
discussion-name_form = 文件名不是编号：只能含字母、数字、下划线和连字符，最多 { $most } 个。
discussion-no_file = 它不是普通文件。
discussion-no_index = 文件不是索引：里面没有对象列表。
discussion-no_lock = 讨论无法加锁：{ $why }
discussion-no_messages = 文件不是讨论：{ $field } 不是对象列表。
discussion-no_object = 文件不是讨论：它不是 JSON 对象。
discussion-not_json = 文件不是 JSON：{ $why }，第 { $line } 行。
discussion-not_listed = 讨论无法列出：{ $why }
discussion-not_utf8 = 文件不是 UTF-8：第 { $position } 字节无法读取。
discussion-other_store = 必须是另一个存储的目录
discussion-project = 必须是 { $file } 里的项目：{ $projects }
discussion-reply_to = 必须是消息的编号，或者不给
discussion-threshold = 必须大于 0，且不超过 { $most } 秒
discussion-too_deep = 文件嵌套太深。
discussion-too_large = 讨论 { $discussion } 将超过 { $most } MiB，请关闭它，另开一个继续。
discussion-unreadable = { $file } 无法读取：{ $why }
discussion-written_by_others = 其他程序一直在写 { $discussion }，请重试。
# What is told of discussions.
bus-sent = { $fresh ->
    [yes] 已发送
   *[no] 以前已发送
 }：{ $discussion } 中的 { $message }。来源：{ $source }（{ $reason }）。{ $told ->
    [none] 没有程序要通知。
   *[other] 将通知 { $told }。
 }
bus-closed = { $discussion }（{ $topic }）已关闭，共 { $count } 条消息。{ $told ->
    [none] 没有程序要通知。
   *[other] 将通知 { $told }。
 }
bus-listed = { $total ->
    [0] 没有讨论。
   *[other] 共 { $total } 个讨论，这里是 { $shown } 个，最近更新的在前。
 }
bus-head = { $discussion } { $status } { $at } { $count } 条消息
bus-read = { $topic }（{ $discussion }，{ $status }）：{ $total } 条消息{ $left_out ->
    [0] 。
   *[other] ，略去较早的 { $left_out } 条。
 }
bus-found = { $total ->
    [0] 没有这样的消息。
   *[other] 共 { $total } 条消息，这里是 { $shown } 条，最相关的在前。
 }
bus-anomalies = { $messages } 条消息中有 { $count } 处异常。
bus-annotated = { $messages } 条消息中有 { $count } 条来源存疑，改动了 { $changed } 个标记。
bus-store = { $made ->
    [yes] 已建立：
   *[no] 已存在：
 }
bus-projects = 共 { $total } 个项目，这里是 { $shown } 个（编号、名称、角色）。
bus-counted = { $discussions } 个讨论中有 { $messages } 条消息，其中 { $open } 个讨论未关闭；{ $latest ->
    [none] 还没有消息。
   *[other] 最近一条在 { $latest }。
 }
bus-unreadable = 无法读取：
bus-opened = { $discussion }，{ $status }，{ $at } 由 { $by } 发起
bus-participants = { $count } 个参与者：
bus-page = { $total } 条消息，略去较早的 { $left_out } 条。
bus-older = 略去较早的 { $left_out } 条消息，用 { $option } 查看。
bus-marked = 改动了 { $changed } 个标记。
bus-more_found = 共 { $total } 条，更多：{ $option }
bus-made = { $made ->
    [yes] 已建立。
   *[no] 什么都不缺。
 }
bus-size = 共 { $bytes } 字节。
bus-checked = { $discussions } 个讨论，{ $messages } 条消息。
bus-mended = 能修复的已修复。
discussion_status-open = 进行中
discussion_status-closed = 已关闭
source_type-real = 已证实
source_type-inferred = 推断
source_type-unverifiable = 无法证实
source_reason-proven = 令牌已证实
source_reason-more_modest_than_proven = 发送者自己说得更保守
source_reason-nobody_is_named_to_speak_for_the_project = 没有指定谁代表这个项目发言
source_reason-somebody_else_is_named_to_speak_for_the_project = 代表这个项目发言的是别人
source_reason-whoever_can_act_for_anybody_is_not_proven_to_be_somebody = 能代表任何人的身份不能证明是谁
store-listed_twice = index.json 中 { $discussion } 列了两次。
store-listed_without_file = index.json 列出了 { $discussion }，但没有对应文件。
store-listed_otherwise = index.json 与 { $discussion } 的文件不一致。
store-not_listed = index.json 没有列出 { $discussion }。
store-made_again = { $discussion } 读不出来（{ $why }），原文件已移开，并按流水记录恢复。
store-lacks = { $discussion } 少了 { $count } 条消息，被其他程序改写时丢掉了。
store-removed = { $discussion } 的文件已被删除；其中的消息另有保存，直到你清理。
store-no_config = 没有 config.json，按已知项目处理。
store-no_index = 没有 index.json。
store-unreadable_index = index.json 读不出来：{ $why }
store-other_name = { $discussion } 的文件自称是 { $said }。
store-same_id = { $discussion } 中有 { $count } 条消息的编号同为 { $id }。
store-taken_in_as = 这里已有另一个讨论 { $discussion }，对方的已导入为 { $name }。

# Their pages in the console.
bus_page-title = 讨论
bus_page-search = 搜索消息
bus_page-topic = 主题
bus_page-messages = 消息数
bus_page-participants = 参与者
bus_page-updated = 最近更新
bus_page-none = 还没有讨论。
bus_page-none_hint = 智能体和人员在总线上的发言会出现在这里。
bus_page-found = 搜索结果
bus_page-new = 发言
bus_page-reply = 回复
bus_page-reply_to = 回复这条
bus_page-say_means = 总线上的所有人和智能体（包括第三方的）都能看到，发出后无法撤回。
bus_page-topic_hint = 该主题已有进行中的讨论时接着发，否则新建一个。
bus_page-from = 代表谁发言
bus_page-choose = 请选择
bus_page-from_hint = 只有设置里指定由你代表它发言时，才算已证实。
bus_page-content = 内容
bus_page-tags = 标签
bus_page-tags_hint = 用逗号分隔，可以不填。
bus_page-send = 发送
bus_page-words_of_others = 消息由他人撰写；标记表示发送者身份的证实程度。
bus_page-to_incident = 查看对应的故障
bus_page-older = 更早的消息（{ $count } 条）
bus_page-no_messages = 没有消息。
bus_page-answers = 回复对象
bus_page-initiator = 发起者
bus_page-sender = 令牌属于 { $person }
bus_page-message = 消息
bus_page-to_discussion = 返回讨论
bus_page-claimed = 发送者自称
bus_page-annotate = 标记存疑消息
bus_page-annotate_means = 间隔短得不像人写的消息和自动回复会标记为“推断”，内容本身不变。
bus_page-close = 关闭讨论
bus_page-close_means = 关闭后不再接受回复，也无法重新打开。
bus_page-store = 存储与参与者
bus_page-projects = 参与者
bus_page-check = 检查存储
bus_page-sound = 文件、索引和流水记录一致。
bus_page-make = 补建缺少的文件
bus_page-repair = 修复存储
bus_page-repair_means = 按文件重建索引，找回被其他程序丢掉的消息。读不了的文件保持原样。
bus_page-anomalies = 异常时间
bus_page-threshold = 间隔小于（秒）
bus_page-threshold_hint = 两个发送者的消息间隔小于这个值，就算异常。
bus_page-pair = 两个发送者几乎同时发送
bus_page-cadence = 远快于自己的习惯
