"""What a person is asked before one of our own tools is called that asks nobody itself (MCC-4)."""

import json
from collections.abc import Mapping
from typing import Any

from application.common.wording import Localizer
from domain.common.messages import Called, message
from mcp_server.bounds import shown

LONGEST_QUESTION = 8_000
"""Characters: what a person reads before they say yes. Longer calls are not asked about at all."""

_ASKED = (
    "may_i.greet",
    "may_i.pause_briefing",
    "may_i.resume_briefing",
    "may_i.pause_incident",
    "may_i.resume_incident",
    "may_i.skip_rung",
    "may_i.acknowledge_incident",
    "may_i.examine_incident",
    "may_i.deny_action",
    "may_i.deny_cluster_edit",
    "may_i.create_maintenance_window",
    "may_i.freeze_changes",
    "may_i.set_kill_switch",
    "may_i.propose_weights",
    "may_i.answer_weight_proposal",
    "may_i.pause_background_task",
    "may_i.resume_background_task",
    "may_i.trigger_background_task",
    "may_i.call_alert_normal",
    "may_i.remember",
    "may_i.scrape_webpage",
    "may_i.test_plugin",
    "may_i.annotate_discussion",
    "may_i.init_store",
    "may_i.configure_briefing",
    "may_i.abort_incident",
    "may_i.close_incident",
    "may_i.add_incident_note",
    "may_i.discuss_incident",
    "may_i.merge_incident",
    "may_i.split_incident",
    "may_i.silence_alerts",
    "may_i.end_control",
    "may_i.create_background_task",
    "may_i.update_background_task",
    "may_i.delete_background_task",
    "may_i.forget",
    "may_i.send_sms",
    "may_i.send_message",
    "may_i.reply_message",
    "may_i.close_discussion",
)
_QUESTIONS = {each.partition(".")[2]: message(each) for each in _ASKED}
"""By the name of the tool."""


def question(
    name: str, title: str, arguments: Mapping[str, Any], about: str, reader: Localizer
) -> str:
    """Return the question: what would be done, to what, with which arguments.

    Args:
        name: of the tool.
        title: used where the tool has no words of its own here.
        arguments: all of them are shown, whatever they hold made visible.
        about: a line that says what the arguments only name; may be empty.
        reader: the person's.
    """
    asked = _QUESTIONS.get(name) or message("may_i.do_this", title=Called(title))
    lines = [reader.text(asked)]
    if about:
        lines.append(f"{reader.text(message('may_i.about'))} {shown(about, 300)}")
    lines += [f"- {shown(key, 80)}: {_value(value)}" for key, value in arguments.items()]
    lines.append(f"({name})")
    return "\n".join(lines)


def _value(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shown(text, LONGEST_QUESTION + 1)
