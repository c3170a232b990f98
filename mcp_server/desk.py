"""The set `desk`: the few tools that a person on call asks for, and a way to all the others.

A host shows a model every tool that a server lists, at every step; many cut off what is over forty.
So few are listed, and what differs by a verb is one tool with an `action`. `find_tools` tells of
the others, `call_tool` calls them, and whoever knows a name may also call it directly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mcp.server.mcpserver.tools import Tool as ServedTool
from mcp_types import Tool, ToolAnnotations

from domain.assistant.tool_choice import FIND
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message, one_of

DESK = "desk"

LISTED = (
    *("greet", "get_briefing", "list_incidents", "explain_incident", "get_incident_timeline"),
    *("list_approvals", "list_log_topics", "search_logs", "list_alarm_records", "list_clusters"),
    *("list_workloads", "list_pods", "get_pod_log", "silence_alerts", "create_background_task"),
    *("list_background_tasks", "remember", "search_memories", "get_weather"),
)
"""Tools of other sets that are listed as they are, in this order."""

WIDEST = 4_000
"""Characters of an argument's alternatives that are listed; a call is checked against all."""

CALL = "call_tool"


@dataclass(frozen=True, kw_only=True)
class OneTool:
    """Several tools as one with an `action`; each of them takes its own arguments.

    Attributes:
        by_action: the tool behind each action.
    """

    name: str
    title: str
    description: str
    by_action: Mapping[str, str]

    def listed(self, tools: Mapping[str, ServedTool]) -> Tool:
        """Return it as hosts are told of it: every argument of every action."""
        behind = {action: tools[name] for action, name in self.by_action.items()}
        takes = {action: each.parameters["properties"] for action, each in behind.items()}
        needed = [set(each.parameters.get("required", ())) for each in behind.values()]
        arguments: dict[str, Any] = {}
        for own in takes.values():
            for name, argument in own.items():
                arguments.setdefault(name, argument)
        for name, argument in arguments.items():
            only = [action for action, own in takes.items() if name in own]
            if len(only) < len(takes):
                told = f"{argument['description']} Only for {', '.join(only)}."
                arguments[name] = {**argument, "description": told}
        action = {
            "type": "string",
            "enum": list(self.by_action),
            "description": "What is to be done.",
        }
        hints = [each.annotations for each in behind.values() if each.annotations]
        return Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema={
                "type": "object",
                "properties": {"action": action, **arguments},
                "required": ["action", *sorted(set.intersection(*needed))],
                "additionalProperties": False,
            },
            annotations=ToolAnnotations(
                read_only_hint=False,
                destructive_hint=any(each.destructive_hint for each in hints),
                idempotent_hint=all(each.idempotent_hint for each in hints),
                open_world_hint=any(each.open_world_hint for each in hints),
            ),
        )

    def meant(self, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return which tool is meant, and its arguments; raises `InvalidRequest`."""
        rest = dict(arguments)
        action = rest.pop("action", None)
        if action not in self.by_action:
            raise InvalidRequest("action", one_of(tuple(self.by_action)))
        return self.by_action[action], rest


STEER_INCIDENT = OneTool(
    name="steer_incident",
    title="Steer an incident",
    description=(
        "Take an incident over, hold its repair or let it go on, skip its next step, look again, "
        "stop its repair for good, or close it. Use when the person tells what is to happen with "
        "one incident; find its id with list_incidents. abort and close cannot be taken back: say "
        "what will happen and have the person agree first. Fails when there is no such incident, "
        "the person may not, or it is not in a state for it."
    ),
    by_action={
        "acknowledge": "acknowledge_incident",
        "pause": "pause_incident",
        "resume": "resume_incident",
        "skip": "skip_rung",
        "examine": "examine_incident",
        "abort": "abort_incident",
        "close": "close_incident",
    },
)

ANSWER_APPROVAL = OneTool(
    name="answer_approval",
    title="Approve or deny a repair",
    description=(
        "Say the person's yes or no to one repair that waits for it. Use only when the person has "
        "seen the plan and says so; find it with list_approvals. Approved means that it is done. "
        "Fails when it is answered already, the plan is another by now, or the person may not."
    ),
    by_action={"approve": "approve_action", "deny": "deny_action"},
)

REPAIR_WORKLOAD = OneTool(
    name="repair_workload",
    title="Roll back, restart or scale a workload",
    description=(
        "Roll a workload back, restart it or change its replicas, behind all guards. Use when the "
        "person asks for it; find it with list_workloads. The first call changes nothing: it shows "
        "the exact change and returns confirm. When the person agrees, call again with the same "
        "arguments and that confirm. Fails when a guard or the policy forbids it, or the person "
        "may not."
    ),
    by_action={
        "rollback": "rollback_workload",
        "restart": "restart_workload",
        "scale": "scale_workload",
    },
)

STEER_TASK = OneTool(
    name="steer_background_task",
    title="Pause, resume, run or delete a background task",
    description=(
        "Pause a background task, let it go on, run it now, or delete it. Use when the person "
        "tells what is to happen with one task; find its id with list_background_tasks. A deleted "
        "task is gone for good: have the person agree first. Fails when there is no such task."
    ),
    by_action={
        "pause": "pause_background_task",
        "resume": "resume_background_task",
        "run": "trigger_background_task",
        "delete": "delete_background_task",
    },
)

COMBINED: Mapping[str, OneTool] = {
    each.name: each for each in (STEER_INCIDENT, ANSWER_APPROVAL, REPAIR_WORKLOAD, STEER_TASK)
}


def listed_at_desk(tools: Sequence[ServedTool], beside: Sequence[ServedTool]) -> list[Tool]:
    """Return what is listed in the set `desk`.

    Args:
        tools: those that are served; of what is left out among them nothing is listed.
        beside: tools of other sets that are served with it, which are listed as they are.
    """
    served = {each.name: each for each in tools}
    names = dict.fromkeys((*LISTED, *(each.name for each in beside)))
    whole = [each for each in COMBINED.values() if set(each.by_action.values()) <= served.keys()]
    return [
        *(listed(served[name]) for name in names if name in served),
        *(each.listed(served) for each in whole),
        listed(served[FIND]),
        _caller(tools),
    ]


def _caller(tools: Sequence[ServedTool]) -> Tool:
    """Return the tool that calls any of these; it is as harmless as the worst of them."""
    harmless = all(each.annotations and each.annotations.read_only_hint for each in tools)
    return Tool(
        name=CALL,
        title="Call any tool",
        description=(
            "Call a tool that is not listed here, by its name and arguments as find_tools tells "
            "them. Use it only for tools that find_tools named; call a listed tool by itself. It "
            "does what that tool does, and asks what that tool asks. Fails as that tool does, and "
            "when there is none of the name."
        ),
        input_schema={
            "type": "object",
            "properties": {
                "name": {"type": "string", "description": "Name of the tool, from find_tools."},
                "arguments": {
                    "type": "object",
                    "description": "Its arguments, by the input_schema that find_tools told.",
                    "additionalProperties": True,
                },
            },
            "required": ["name"],
            "additionalProperties": False,
        },
        annotations=ToolAnnotations(
            read_only_hint=harmless,
            destructive_hint=not harmless,
            idempotent_hint=harmless,
            open_world_hint=True,
        ),
    )


def meant_by(name: str, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return which tool a call at the desk means, and its arguments.

    Raises:
        InvalidRequest: the action or the name is none.
    """
    if name in COMBINED:
        return COMBINED[name].meant(arguments)
    if name != CALL:
        return name, dict(arguments)
    inner, given = arguments.get("name"), arguments.get("arguments") or {}
    unknown = set(arguments) - {"name", "arguments"}
    if unknown:
        raise InvalidRequest(min(unknown)[:80], message("rule.unknown"))
    if not isinstance(inner, str) or not inner or inner == CALL:
        raise InvalidRequest("name", message("tool.name_from", tool=Called(FIND)))
    if not isinstance(given, Mapping):
        raise InvalidRequest("arguments", message("rule.object"))
    return meant_by(inner, given)


def listed(tool: ServedTool) -> Tool:
    """Return a tool as hosts are told of it, without the schema of its results."""
    return Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=narrowed(tool),
        annotations=tool.annotations,
    )


def narrowed(tool: ServedTool) -> dict[str, Any]:
    """Return the schema of a tool's arguments without alternatives that take more room than all."""
    properties = {
        name: {key: value for key, value in each.items() if key != "anyOf"}
        if len(str(each.get("anyOf", ""))) > WIDEST
        else each
        for name, each in tool.parameters["properties"].items()
    }
    return {**tool.parameters, "properties": properties}
