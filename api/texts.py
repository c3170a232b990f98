"""The words of the pages, in Chinese and English."""

from domain.people import Language

TEXTS: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        "tagline": "腾讯云上团队的值班同事",
        "sandbox": "SANDBOX 沙箱",
        "sandbox_means": "外部世界是模拟的：没有真实的云、邮件或群机器人。",
        "sign_in": "登录",
        "sign_out": "退出",
        "login": "账号或邮箱",
        "password": "密码",
        "other_language": "English",
        "today": "今天",
        "window": "简报时段",
        "next": "下一步",
        "at": "时间",
        "progress": "正在做",
        "greet": "早上好",
        "prepare": "现在准备",
        "pause": "暂停",
        "resume": "恢复",
        "paused": "已暂停",
        "briefing": "最新简报",
        "no_briefing": "还没有简报。在时段内问一声早上好，第一份就会出现在这里。",
        "open": "打开",
        "incomplete": "不完整",
        "tasks": "后台任务",
        "no_tasks": "还没有任务。例如在终端输入：zhiban task watch https://example.com",
        "trigger": "现在看一次",
        "task_web_monitor": "网页监控",
        "task_threshold_watch": "阈值监控",
        "task_schedule": "定时任务",
        "task_news_digest": "新闻摘要",
        "life_running": "运行中",
        "life_paused": "已暂停",
        "life_held": "被管理员暂停",
        "life_stopped": "已停止",
        "life_missing": "未启动",
        "life_unknown": "未知",
        "deliveries": "投递",
        "no_deliveries": "还没有投递。",
        "events": "实时事件",
        "no_events": "还没有事件。",
        "live": "已连接",
        "lost": "连接断开，正在重连",
        "links": "更多",
        "temporal": "Temporal 控制台",
        "docs": "接口说明",
        "needs_script": "此页面需要 JavaScript。",
        "failed": "请求没有成功。",
        "gone_title": "没有这个页面",
        "gone": "链接不存在，或者已经失效。请向分享给你的人再要一个。",
        "phase_waiting": "等待中",
        "phase_prepared": "已备好",
        "phase_given": "已播报",
        "phase_pushed": "已推送",
        "phase_missed": "已错过",
        "step_prepare": "准备简报",
        "step_push": "推送简报",
        "step_next_day": "明天的简报",
        "step_resume": "等待恢复",
        "state_queued": "排队中",
        "state_sending": "发送中",
        "state_accepted": "已受理",
        "state_delivered": "已送达",
        "state_spoken": "已播报",
        "state_read": "已读",
        "state_failed": "失败",
        "state_uncertain": "不确定",
    },
    Language.ENGLISH: {
        "tagline": "The colleague on duty for teams on Tencent Cloud",
        "sandbox": "SANDBOX",
        "sandbox_means": "The outside world is a stand-in: no real cloud, mail or chat robots.",
        "sign_in": "Sign in",
        "sign_out": "Sign out",
        "login": "Account or mail address",
        "password": "Password",
        "other_language": "中文",
        "today": "Today",
        "window": "Window",
        "next": "Next",
        "at": "At",
        "progress": "Doing",
        "greet": "Good morning",
        "prepare": "Prepare now",
        "pause": "Pause",
        "resume": "Resume",
        "paused": "Paused",
        "briefing": "Newest briefing",
        "no_briefing": "No briefing so far. Say good morning inside the window to get the first.",
        "open": "Open",
        "incomplete": "incomplete",
        "tasks": "Background tasks",
        "no_tasks": "No tasks so far. Try in a terminal: zhiban task watch https://example.com",
        "trigger": "Look now",
        "task_web_monitor": "page",
        "task_threshold_watch": "number",
        "task_schedule": "schedule",
        "task_news_digest": "news",
        "life_running": "running",
        "life_paused": "paused",
        "life_held": "held by an operator",
        "life_stopped": "stopped",
        "life_missing": "not started",
        "life_unknown": "unknown",
        "deliveries": "Deliveries",
        "no_deliveries": "No deliveries so far.",
        "events": "Live events",
        "no_events": "No events so far.",
        "live": "connected",
        "lost": "connection lost, trying again",
        "links": "More",
        "temporal": "Temporal Web UI",
        "docs": "API reference",
        "needs_script": "This page needs JavaScript.",
        "failed": "The request did not succeed.",
        "gone_title": "No such page",
        "gone": "The link does not exist or no longer opens. Ask whoever shared it for another.",
        "phase_waiting": "waiting",
        "phase_prepared": "prepared",
        "phase_given": "given",
        "phase_pushed": "pushed",
        "phase_missed": "missed",
        "step_prepare": "prepare the briefing",
        "step_push": "push the briefing",
        "step_next_day": "tomorrow's briefing",
        "step_resume": "waits to be resumed",
        "state_queued": "queued",
        "state_sending": "sending",
        "state_accepted": "accepted",
        "state_delivered": "delivered",
        "state_spoken": "spoken",
        "state_read": "read",
        "state_failed": "failed",
        "state_uncertain": "uncertain",
    },
}


def language_of(accept_language: str) -> Language:
    """Return the language a browser prefers; Chinese when it says nothing that we speak.

    Quality values are honoured; a tag of which only the first part is ours counts as ours.
    """
    best, best_quality = Language.CHINESE, 0.0
    for part in accept_language.split(",")[:20]:
        tag, _, parameter = part.strip().partition(";")
        quality = _quality(parameter)
        for language in Language:
            if tag.strip()[:2].lower() == language.value[:2] and quality > best_quality:
                best, best_quality = language, quality
    return best


def _quality(parameter: str) -> float:
    name, _, number = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0
