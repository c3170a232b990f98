# 故障经过：备注与原始告警。
note-written = { $what }：{ $person } 写了备注{ $program ->
    [yes] （由程序代写）
   *[no] {""}
 }
note-text = { $text }
note-said = { $person }{ $program ->
    [yes] （程序）
   *[no] {""}
 }：{ $text }
note-none = 还没有备注。
note-other_text = 这个键已经写过另一条备注，新内容请换一个键。
note-too_many = 这起故障已有 { $most } 条备注，请到它的讨论里继续。
raw_alerts-none = 没有留存的原始告警。
raw_alerts-listed = 原始告警 { $count } 条，最新在前：
raw_alerts-line = { $alert }{ $state }，{ $severity }，来源：{ $source }，开始于 { $since }
confirmed-confirmed = 来源已证实。
confirmed-not_confirmed = 来源没有证实。
confirmed-not_yet = 来源还没有证实。
alert_state-firing = 触发
alert_state-resolved = 恢复

# 故障的讨论。
talk-opening = 故障“{ $what }”的讨论。详情：{ $command }
talk-opened = { $what }：{ $person } 开了讨论
talk-where = 讨论：{ $discussion }
talk-said = { $person } 在讨论里说（发言人：{ $proof }）
talk-outcome = 故障“{ $what }”已关闭：{ $ending ->
    [none] 没有记录结果
   *[other] { $ending }
 }。复盘草稿：{ $command }

# 复盘草稿。
postmortem-title = 复盘（草稿）：{ $what }
postmortem-draft = 只根据记录生成，没有用模型；空白处请人来填。来源：{ $command }
postmortem-summary = 概况
postmortem-impact = 影响
postmortem-times = 响应用时
postmortem-timeline = 时间线
postmortem-tried = 做过什么
postmortem-helped = 什么起了作用
postmortem-cause = 根本原因
postmortem-said = 备注与讨论
postmortem-questions = 待澄清的问题
postmortem-actions = 改进项
postmortem-action = 事项
postmortem-owner = 负责人
postmortem-due = 期限
postmortem-blank = （待填写）
postmortem-happened = { $what }，{ $opened } 开始，{ $lasted ->
    [none] 尚未结束
   *[other] 历时 { $lasted }
 }{ $ending ->
    [none] {""}
   *[other] ，结果：{ $ending }
 }。{ $attempts ->
    [0] 没有尝试修复。
   *[other] 尝试修复 { $attempts } 次。
 }{ $called ->
    [none] 没有呼叫过人。
   *[other] 呼叫过人：{ $called }。
 }
postmortem-severity = 来源给出的级别：{ $severity }
postmortem-score = 评分：{ $score }（满分 100，影响 { $impact }）
postmortem-down = 从首条告警到结束：{ $lasted }
postmortem-relapses = 修复后复发：{ $times } 次
postmortem-group = 属于一个故障组：{ $why }
postmortem-users = 受影响的用户：（待填写）
postmortem-detect = 发现用时：{ $lasted ->
    [none] 不详
   *[other] { $lasted }
 }
postmortem-acknowledge = 接手用时：{ $lasted ->
    [none] 没有人接手
   *[other] { $lasted }
 }
postmortem-act = 首次动作用时：{ $lasted ->
    [none] 没有做过动作
   *[other] { $lasted }
 }
postmortem-fix = 验证修复用时：{ $lasted ->
    [none] 没有经过验证的修复
   *[other] { $lasted }
 }

# Its pages in the console.
story_page-raw = 原始告警
story_page-raw_hint = 按收到的原样列出每次触发和恢复；疑似密钥的内容已隐藏。
story_page-back = 返回故障
story_page-notes = 备注
story_page-no_notes = 还没有备注。
story_page-no_notes_hint = 人员和程序为这起故障写下的内容会列在这里。
story_page-write_note = 写备注
story_page-note = 备注内容
story_page-note_means = 备注会以你的名义进入故障时间线和审计记录，提交后无法撤回。
story_page-by_program = 由程序写入
story_page-all_notes = 全部 { $count } 条备注
story_page-discussed = 总线讨论：
story_page-discuss = 发起讨论
story_page-discuss_means = 为这起故障在总线上建立讨论：智能体和人员的发言会进入故障时间线，备注会同步过去，故障结束时讨论随之关闭。
story_page-postmortem = 复盘草稿
story_page-postmortem_hint = 仅根据记录生成；记录里没有的内容留空，由你补充。
story_page-postmortem_file = 下载文稿
story_page-metrics = 修复成效
story_page-nothing_written = 这段时间没有执行过写操作。
