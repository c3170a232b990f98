"""How carefully each of our own tools is to be handled when the assistant calls it (MCC-4)."""

from collections.abc import Mapping
from typing import Any

from mcp.server.mcpserver.tools import Tool

from application.ports.assistant.toolboxes import Care, OfferedTool
from domain.people.access import Permission

KEYS = ("key", "client_key")
"""Arguments that make repeating safe: the assistant fills them in, and no model."""

NAMES_BY_KEY = frozenset({"get_delivery", "resend_delivery", "judge_message"})
"""Tools whose `key` says which thing is meant: it is the model's to fill in."""

CONFIRMS = "confirm"
"""Argument that stands for a person's yes to who cannot ask them; the assistant can."""

OTHER_NAMES = ("settings",)
"""Arguments that other frameworks need as second names; the assistant does not."""

REACHES_OTHERS = frozenset({"create_background_task", "send_message", "reply_message"})
"""Tools that destroy nothing, but tell others something on the person's behalf."""

REACHES_ONLY_THE_PERSONS_OWN = frozenset({"test_plugin"})
"""Tools that go outside, but only where the person has said that they may."""

TELLS_ITS_OWNER = {"scrape_webpage": "url"}
"""Tools that read at an address of the caller's choice, whose owner learns what stands in it, and
the argument that holds it."""

OUR_WORDS_ONLY = frozenset(
    {
        *("list_log_topics", "get_log_histogram", "list_clusters", "list_node_pools"),
        *("get_kill_switch", "list_controls", "show_policy", "validate_policy", "verify_audit"),
        *("back_test_policy", "get_incident_metrics", "show_score_weights"),
        *("list_weight_proposals", "remember", "forget"),
        *("configure_briefing", "change_preferences", "pause_briefing", "resume_briefing"),
        *("silence_alerts", "create_maintenance_window", "freeze_changes", "end_control"),
        *("set_kill_switch", "propose_weights", "answer_weight_proposal", "revert_weights"),
        *("unregister_plugin", "delete_background_task"),
        *("judge_message", "get_reach_rates"),
    }
)
"""Tools whose answers hold numbers, names and what the team itself wrote. What all others answer
was written by programs and strangers: log lines, an incident's alert, why a watch could not read
its page, a note that some program kept, a plugin's own words. A test feeds every such field and
calls each of these."""

RIGHTS: Mapping[str, Permission] = {
    **dict.fromkeys(
        (
            *("abort_incident", "pause_incident", "resume_incident", "skip_rung"),
            *("acknowledge_incident", "examine_incident", "close_incident"),
            *("merge_incident", "split_incident"),
        ),
        Permission.STEER_INCIDENTS,
    ),
    **dict.fromkeys(("add_incident_note", "discuss_incident"), Permission.NOTE_INCIDENTS),
    **dict.fromkeys(("approve_action", "deny_action"), Permission.APPROVE_REPAIRS),
    **dict.fromkeys(
        ("rollback_workload", "restart_workload", "scale_workload"), Permission.REQUEST_REPAIRS
    ),
    **dict.fromkeys(("silence_alerts", "create_maintenance_window"), Permission.SILENCE_ALERTS),
    "freeze_changes": Permission.FREEZE_CHANGES,
    **dict.fromkeys(("list_audit_rows", "verify_audit"), Permission.READ_AUDIT),
    **dict.fromkeys(
        ("propose_weights", "answer_weight_proposal", "revert_weights"), Permission.CHANGE_WEIGHTS
    ),
    **dict.fromkeys(
        (
            *("apply_manifest", "set_config_keys", "put_config_back", "resize_node_pool"),
            *("create_node_pool", "unisolate_pod", "create_metric_alarm", "create_log_alarm"),
            *("switch_alarm_policy", "create_logset", "create_log_topic", "create_scheduled_sql"),
        ),
        Permission.EDIT_CLUSTERS,
    ),
    **dict.fromkeys(("approve_cluster_edit", "deny_cluster_edit"), Permission.APPROVE_REPAIRS),
    **dict.fromkeys(
        ("configure_briefing", "change_preferences", "pause_briefing", "resume_briefing"),
        Permission.CONFIGURE_BRIEFING,
    ),
    **dict.fromkeys(
        (
            *("create_background_task", "update_background_task", "delete_background_task"),
            *("pause_background_task", "resume_background_task", "trigger_background_task"),
            "call_alert_normal",
        ),
        Permission.MANAGE_TASKS,
    ),
    **dict.fromkeys(("remember", "forget"), Permission.KEEP_MEMORIES),
    "send_sms": Permission.SEND_SMS,
    "judge_message": Permission.GIVE_FEEDBACK,
    **dict.fromkeys(("send_message_to", "send_messages_to_list"), Permission.SEND_DELIVERIES),
    "send_test_alerts": Permission.SEND_ALERTS,
    **dict.fromkeys(
        ("test_plugin", "register_plugin", "unregister_plugin"), Permission.MANAGE_PLUGINS
    ),
}
"""What a tool needs beyond reading. It is not offered to who lacks that, which spares the model a
tool and the person a refusal; who may do what is decided by the services, whatever stands here."""

_ASKS_ONLY_WHEN = {
    "set_kill_switch": ("engaged", False),
    "answer_weight_proposal": ("answer", "approve"),
}
"""Arguments with which tools ask by themselves: what stops and refuses is done at once."""

_SHOWN_BEFORE = {
    "update_background_task": ("get_background_task", "task_id"),
    "delete_background_task": ("get_background_task", "task_id"),
    "abort_incident": ("get_incident", "incident_id"),
    "close_incident": ("get_incident", "incident_id"),
    "merge_incident": ("get_incident", "incident_id"),
    "split_incident": ("get_incident", "incident_id"),
}

_CHECKED_HERE = frozenset({"anyOf", "pattern", "minLength", "maxLength"})
"""What schemas of arguments hold for the check of a call, and no model is charged for."""

_NO_CONFIRM = (
    " Here the person is asked before anything is done, with what would be done: just call it, "
    "there is nothing to confirm."
)


def offered(tool: Tool) -> OfferedTool:
    """Return a tool as the assistant's model sees it."""
    keys = _keys(tool)
    hidden = {CONFIRMS, *keys, *OTHER_NAMES} & set(_properties(tool))
    parameters = {
        **tool.parameters,
        "properties": {
            name: _described(each) for name, each in _properties(tool).items() if name not in hidden
        },
    }
    reads = _hint(tool, "read_only_hint")
    return OfferedTool(
        alias=tool.name,
        title=tool.title or tool.name,
        description=tool.description + (_NO_CONFIRM if CONFIRMS in hidden else ""),
        parameters=parameters,
        care=care_of(tool),
        repeatable=reads or _hint(tool, "idempotent_hint") or bool(keys),
        foreign=tool.name not in OUR_WORDS_ONLY,
        reads_at=TELLS_ITS_OWNER.get(tool.name, ""),
    )


def _described(argument: dict[str, Any]) -> dict[str, Any]:
    """Return an argument as a model needs it: each question pays for every word.

    Alternatives, patterns and lengths stay with us: what a model must know of them its description
    says, the call is checked against them, and a refusal names the rule. "" says nothing either.
    """
    return {
        key: value
        for key, value in argument.items()
        if key not in _CHECKED_HERE and (key, value) != ("default", "")
    }


def care_of(tool: Tool) -> Care:
    """Say how carefully a tool is to be handled, by what it says of itself."""
    if _hint(tool, "read_only_hint") and tool.name not in TELLS_ITS_OWNER:
        return Care.READS
    if tool.name in REACHES_ONLY_THE_PERSONS_OWN or tool.name in TELLS_ITS_OWNER:
        return Care.CHANGES
    outside = _hint(tool, "open_world_hint") or tool.name in REACHES_OTHERS
    return Care.ASKS_FIRST if outside or _hint(tool, "destructive_hint") else Care.CHANGES


def is_asked_about(tool: Tool, arguments: Mapping[str, Any], *, warily: bool) -> bool:
    """Say whether a person is asked here: the call needs it, and the tool does not ask by itself.

    Args:
        tool: to be called.
        arguments: of the call.
        warily: whoever calls may be led by strangers.
    """
    care = care_of(tool)
    if care is Care.READS:
        return False
    if not asks_itself(tool):
        return warily or care is Care.ASKS_FIRST
    name, value = _ASKS_ONLY_WHEN.get(tool.name, ("", None))
    return warily and bool(name) and arguments.get(name) != value


def asks_itself(tool: Tool) -> bool:
    """Say whether a tool puts a question of its own: those that can are given the call's context.

    A test calls each of them and sees that it does.
    """
    return tool.context_kwarg is not None and care_of(tool) is Care.ASKS_FIRST


def completed(tool: Tool, arguments: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the arguments without what a model must not fill in, and with the call's key.

    Args:
        tool: whose they are.
        arguments: as the model gave them.
        key: at most 64 characters.
    """
    keys = _keys(tool)
    kept = {name: value for name, value in arguments.items() if name not in (CONFIRMS, *keys)}
    return kept | dict.fromkeys(keys, key)


def shown_before(name: str, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Return the call that shows what a call is about, where its arguments hold only an id."""
    if name not in _SHOWN_BEFORE:
        return None
    reader, field = _SHOWN_BEFORE[name]
    return reader, {field: arguments.get(field)}


def _keys(tool: Tool) -> list[str]:
    """Return which arguments of a tool make repeating it safe."""
    named = () if tool.name in NAMES_BY_KEY else KEYS
    return [name for name in named if name in _properties(tool)]


def _properties(tool: Tool) -> dict[str, Any]:
    properties: dict[str, Any] = tool.parameters.get("properties", {})
    return properties


def _hint(tool: Tool, name: str) -> bool:
    return bool(tool.annotations and getattr(tool.annotations, name))
