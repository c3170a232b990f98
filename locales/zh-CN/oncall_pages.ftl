# On-call schedules in the console.
oncall_page-title = 值班
oncall_page-one = 值班：{ $name }
oncall_page-now = 现在谁值班
oncall_page-handover = 交班
oncall_page-then = 下一班
oncall_page-gaps = 没人值班
oncall_page-gap_from = { $start } 起
oncall_page-no_gaps = 30 天内没有
oncall_page-none_hint = 由管理员新建。策略里凡是写人的地方，都可以写 { $entry } 加上值班表的名字。
oncall_page-overridden = 临时调整
oncall_page-in_policy = 策略里的写法
oncall_page-gaps_mean = 只看 30 天内。没人值班时，告警会找管理员。
oncall_page-off_hours = 另有 { $count } 段不在值班时段内，没人值班。
oncall_page-calendar = 未来四周
oncall_page-in_zone = 时间按 { $place } 显示。
oncall_page-cut = 换班太频繁，只显示到 { $at }。
oncall_page-layers = 班次层
oncall_page-last_wins = 几层同时有人时，以最后一层为准。
oncall_page-version_begins = 版本 { $number } 从 { $at } 开始，在那之前仍按旧版本。
oncall_page-turns = { $count ->
    [1] 一直由 { $people } 值班
   *[other] { $people }轮流，每班{ $unit ->
        [hour] { $every } 小时
        [day] { $every } 天
        [month] { $every } 个月
       *[week] { $every } 周
     }，{ $at } 交班
 }（{ $zone }），从 { $start } 开始算。
rotation_unit-hour = 小时
rotation_unit-day = 天
rotation_unit-week = 周
rotation_unit-month = 月
oncall_page-together = （{ $people }）
oncall_page-duty_days = 只把{ $days }算作班次。
oncall_page-hours = { $days ->
    [none] 每天 { $start } 到 { $end } 值班。
   *[other] { $days }的 { $start } 到 { $end } 值班。
 }
oncall_page-counts = { $start ->
    [none] 到 { $end } 为止有效。
   *[other] { $end ->
        [none] 从 { $start } 起有效。
       *[other] { $start } 到 { $end } 有效。
     }
 }
oncall_page-overrides = 临时调整
oncall_page-no_overrides = 没有临时调整，按班次层值班。
oncall_page-agreed = { $person } 已同意
oncall_page-override = 临时调整
oncall_page-override_means = 在一段时间内改由别人值班，相关的人都会收到通知。两个人换班请用换班，由对方同意。
oncall_page-kind = 怎么调整
oncall_page-who = 谁来值班
oncall_page-who_hint = 选“去掉”时，指不再值班的人。
oncall_page-others = 其他人
oncall_page-ids_hint = 人员编号，用逗号隔开，例如 { $example }。
oncall_page-id_hint = 人员编号，例如 { $example }。
oncall_page-instead_of = 替换谁
oncall_page-instead_hint = 只在“替换”时填写。
oncall_page-may_leave_gap = 允许这段时间没人值班
oncall_page-leave_gap_means = 不勾选时，会造成没人值班的调整不予接受。
oncall_page-on_call_then = 调整以后的值班：
oncall_page-more_shifts = 还有 { $count } 个班次。
oncall_page-take_back = 取消调整
oncall_page-take_back_means = 从现在起恢复按班次层值班；之前已经调整的部分不变。
oncall_page-swaps = 换班
oncall_page-ask_swap = 申请换班
oncall_page-swap_means = 系统会发消息问对方，对方同意之前值班不变。
oncall_page-which_shift = 哪个班次
oncall_page-shift_hint = 可以选自己的班次请别人代，也可以选别人的班次由自己来值。
oncall_page-shift = { $person }：{ $start ->
    [none] 现在
   *[other] { $start }
 } 到 { $end }
oncall_page-taker = 由谁来值
oncall_page-taker_hint = 选了自己的班次时填写；选了别人的班次，就由自己来值。
oncall_page-back = 作为交换
oncall_page-back_hint = 从接班人的班次里选一个，由交班的人来值。
oncall_page-nothing_back = 不交换
oncall_page-swap_more = 换给其他人，或者只换一部分时间
oncall_page-other = 其他人
oncall_page-no_shifts = 未来四周没有人排班，没有班可换。
oncall_page-swap_sent = 已经询问 { $person }，对方同意之前值班不变。
oncall_page-swap_now = 换班：{ $state }。
oncall_page-accept = 同意
oncall_page-decline = 拒绝
oncall_page-withdraw = 撤回
oncall_page-accept_means = 同意后立即全部生效，并通知对方。
oncall_page-stays = 值班不变，并通知对方。
oncall_page-not_yours = 这不由你来答复，或者换班已经结束。被问的人可以同意或拒绝，提出的人可以撤回。
oncall_page-new = 新建值班表
oncall_page-change = 修改值班表
oncall_page-new_means = 排好轮值的人和时间。下一页先说明效果，确认以后才保存。
oncall_page-change_means = 会开始一个新版本，之前的值班不变。如果只换了人，届时在班的人继续值完。
oncall_page-name_hint = 小写字母、数字、连字符和下划线，例如 { $example }。名字以后不能改。
oncall_page-layer = 第 { $number } 层
oncall_page-one_more = 再加一层
oncall_page-layer_name = 这一层的名称
oncall_page-layer_name_hint = 名称和人员都不填的层会忽略。
oncall_page-turns_hint = 按轮值顺序写人员编号，例如 { $example }；用加号连起来的两个人同班。
oncall_page-unit = { $unit ->
    [hour] 小时
    [day] 天
    [month] 月
   *[week] 周
 }
oncall_page-turn_unit = 一班按什么算
oncall_page-every = 一班多长
oncall_page-every_hint = 1 到 30。
oncall_page-first_day = 第一班从哪天开始
oncall_page-hand_over = 交班时间
oncall_page-windows = 值班时段
oncall_page-windows_hint = 每行一个，例如 { $example }；不填就是全天。结束不晚于开始时，算到第二天。
oncall_page-window_rule = 要写时段，不是每天都算时在前面写上星期，例如 { $example }
oncall_page-only_days = 只算这些天
oncall_page-only_days_hint = 按天轮值时使用，例如 { $example }，这样周末不占班次；不填就是每天。
oncall_page-begins = 这一层的生效时间
oncall_page-ends = 这一层的截止时间
oncall_page-always_hint = 不填就是一直有效。
oncall_page-counts_from = 整张表的生效时间
oncall_page-would_begin = 从 { $at } 起生效。
oncall_page-look = 先看效果
oncall_page-export = 日历文件
oncall_page-import = 导入日历文件
oncall_page-import_means = 日程写到的时间由日程里的人值班，其余时间不变。先看结果，再决定要不要改。
oncall_page-calendar_file = 文件
oncall_page-calendar_text = 或粘贴内容
oncall_page-calendar_hint = 先按参与者的邮箱找人，再按标题里的编号或姓名找。没写时区的时间按值班表的时区算。
oncall_page-not_known = 不认识
oncall_page-import_now = 做这些调整
oncall_page-subscribe = 订阅日历
oncall_page-subscribe_means = 会生成一个地址，填到你的日历程序里，班次就会显示在那里并自动更新。呼叫谁以值班表为准，不看日历。
oncall_page-which_shifts = 哪些班次
oncall_page-subscribed = 你的日历订阅地址
oncall_page-subscribed_how = 在日历程序里选“通过网址添加日历”（或“订阅日历”），粘贴这个地址。各程序的更新间隔从一小时到一天不等。
oncall_page-subscription = 订阅
oncall_page-subscriptions = 你的日历订阅
oncall_page-revoke = 吊销
oncall_page-revoke_means = 地址立即失效，已经添加它的日历程序不再更新。无法撤销，可以另建一个。
oncall_page-revoked = 地址已吊销。
oncall_page-new_of_file = 用日历文件新建
oncall_page-new_of_file_means = 日程里写的人在那段时间值班；如果他们按固定顺序轮流，就认作轮换，会一直轮下去。先看结果，再决定要不要建。
oncall_page-make = 新建值班表
oncall_page-zone_hint = 交接按这个时区，日程没写时区时也按它算。
