"""What a person is asked before one of our own tools is called that asks nobody itself (MCC-4)."""

import json
from collections.abc import Mapping
from typing import Any

from domain.common.readers import Language
from mcp_server.bounds import shown

LONGEST_QUESTION = 8_000
"""Characters: what a person reads before they say yes. Longer calls are not asked about at all."""

_EFFECTS = {
    "greet": ("取今天的简报，并记为已播报", "get today's briefing, which then counts as given"),
    "pause_briefing": ("暂停每日简报", "pause the daily briefing"),
    "resume_briefing": ("恢复每日简报", "resume the daily briefing"),
    "pause_incident": ("暂停这次修复", "hold this repair"),
    "resume_incident": ("继续这次修复", "let this repair go on"),
    "skip_rung": ("跳过下一步修复动作", "pass over the next rung of this repair"),
    "acknowledge_incident": ("接手这个事件", "take this incident over"),
    "deny_action": ("拒绝这次修复", "deny this repair"),
    "deny_cluster_edit": ("拒绝这次集群变更", "deny this edit of a cluster"),
    "create_maintenance_window": ("安排维护窗口", "plan a maintenance window"),
    "freeze_changes": ("冻结变更", "freeze changes"),
    "set_kill_switch": ("立即停止一切写入", "stop every write at once"),
    "propose_weights": ("现在学习评分权重", "let the weights of scores learn now"),
    "answer_weight_proposal": ("拒绝提议的权重", "refuse the proposed weights"),
    "pause_background_task": ("暂停后台任务", "pause a background task"),
    "resume_background_task": ("恢复后台任务", "resume a background task"),
    "trigger_background_task": ("立即运行后台任务", "run a background task now"),
    "remember": ("记住一件事", "keep a note"),
    "scrape_webpage": (
        "打开这个网页，它的主人会看到这个地址",
        "open this page, whose owner will see this address",
    ),
    "test_plugin": ("试连这个插件", "try this plugin"),
    "annotate_discussion": ("给讨论加标记", "mark a discussion"),
    "init_store": ("建立讨论的存储", "make the store of discussions"),
    "configure_briefing": ("更改每日简报的设置", "change the settings of the daily briefing"),
    "abort_incident": ("停止这次修复，不再继续", "stop this repair for good"),
    "close_incident": ("关闭这个事件", "close this incident"),
    "silence_alerts": ("静默告警，期间没有人会收到通知", "silence alerts, so that nobody is told"),
    "end_control": ("结束静默、维护窗口或冻结", "end a silence, a maintenance window or a freeze"),
    "create_background_task": (
        "新建一个后台任务，它会按设置通知",
        "make a background task, which tells people as it says",
    ),
    "update_background_task": (
        "更改后台任务，原来的设置会被替换",
        "change a background task, which replaces its settings",
    ),
    "delete_background_task": ("删除后台任务", "delete a background task"),
    "forget": ("删除一条记忆", "delete a note"),
    "send_sms": ("发送短信", "send a text message"),
    "send_message": ("在讨论中发言", "say something on the bus"),
    "reply_message": ("在讨论中回复", "reply in a discussion"),
    "close_discussion": ("关闭讨论，不能再打开", "close a discussion, which nothing opens again"),
}


def question(
    name: str, title: str, arguments: Mapping[str, Any], about: str, language: Language
) -> str:
    """Return the question: what would be done, to what, with which arguments.

    Args:
        name: of the tool.
        title: used where the tool has no words of its own here.
        arguments: all of them are shown, whatever they hold made visible.
        about: a line that says what the arguments only name; may be empty.
        language: the person's.
    """
    chinese = language is Language.CHINESE
    effect = _EFFECTS.get(name, (title, title))[0 if chinese else 1]
    lines = [f"要{effect}吗？" if chinese else f"Shall I {effect}?"]
    if name not in _EFFECTS:
        lines = [f"要执行“{title}”吗？" if chinese else f"Shall I do this: {title}?"]
    if about:
        lines.append(f"{'对象：' if chinese else 'It is: '}{shown(about, 300)}")
    lines += [f"- {shown(key, 80)}: {_value(value)}" for key, value in arguments.items()]
    lines.append(f"({name})")
    return "\n".join(lines)


def too_long(language: Language) -> str:
    """Return why a call is refused that nobody could read before agreeing to it."""
    if language is Language.CHINESE:
        return "参数太长，无法逐字给人确认，什么都没有做。请缩短后再调用。"
    return (
        "Nothing was done: the arguments are too long for a person to agree to. Call again with "
        "shorter ones."
    )


def _value(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shown(text, LONGEST_QUESTION + 1)
