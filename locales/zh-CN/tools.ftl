# What failed in a tool, as a model and the person whose assistant it is are told.
tool-crashed = 值班系统内部出了故障，详情在它的日志里，这里没有。不能确定做了什么。请告诉用户，不要反复重试。
tool-unknown = 没有工具 { $name }。
tool-most_subscriptions = 最多同时订阅 { $most } 个页面。请先取消一些订阅。
tool-wrong_arguments = 什么都没有做。{ $tool } 的参数：{ $takes ->
    [none] 没有参数
   *[other] { $takes }
 }。
tool-too_slow = { $tool } 在 { $limit }内没有回答。请缩小范围，或者告诉用户。
tool-uncertain = { $tool } 在 { $limit }内没有回答，可能已经执行，也可能没有。再次调用前请先查看。
tool-asks_again = { $tool } 一再提问，什么都没有做。
prompt-unknown = 没有提示词 { $name }。现有：{ $names }。
prompt-takes = { $prompt } 的参数：{ $takes ->
    [none] 没有参数
   *[other] { $takes }
 }。

tool_advice-correct = 请改正这个参数再调用。
tool_advice-token = 请向用户要一个有效的令牌。
tool_advice-tell = 再次调用没有用，请告诉用户。
tool_advice-admin = 只有管理员能改，请告诉用户。
tool_advice-wait = 请{ $delay ->
    [none] 一分钟
   *[other] { $delay }
 }后再调用。
tool_advice-look = 可能已经执行，也可能没有：再次调用前请先查看。
tool_advice-later = 什么都没有改变，请{ $delay ->
    [none] 稍后
   *[other] 在 { $delay }后
 }再调用。
tool_advice-no_use = 用同样的方式再次调用没有用。
tool_advice-check_name = 请核对名称再调用。
tool_advice-listed = 用 { $tool } 可以列出现有的。
tool_advice-other_day = 只有写过的那些天才有，请换一天。
tool_advice-larger_town = 请换用附近较大城市的名称，或当地语言的名称。
tool_advice-yourself = { $argument } 留空就是为自己操作。
tool-no_caller = 不知道是谁在调用。
tool-name_from = 须为工具的名称，由 { $tool } 查得
tool-no_server = { $unknown ->
    [none] 没有指定 MCP 服务
   *[other] 没有 MCP 服务 { $unknown }
 }；请从 { $servers } 中选择。
tool-unknown_token = 这个调用没有带值班认识的令牌。
tool-more = 还有更多，请用 { $cursor } 再次调用
tool-next_part = （第 { $part } 部分，共 { $parts } 部分；继续请要第 { $next } 部分）
