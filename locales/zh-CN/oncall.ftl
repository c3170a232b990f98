# On-call schedules.
oncall-name_form = 只能用小写字母、数字、连字符和下划线，1 到 { $most } 个字符，例如 { $example }
oncall-not_in_the_past = 不能是过去的时间
oncall-too_far = 必须在 { $days } 天之内
oncall-too_long = 离开始不能超过 { $days } 天
oncall-unknown_people = 只能写已注册且未停用的人；没有找到：{ $people }
oncall-changes_nothing = 没有变化：不这样改，值班的也是这些人。
oncall-leaves_gap = 会有一段时间没人值班。请写上接替的人；确实要空着，就设 { $flag }。
oncall-later_version = 已经排了从 { $at } 开始的新版本，请定在它之后。
oncall-name_taken = 已经有值班表 { $name }。
oncall-changed_meanwhile = 值班表 { $name } 刚被别人改过。请重新读取后再改。
oncall-most_schedules = 已经有 { $most } 张值班表，到上限了。
oncall-most_versions = 这张值班表已经有 { $most } 个版本，到上限了。
oncall-most_overrides = 还没结束的临时调整已有 { $most } 个，到上限了。请先取消一个。
oncall-created = { $person } 新建了值班表 { $schedule }。
oncall-changed = { $person } 改了值班表 { $schedule }：版本 { $number } 从 { $at } 开始。
oncall-overridden = { $kind ->
    [replace] { $schedule }：{ $start } 到 { $end } 由 { $people } 替 { $instead_of } 值班（{ $person } 设置）。
    [add] { $schedule }：{ $start } 到 { $end } 加上 { $people }（{ $person } 设置）。
    [remove] { $schedule }：{ $start } 到 { $end } 去掉 { $people }（{ $person } 设置）。
   *[other] { $schedule }：{ $start } 到 { $end } 只由 { $people } 值班（{ $person } 设置）。
 }
oncall-override_ended = { $person } 取消了值班表 { $schedule } 的一次临时调整。
oncall-swap_of_two = 不能和交班的是同一个人
oncall-swap_is_own = 换班只能由交班或接班的本人提出；要替别人调整，请用临时调整
oncall-swap_overlaps = 不能和要交出的时间重叠
oncall-swap_too_many = 一次最多换 { $most } 个班次，请把时间缩短些。
oncall-not_on_call = { $person } 在这段时间不值班，没有班可换。
oncall-swap_not_yours = 这要由 { $person } 来说：提出的人可以撤回，被问的人可以接受或拒绝。
oncall-swap_is_over = 这次换班已经结束：{ $state }。
oncall-swap_settled = 刚才已经有人处理了这次换班，请再看一下。
oncall-swap_changed = 提出以后班次变了，所以没有换。请重新提出。
oncall-most_swaps = 这张值班表等待答复的换班已有 { $most } 个，到上限了。请先处理一个。
oncall-swap_asked = { $person } 请 { $other } 代值 { $schedule }：{ $start } 到 { $end }。
oncall-swap_offered = { $person } 愿意替 { $other } 值 { $schedule }：{ $start } 到 { $end }。
oncall-swap_in_return = 作为交换，{ $start } 到 { $end } 由 { $person } 替 { $other } 值。
oncall-swap_answer_by = 请在 { $until } 前接受或拒绝换班 { $id }；不同意就不会变。
oncall-swap_accepted = { $other } 同意换班：{ $start } 到 { $end } 由 { $taker } 替 { $giver } 值 { $schedule }。
oncall-swap_declined = { $other } 拒绝了 { $person } 提出的换班（{ $schedule }，{ $start } 到 { $end }），值班不变。
oncall-swap_withdrawn = { $person } 撤回了向 { $other } 提出的换班（{ $schedule }，{ $start } 到 { $end }），值班不变。
oncall-swap_expired = { $other } 没有答复 { $person } 提出的换班（{ $schedule }，{ $start } 到 { $end }），值班不变。
swap_state-asked = 等待答复
swap_state-accepted = 已同意
swap_state-declined = 已拒绝
swap_state-withdrawn = 已撤回
swap_state-expired = 过期未答复
oncall-somebody = { $schedule }：{ $people } 值班{ $until ->
    [none] 。
   *[other] ，到 { $until }。
 }
oncall-nobody = { $schedule }：没人值班{ $until ->
    [none] 。
   *[other] ，到 { $until }。
 }
oncall-next = 下一班 { $people }，{ $at } 接班。
oncall-gaps = { $count ->
    [1] { $start } 到 { $end } 没人值班。
   *[other] 30 天内有 { $count } 段时间没人值班，最近一段是 { $start } 到 { $end }。
 }
oncall-none = 还没有值班表。
oncall-no_swaps = 30 天内没有人提出换班。
oncall-changed_to = 值班表 { $schedule } 版本 { $number } 从 { $at } 起生效。
oncall-override_kept = 临时调整 { $id } 从 { $start } 到 { $end } 生效。
oncall-override_taken_back = 临时调整 { $id } 已结束。
override_kind-replace_all = 只由这些人
override_kind-replace = 替换
override_kind-add = 增加
override_kind-remove = 去掉
oncall-person_or_schedule = 要写人员编号（例如 { $person }）或值班表（例如 { $schedule }）
oncall-unfilled = { $schedules }，所以也通知管理员。
oncall-unknown_schedule = 没有值班表 { $schedule }
oncall-nobody_by = 值班表 { $schedule } 此刻没人值班
oncall-handed_over = 值班 { $schedule }：{ $at } 起由 { $after } 接 { $before } 的班。
oncall-begun = 值班 { $schedule }：{ $people } 从 { $at } 开始值班。
oncall-handed_to_nobody = 值班 { $schedule }：{ $people } 在 { $at } 下班，没人接班。
oncall-on_call_until = 值到 { $until }。
oncall-no_incidents = 没有未结束的故障。
oncall-open_incidents = 未结束的故障有 { $count }{ $more ->
    [yes] {" "}起以上
   *[no] {" "}起
 }，新的在前：
oncall-gap_ahead = 值班 { $schedule }：{ $start }{ $end ->
    [none] {" "}起没人值班。
   *[other] {" "}到 { $end } 没人值班。
 }
oncall-gap_falls_to = 没人值班时告警找管理员。请安排临时调整，或改值班表。
oncall-calendar_title = 值班：{ $schedule }
oncall-calendar_shift = { $schedule } 值班：{ $people }
oncall-calendar_large = 不能超过 { $kilobytes } kB
oncall-calendar_form = 必须是日历文件的内容，以 { "BEGIN:VCALENDAR" } 开头
oncall-calendar_events = 最多 { $most } 个日程
oncall-calendar_entries = 读取的时间段内最多 { $most } 个班次
oncall-calendar_moment = 每个日程都要有开始和结束时间；{ $title } 的时间读不懂
oncall-calendar_zone = 只能用已知的时区；{ $title } 的时区是 { $zone }
oncall-calendar_repeats = 只支持按天、按周、按月重复；{ $title } 里的 { $rule } 不支持
oncall-calendar_slow = 几秒内没读完；请去掉很久以前开始的重复日程
oncall-calendar_waits = 排队等待读取的文件太多，请一分钟后再试。
oncall-calendar_together = 同一时间最多 { $most } 人值班；{ $at } 超过了
oncall-calendar_overrides = 最多改 { $most } 段时间，这个文件要改 { $count } 段；请缩短文件，或者直接改值班表的层
oncall-calendar_changes_nothing = 没有变化：值班表本来就是这样，或者文件里没有认识的人。
oncall-imported = { $person } 把日历文件导入了值班表 { $schedule }：{ $start } 到 { $end } 之间有 { $count } 处临时调整。
oncall-import_does = { $schedule }，读到 { $until } 为止：{ $kept ->
    [yes] 做了 { $count } 处临时调整
   *[no] 会做 { $count } 处临时调整
 }{ $same ->
    [0] 。
   *[other] ，另有 { $same } 段本来就一样。
 }
oncall-import_unknown = { $count } 个日程里有没注册的人，或者没写是谁。
oncall-import_left_out = { $count } 个日程不起作用：{ $past } 个已过去，{ $cancelled } 个已取消，{ $empty } 个没有时长。
oncall-import_who = { $start } { $title }：{ $people ->
    [none] 没有写已注册的人，不起作用。
   *[other] { $people } 没有注册。
 }
oncall-import_apply = 还没有改动；加上 { $flag } 才会生效。
oncall-feed = { $schedule }：{ $own ->
    [yes] 自己的班次
   *[no] 全部班次
 }，{ $at } 创建，{ $read ->
    [none] 还没有程序读取过
   *[other] 最近一次读取大约在 { $read }
 }{ $revoked ->
    [none] 。
   *[other] ；已于 { $revoked } 吊销。
 }
oncall-feed_shifts = { $own ->
    [yes] 自己的班次
   *[no] 全部班次
 }
oncall-feed_opens = { $opens ->
    [yes] 有效
   *[no] 已吊销
 }
oncall-feed_once = 请现在复制：地址只显示这一次。拿到它的人不用登录就能看到这些班次，直到你吊销它。
oncall-no_feeds = 还没有日历订阅地址。
oncall-most_feeds = 你的日历订阅地址已有 { $most } 个，到上限了。请先吊销一个。
oncall-feed_made = { $person } 为值班表 { $schedule } 创建了一个日历订阅地址。
oncall-feed_revoked = { $person } 吊销了值班表 { $schedule } 的一个日历订阅地址。
oncall-calendar_nobody = 必须在今后的某个时间写有已注册的人
oncall-new_rotation = { $kept ->
    [yes] 已按文件新建值班表 { $schedule }，认出了轮换，会一直轮下去。
   *[no] 会新建值班表 { $schedule }，认出了轮换，会一直轮下去。
 }
oncall-new_differs = 文件里有 { $count } 段时间和轮换不一样，作为临时调整。
oncall-new_without_rotation = 文件里认不出轮换：值班表 { $schedule } { $kept ->
    [yes] 有
   *[no] 会有
 } { $count } 处临时调整，{ $ends } 之后没人值班。请在那之前改它的层，或导入下一个文件。
