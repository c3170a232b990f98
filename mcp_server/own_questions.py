"""What a person is asked before one of our own tools is called that asks nobody itself (MCC-4)."""

import json
from collections.abc import Mapping
from typing import Any

from domain.people import Language
from mcp_server.bounds import shown

LONGEST_QUESTION = 8_000
"""Characters: what a person reads before they say yes. Longer calls are not asked about at all."""

_EFFECTS = {
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
