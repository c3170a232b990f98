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
console-query = 查询语句

ask-prepare_briefing = 现在准备
ask-prepare_briefing_means = 不等到点，立即准备今天的简报。已备好的保持不变。
ask-pause_briefing = 暂停简报
ask-pause_briefing_means = 不再准备、播报或推送，直到恢复。
ask-resume_briefing = 恢复简报
ask-resume_briefing_means = 从下一个时段起照常准备和推送。
