"""Which tools a robot is offered, under which names and in which order (VOI-1)."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message

MOST_TOOLS = 20
"""Of one robot: its model reads all of them in every turn."""

_ALIAS = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What no robot's server rewrites, and every chat API takes."""

OF_ROBOTS = frozenset(
    {
        *("get_weather", "get_time", "play_music", "change_role", "handle_exit_intent"),
        *("web_search", "get_news_from_newsnow", "call_device", "search_from_ragflow"),
        "direct_answer",
    }
)
"""Names of robots' own tools, which one of ours would take away; so are those with `hass_`."""


class RobotTool(StrEnum):
    """Our tools that are described for the ear; the rest says what it says to every agent."""

    GREET = "greet"
    GET_BRIEFING = "get_briefing"
    LIST_INCIDENTS = "list_incidents"
    EXPLAIN_INCIDENT = "explain_incident"
    LIST_APPROVALS = "list_approvals"
    LIST_ALARM_RECORDS = "list_alarm_records"
    LIST_LOG_TOPICS = "list_log_topics"
    GET_LOG_HISTOGRAM = "get_log_histogram"
    SEARCH_LOGS = "search_logs"
    LIST_CLUSTERS = "list_clusters"
    LIST_WORKLOADS = "list_workloads"
    GET_WORKLOAD = "get_workload"
    LIST_PODS = "list_pods"
    APPROVE_ACTION = "approve_action"
    ROLLBACK_WORKLOAD = "rollback_workload"
    RESTART_WORKLOAD = "restart_workload"
    PAUSE_INCIDENT = "pause_incident"
    SILENCE_ALERTS = "silence_alerts"
    CHANGE_PREFERENCES = "change_preferences"
    GET_WEATHER = "get_weather"
    LIST_BACKGROUND_TASKS = "list_background_tasks"
    SEARCH_MEMORIES = "search_memories"
    LIST_DELIVERIES = "list_deliveries"
    MORE = "more"
    CONFIRM_CODE = "confirm_code"


OF_DIALECT = (RobotTool.MORE, RobotTool.CONFIRM_CODE)
"""What a robot has beside our tools: going on with an answer, and saying a one-time code."""

_NOT_USUAL = frozenset(
    {
        *OF_DIALECT,
        RobotTool.LIST_PODS,
        RobotTool.GET_LOG_HISTOGRAM,
        RobotTool.LIST_BACKGROUND_TASKS,
        RobotTool.SEARCH_MEMORIES,
        RobotTool.LIST_DELIVERIES,
    }
)

USUAL = tuple(
    "get_weather=team_weather" if each is RobotTool.GET_WEATHER else each.value
    for each in RobotTool
    if each not in _NOT_USUAL
)
"""What a robot is offered when nothing is chosen for it."""


@dataclass(frozen=True)
class Offer:
    """One of our tools under the name that a robot has for it."""

    tool: str
    alias: str


def read_offers(chosen: Iterable[str]) -> tuple[Offer, ...]:
    """Return the tools that somebody chose, in their order.

    Args:
        chosen: `name` or `name=alias` each.

    Raises:
        InvalidRequest: too many, a name twice, or one that a robot would not take.
    """
    offers = []
    for each in chosen:
        tool, _, alias = each.partition("=")
        offers.append(Offer(tool.strip(), (alias or tool).strip()))
    most = MOST_TOOLS - len(OF_DIALECT)
    if len(offers) > most:
        raise InvalidRequest("tools", message("rule.most_items", most=most))
    for offer in offers:
        if not _ALIAS.fullmatch(offer.alias):
            raise InvalidRequest("tools", message("robot.tool_form"))
        if offer.alias in OF_ROBOTS or offer.alias.startswith("hass_"):
            raise InvalidRequest("tools", message("robot.tool_clash", tool=Called(offer.alias)))
    names = [offer.alias for offer in offers]
    if len({*names, *OF_DIALECT}) < len(names) + len(OF_DIALECT):
        raise InvalidRequest("tools", message("rule.named_once"))
    return tuple(offers)


def check_known(offers: Iterable[Offer], known: Collection[str]) -> None:
    """Raise `InvalidRequest` for a tool that there is not, with the one that is meant perhaps."""
    for offer in offers:
        if offer.tool not in known:
            near = get_close_matches(offer.tool, known, n=1)
            hint = Called(near[0]) if near else None
            said = message("robot.tool_unknown", tool=Called(offer.tool[:64]), near=hint)
            raise InvalidRequest("tools", said)


_KEPT = ("type", "description", "enum", "default", "items")


def plain_schema(schema: Mapping[str, Any], *, without: Sequence[str] = ()) -> dict[str, Any]:
    """Return a schema that every robot's server keeps: flat, no references, no unions.

    A choice between several shapes is told as its first; what the choice allows is checked when
    the tool is called.
    """
    given: Mapping[str, Any] = schema.get("properties") or {}
    properties = {
        name: _plain(described) for name, described in given.items() if name not in without
    }
    required = [name for name in schema.get("required") or () if name in properties]
    return {"type": "object", "properties": properties, "required": required}


def _plain(described: Mapping[str, Any]) -> dict[str, Any]:
    choices = described.get("anyOf") or described.get("oneOf")
    if choices:
        described = {**choices[0], **described}
    kept = {key: described[key] for key in _KEPT if key in described}
    if isinstance(kept.get("items"), Mapping):
        kept["items"] = _plain(kept["items"])
    kept.setdefault("type", "string")
    return kept
