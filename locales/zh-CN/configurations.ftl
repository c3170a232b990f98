# 只有任务配置的字段才有的规则；通用的规则在 rules.ftl。

# 通知谁
rule-channel_missing = 不能使用：这里没有配置{ $channel }渠道；{ $there ->
    [none] 也没有别的渠道
   *[other] 已配置：{ $there }
 }
rule-destination = 必须是已配置的{ $channel }名称：{ $names }
rule-destination_name = 必须是已配置的名称：字母、数字、连字符、点和下划线
rule-not_everybody = 不能提醒所有人，这要运维人员才行；请逐个提醒
rule-not_your_address = 只能是你自己的地址{ $allowed ->
    [none] ，而你的账号还没有地址
   *[other] 或这里允许的地址：{ $allowed }
 }；运维人员可以用任意地址
rule-on_call_robot = 请换一个机器人：{ $robot } 留给值班用，运维人员才能用
rule-no_address = 没有给出：你的账号里也没有
rule-no_destination = 不能使用：这里没有配置{ $channel }；{ $there ->
    [none] 也没有别的渠道
   *[other] 已配置：{ $there }
 }

# 日程任务何时运行
rule-cron_backwards = 中{ $part }字段的范围先大后小：请写成两段，用逗号隔开
rule-cron_item = 中的{ $part }字段看不懂：{ $item }
rule-cron_macro = 必须是五个字段，或者是 { $macros }
rule-cron_never = 写的日期在所给的月份里都不存在
rule-cron_number = 中的{ $part }字段不在 { $least } 到 { $most } 之间：{ $item }
rule-cron_parts = 必须有五个字段：{ $parts }
rule-cron_star_range = 中{ $part }字段的范围不能以 { $star } 开头
rule-cron_step = 中{ $part }字段的步长不在 { $least } 到 { $most } 之间
rule-days_of_month = 必须是 { $first } 到 { $last } 日中的一天、{ $end }，或者它们的列表
rule-moment_or_local = 必须是时间，例如 { $moment }，或者任务时区里的 { $local }
rule-offset_like = 是否带时区偏移必须和 { $other } 一致
rule-run_ahead = 之前必须还有一次未来的运行
rule-runs_an_hour = 每小时最多运行 { $most } 次；要更频繁请用监控
rule-weekdays = 必须是星期几：例如 { $example } 或周一，或者从 { $sunday }（周日）到 { $saturday }（周六）的数字

# 做什么，摘要由什么组成
rule-feed_address = 必须是不带用户名的 HTTP 或 HTTPS 网址
rule-language_tag = 必须是语言标签，例如 { $example }
rule-only_reminder = 只用于提醒
rule-text_itself = 在 { $other } 本身就是提醒内容时不能再给出

# 网页和地址
rule-address_characters = 不能包含空格、反斜杠或控制字符
rule-address_secret = 不能包含用户名或密码：请改写已配置凭据的名称
rule-ascii_between = 必须是 { $least } 到 { $most } 个可打印的 ASCII 字符
rule-header_allowed = 不允许；允许的有 { $allowed }
rule-header_names = 的名称只能包含字母、数字和连字符
rule-header_secret = 属于机密：请在字段 { $instead } 里写已配置凭据的名称
rule-html_only = 不能和 { $others } 一起给出，它们只用于 HTML
rule-http_address = 必须是带主机名的 HTTP 或 HTTPS 网址
rule-name_too = 还要包含 { $choices }，因为给出了 { $given }
rule-argument_for_page = 不适合这个网页：{ $function } 需要 { $expected }，而那里是别的
rule-grows = 重复所选内容不能超过 { $most } 次：请少选一些
rule-not_css = 必须是 CSS 选择器，{ $text }不是
rule-not_for_page = 不适合这个网页：{ $why }
rule-not_jmespath = 必须是 JMESPath 表达式，{ $text }不是
rule-not_regular = 必须是正则表达式，{ $text }不是：{ $why }
rule-not_xpath = 必须是 XPath 表达式，{ $text }不是：{ $why }
rule-pages_between = 必须写 { $least } 到 { $most } 个网页
rule-regular_expression = 必须是 Python 的正则表达式
rule-repeated_repeat = 不能重复本身就在重复的内容，例如 { $example }：可能永远算不完

# 数字以及它们的来源
rule-above_threshold = 在 { $operator } 时不能大于阈值
rule-below_interval = 不能短于检查间隔
rule-below_threshold = 在 { $operator } 时不能小于阈值
rule-cls_number = 必须包含 { $pipe } 和得出一个数字的 SQL
rule-credential_name = 必须是已配置凭据的名称
rule-kubernetes_object = 必须是 Kubernetes 对象的名称，并带上命名空间
rule-meaningless = 对 { $operator } 没有意义，请用 { $instead }
rule-metric = 必须是已配置的指标（{ $known ->
    [none] 还没有配置
   *[other] { $known }
 }），或者给出来源
rule-metric_name = 的名称最多 { $most } 个字符：小写字母、数字和下划线，以字母开头
rule-missing_or = 没有给出：请给出它或 { $other }
rule-named_values = 必须是有 { $least } 到 { $most } 个命名值的对象
rule-needed_for = 在 { $use } 时必须给出
rule-needs = 需要同时设置 { $other }
rule-not_containers = 不能是容器的命名空间：请用 { $instead } 读取
rule-only_with = 只能和 { $operators } 一起用
rule-people_only = 不能是 { $value }：那只由人提出
rule-positive_change = 必须大于零：方向由 { $direction } 给出
rule-printable_between = 必须是 { $least } 到 { $most } 个可打印字符的文本
rule-region = 必须是地域，例如 { $example }
rule-text_or_list = 必须是一个文本，或者 { $least } 到 { $most } 个文本的列表
rule-up_to_threshold = 必须在零和阈值之间

cron_part-minute = 分钟
cron_part-hour = 小时
cron_part-day = 日
cron_part-month = 月
cron_part-weekday = 星期
