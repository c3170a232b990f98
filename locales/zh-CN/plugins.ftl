# What stands against a plugin's tool being called.
plugin-not_for_you = 你无权使用插件。
plugin-changed_just_now = 插件 { $plugin } 刚刚被更改。什么都没有做，请重新查看。
plugin-not_vouched = 这个令牌只能读取，而没有人保证这个工具只读取。
plugin-not_vouched_any_more = 它提供时只读取，现在已没有人保证。什么都没有做，请重新调用。
plugin-tool_away = 现在没有工具 { $tool }，而且有插件未能询问。{ $away }
plugin-command_for_url = 只用于 { $stdio }，请给出 { $url }
plugin-command_missing = 必须是运维配置的命令之一
plugin-header_names = 名称只能含字母、数字和 -，最多 { $most } 个
plugin-header_ours = 属于连接本身，不能设置
plugin-headers_anew = { $url } 指向另一台服务器时必须重新给出
plugin-headers_together = 总共最多 { $most } 个字符
plugin-most = 你的插件已达上限 { $most } 个，请先移除一个。
plugin-name_form = 必须是不超过 { $most } 个小写字母、数字、连字符或下划线，以字母或数字开头
plugin-name_taken = 你已有插件 { $plugin }，请修改它，或先移除它。
plugin-no_changes = 必须写明要改什么
plugin-too_many_addresses = { $window }内已给出 { $most } 次插件地址。
plugin-too_many_trials = { $window }内已试连插件 { $most } 次。
plugin-url = 必须是 http 或 https 地址，例如 { $example }
plugin-url_changed_for_stdio = 和 { $headers } 不适用于 { $stdio }，请另注册一个插件
plugin-url_for_stdio = 和 { $headers } 不适用于 { $stdio }，请给出 { $command }
plugin-url_form = 必须是可显示的 ASCII，不含空格和反斜杠；其他字符请写成 %…
plugin-url_fragment = 不能含片段（#…），它不会被发送
plugin-url_password = 不能含用户名或密码，请放进请求头 { $header }

plugin-both = { $first }{ $then }
plugin-unclear = { $fault }不知道是否已经生效，请先查看，再决定是否重新调用。
plugin-question_too_long = 参数太长，无法逐字给人确认，什么都没有做。请缩短后再调用。
plugin-may_call = 要让这个插件执行工具吗？
plugin-asked_plugin = 插件：
plugin-asked_tool = 工具：
plugin-no_arguments = （没有参数）

plugin_call-too_long = 参数超过 { $most } 个字符，什么都没有做。
plugin_call-missing = 缺少参数 { $name }，什么都没有做。
plugin_call-unknown = 没有参数 { $name }{ $near ->
    [none] {""}
   *[other] ，可能是 { $near }
 }。什么都没有做。
plugin_call-wrong_type = 参数 { $name } 的类型必须是 { $kind }，什么都没有做。
plugin-header_line = 第 { $line } 行必须是一个新的 { $form }
plugin-only_a_person = 这件事只能由本人同意，而这个客户端无法询问。本人可以自己执行：{ $command }

plugin-unused = 自从 { $plugin } 注册、更改或进程重启以来，还没有进程用过它。
plugin-figures_whose = 每个进程各自计数；助手在工作进程里调用工具。进程用到它时，每 { $each }记录一次。
plugin-figures_of = { $process }，{ $at }：{ $health }；最近 { $newest } 个请求中 { $failed } 个失败
plugin-figures_list = 工具列表：用缓存 { $hits } 次，获取 { $fetches } 次，失败 { $failures } 次
plugin-figures_connection = 连接：{ $open ->
    [yes] 打开
   *[no] 关闭
 }，打开过 { $opens } 次，已空闲 { $idle }
plugin-figures_faults = 故障：{ $kinds }
plugin-figures_all = （全部）
plugin-figures_more = ……另有 { $count } 个工具。
plugin-health_new = 尚未使用
plugin-health_active = 正常
plugin-health_degraded = 不稳定，许多请求失败
plugin-health_away = 连不上，暂不询问
plugin-health_trying = 正在重试
plugin_state-untried = 未试过
plugin_state-ready = 就绪
plugin_state-unreachable = 连不上
plugin_state-refused_address = 地址被拒绝
plugin_state-auth_required = 需要凭据
plugin_state-rate_limited = 被限流
plugin_state-failing = 异常
plugin_tool-registered = { $plugin } 已登记。
plugin_tool-removed = { $plugin } 已删除。
plugin_tool-changed = { $plugin } 已更改：{ $fields }。
plugin_tool-declined = 用户不同意，什么都没有做。
plugin_tool-outcome = { $state ->
    [ready] { $plugin } 就绪，{ $tools } 个工具，用时 { $seconds } 秒。
   *[other] { $plugin }：{ $state }。
 }
plugin_tool-line = { $plugin } { $address }{ $enabled ->
    [yes] {""}
   *[no] ，已停用
 }，{ $state }{ $since ->
    [none] 。
   *[other] ，始于 { $since }。
 }
plugin_tool-listed = { $count } 个插件：
plugin_tool-none = 还没有登记插件。
plugin_tool-more = 另有 { $count } 个。
plugin_tool-may_register = 要把 MCP 服务 { $address } 登记为你的插件 { $plugin } 吗？登记后助手可以使用它的工具：你对助手说的话可能传到该服务，该服务的回答也会传给助手。
plugin_tool-may_remove = 要删除你的插件 { $plugin }（{ $address }）及其地址和请求头吗？
plugin_tool-figures = { $plugin }，{ $count } 个进程的统计：
plugin_tool-calls = { $tool ->
    [none] 所有工具
   *[other] { $tool }
 }：{ $calls } 次调用，{ $faults } 次故障，{ $failed } 次失败{ $times ->
    [none] {""}
   *[other] ；{ $times }
 }
plugin-address_refused = 指向不允许连接的地址：{ $why }
plugin-headers_in_clear = 必须以 { $form } 开头，否则请求头会明文传输
plugin-headers_unknown_way = 必须以 { $form } 开头：现在查不到它的地址，不知道请求头会传到哪里
plugin-no_commands = 不能给出：管理员没有允许任何命令（{ $setting } 是空的）
plugin-value_of = { $header } 的值
plugin-address = 地址
plugin-key_in_url = 地址里可能有密钥，别人会看到。请不要在命令里写地址，稍后会询问。
plugin-one_of_commands = 必须是管理员允许的命令之一：{ $names }

# Plugins in the console.
plugin_page-title = 插件
plugin_page-means = 别处的 MCP 服务，你的助手可以使用它们的工具。只有你自己看得到，管理员也看不到。
plugin_page-new = 登记插件
plugin_page-new_means = 登记后助手可以使用它的工具：你对助手说的话可能会发给那个服务，它返回的内容也会给助手看到。登记后立即试连一次。
plugin_page-name_hint = 小写字母、数字、连字符或下划线，最多 40 个字符。
plugin_page-url_hint = 加密保存，之后只显示主机名。例如：
plugin_page-command = 命令
plugin_page-command_hint = 仅用于本机程序；可选的名称在 { $setting } 中。
plugin_page-headers_hint = 每行一个，例如 { $example }。加密保存，不再显示。
plugin_page-header_lines = 每行必须是“名称: 值”
plugin_page-patience = 单次调用最长秒数
plugin_page-trusted = 我担保它对自己工具的说明可信
plugin_page-trusted_hint = 不勾选时，除明确只读的工具外，助手每次调用前都会先问你。
plugin_page-enabled = 允许助手使用
plugin_page-change = 修改
plugin_page-change_means = 留空的地址和请求头保持不变。换到另一台服务器时，请求头要重新填写。
plugin_page-changed = 已修改插件 { $plugin }。
plugin_page-remove = 删除
plugin_page-test = 试连
plugin_page-disabled = 已停用
plugin_page-tools = 工具
plugin_page-tools_mean = 名称和说明由插件自己撰写，仅供参考。
plugin_page-no_tools = 没有工具列表。
plugin_page-no_tools_hint = 点“试连”，就会连接并列出它的工具。
plugin_page-none_hint = 点“登记插件”，填写 MCP 服务的地址即可。
plugin_page-trust = 信任
plugin_page-is_trusted = 你担保它的说明可信
plugin_page-not_trusted = 未担保，调用前先询问
plugin_page-seconds = { $n } 秒
plugin_page-figures = 调用统计
plugin_page-figures_mean = 每个进程各自计数；助手在工作进程里调用工具。
plugin_page-process = 进程
plugin_transport-http = 流式 HTTP
plugin_transport-sse = 旧式事件流
plugin_transport-stdio = 本机程序
care-reads = 只读
care-changes = 会修改
care-asks_first = 调用前先问
