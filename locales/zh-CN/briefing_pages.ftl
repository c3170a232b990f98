# 简报页面。
console-briefings = 简报
console-months = 月份
console-days_of = { $month } 的每日简报
console-briefing_late = 迟到
console-forms = 形式
console-form_page = 网页
console-form_spoken = 口播
console-form_chat = 群消息
console-form_text = 纯文本
console-evidence = 证据
console-evidence_id = 证据编号
console-evidence_hint = 网页里每句话后面标有编号。
console-look_up = 查证
console-listen = 收听
console-not_heard = 简报现在不能收听：
console-query = 查询语句

ask-prepare_briefing = 现在准备
ask-prepare_briefing_means = 不等到点，立即准备今天的简报。已备好的保持不变。
ask-pause_briefing = 暂停简报
ask-pause_briefing_means = 不再准备、播报或推送，直到恢复。
ask-resume_briefing = 恢复简报
ask-resume_briefing_means = 从下一个时段起照常准备和推送。

# Links that show a briefing without an account.
share_page-title = 分享链接
share_page-means = 拿到链接的人不用登录就能看这一份简报。链接只在创建时显示一次。
share_page-new = 分享
share_page-new_means = 拿到链接的人都能看这份简报，直到过期、次数用完或你关闭它。
share_page-briefing = 简报
share_page-of_whom = 谁的简报
share_page-lasts = 有效期
share_page-most_views = 最多可看次数
share_page-made = 链接已创建
share_page-once = 请现在复制：链接只显示这一次。
share_page-views = 查看次数
share_page-seen = { $views } / { $most }
share_page-close = 关闭链接
share_page-close_means = 链接立即失效，任何人都打不开。无法撤销，可以另建一个。
share_page-closed = 链接已关闭。
share_page-none = 还没有分享链接。
share_page-none_hint = 在简报页点“分享”，给没有账号的人看。
share_verdict-open = 有效
share_verdict-expired = 已过期
share_verdict-used_up = 次数用完
share_verdict-revoked = 已关闭
