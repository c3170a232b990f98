# Questions to people, and answers that do not count.
approval-denied_by = { $person } 拒绝了{ $why ->
    [none] 。
   *[other] ：{ $why }。
 }
approval-expired = 这个问题已过期，因此不会执行。
approval-not_open = 这个问题不再有效：计划已变，请重新查看。
approval-other_plan = 计划与你看到的不同，请重新阅读问题。
approval-own_request = 这是你自己提出的，须由别人批准。
approval-settled = 这个问题已有答复（{ $answer }{ $by ->
    [none] {""}
   *[other] ，{ $by }
 }），什么都没有改变。
approval-target_changed = 提问之后目标已变：{ $what }{ $changes ->
    [none] {""}
   *[other] （现在会是：{ $changes }）
 }。什么都没有做。
moved-edited = 有人改过（第 { $old } 代 → 第 { $new } 代）
moved-nothing_left = 已经没有可做的
moved-other_action = 现在该做 { $new }，不再是 { $old }
moved-other_values = 动作相同，但要写的值变了
approval-target_changes = 目标变化太频繁，没法发起批准。
approval-listed = 批准记录（{ $shown }），最新的在前，列出 { $count } 个：
approval-was_asked = { $question } { $target }：{ $action }，{ $at } 由{ $person ->
    [none] 值班系统提出
   *[other] { $person } 提出
 }。
approval-none_such = 没有这样的批准记录。
approval-no_right = 你的角色不能批准，请向管理员申请角色。
approval-other_site = 这个请求来自别的网站，请直接打开链接。
