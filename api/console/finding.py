"""What the search of the console finds: pages, actions, incidents, tasks, workloads (CON-2).

Only what whoever looks may open is asked for and shown. Each kind is bounded in number and in time;
a kind that is late or refuses says so in its place.
"""

import asyncio
import re
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from api.console.navigation import menu_for
from api.console.routes import ROOT
from api.console.visits import Visit
from application.common.wording import refusal
from application.ports.tasks import TaskOrder
from domain.common.errors import InvalidRequest, NotFound, ZhibanError
from domain.common.messages import Message, message, named
from domain.incidents.events import what_of
from domain.people.access import Permission

LONGEST_WORDS = 100
"""Characters that are searched for; an id has 28."""

MOST_OF_A_KIND = 8
MOST_AT_REST = 12
"""Actions, while nothing is searched for."""

PATIENCE = 2.0
"""Seconds; a cluster that answers later is one link away."""

SHORTEST_NAME = 3
"""Characters from which on clusters are asked: fewer fit half of what runs."""

_CLUSTERS_AT_ONCE = asyncio.Semaphore(4)
"""Searches of one process that ask clusters; somebody types faster than they answer."""

_INCIDENT = re.compile(r"i_[a-z2-7]{26}")
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing that was found; `note` tells it from others of the same name."""

    label: str
    address: str
    icon: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Things of one kind, the best first; `problem` says why there are none."""

    label: str
    hits: Sequence[Hit]
    problem: str = ""


@dataclass(frozen=True)
class Action:
    """What can be begun from anywhere."""

    address: str
    label: Message
    needs: Permission
    icon: str


_P = Permission
ACTIONS = (
    Action("/tasks/new", message("task_form.title"), _P.MANAGE_TASKS, "tasks"),
    Action("/controls/silence", message("ask.silence"), _P.SILENCE_ALERTS, "controls"),
    Action("/controls/maintenance", message("control_page.plan"), _P.SILENCE_ALERTS, "controls"),
    Action("/controls/freeze", message("control_page.freeze"), _P.FREEZE_CHANGES, "controls"),
    Action(
        "/controls/kill-switch/engage", message("control_page.stop"), _P.STEER_INCIDENTS, "controls"
    ),
    Action("/clusters/-/find", message("cluster_page.find"), _P.READ_CLUSTERS, "clusters"),
    Action(
        "/deliveries/send", message("announcement_page.title"), _P.SEND_DELIVERIES, "deliveries"
    ),
    Action("/deliveries/test", message("delivery_page.test"), _P.SEND_DELIVERIES, "deliveries"),
    Action("/discussions/new", message("bus_page.new"), _P.SEND_DISCUSSIONS, "discussions"),
    Action("/memories/new", message("memory_page.new"), _P.KEEP_MEMORIES, "memories"),
    Action("/tools/weather", message("tool_page.weather"), _P.READ_WEATHER, "tools"),
    Action("/tools/page", message("tool_page.page"), _P.FETCH_PAGES, "tools"),
    Action("/tools/text", message("tool_page.text"), _P.SEND_SMS, "tools"),
    Action("/tools/forecast", message("tool_page.forecast"), _P.READ_LOGS, "tools"),
    Action("/tools/metrics", message("metric_series.title"), _P.READ_LOGS, "tools"),
    Action("/tools/test-alerts", message("tool_page.test_alerts"), _P.SEND_ALERTS, "tools"),
    Action("/shares/new", message("share_page.new"), _P.SHARE_BRIEFING, "briefings"),
    Action("/policies/back-test", message("policy_page.try"), _P.READ_POLICIES, "policies"),
    Action("/policies/weights/set", message("weight_page.set"), _P.CHANGE_WEIGHTS, "policies"),
    Action("/oncall/new", message("oncall_page.new"), _P.CHANGE_ONCALL, "oncall"),
    Action("/plugins/new", message("plugin_page.new"), _P.MANAGE_PLUGINS, "plugins"),
    Action("/robots/new", message("robot_page.new"), _P.MANAGE_ROBOTS, "robots"),
    Action("/people/invite", message("password_link.invite"), _P.MANAGE_PEOPLE, "people"),
    Action("/people/new", message("profile.add"), _P.MANAGE_PEOPLE, "people"),
    Action("/people/me/password", message("page.change_password"), _P.MANAGE_SELF, "me"),
    Action("/audit/check", message("console.audit_check"), _P.READ_AUDIT, "audit"),
)
"""A test opens each, and holds its right to that of its page."""


async def find(visit: Visit, words: str) -> list[Group]:
    """Return what fits some words, by kind; without words the pages and some actions."""
    text = " ".join(words.split())
    pages = Group(label=_said(visit, "find_page.pages"), hits=_pages(visit, text))
    actions = Group(label=_said(visit, "find_page.actions"), hits=_actions(visit, text))
    if not text:
        return [each for each in (actions, pages) if each.hits]
    asked: list[Awaitable[Group]] = []
    if visit.may(_P.READ_INCIDENTS):
        asked.append(_in_time(visit, "console.incidents", _incidents(visit, text)))
    if visit.may(_P.READ_TASKS):
        asked.append(_in_time(visit, "console.tasks", _tasks(visit, text)))
    if visit.may(_P.READ_CLUSTERS) and len(text) >= SHORTEST_NAME and _NAME.fullmatch(text.lower()):
        asked.append(_in_time(visit, "cluster_page.workloads", _workloads(visit, text.lower())))
    found = [pages, actions, *await asyncio.gather(*asked)]
    return [each for each in found if each.hits or each.problem]


def _pages(visit: Visit, text: str) -> list[Hit]:
    sections = [each for _, some in menu_for(visit.by) for each in some]
    hits = [
        Hit(label=visit.text(each.label), address=ROOT + each.address, icon=each.name)
        for each in sections
    ]
    return _best(hits, text, most=MOST_OF_A_KIND if text else len(hits))


def _actions(visit: Visit, text: str) -> list[Hit]:
    hits = [
        Hit(label=visit.text(each.label), address=ROOT + each.address, icon=each.icon)
        for each in ACTIONS
        if visit.may(each.needs)
    ]
    return _best(hits, text, most=MOST_OF_A_KIND if text else MOST_AT_REST)


def _best(hits: Sequence[Hit], text: str, *, most: int) -> list[Hit]:
    """Return those whose label has every word, those that begin with the text first."""
    whole, words = text.casefold(), text.casefold().split()
    fitting = [each for each in hits if all(word in each.label.casefold() for word in words)]
    return sorted(fitting, key=lambda each: not each.label.casefold().startswith(whole))[:most]


async def _in_time(visit: Visit, label: str, asked: Awaitable[list[Hit]]) -> Group:
    said = _said(visit, label)
    try:
        async with asyncio.timeout(PATIENCE):
            return Group(label=said, hits=await asked)
    except TimeoutError:
        return Group(label=said, hits=(), problem=_said(visit, "console.late"))
    except (InvalidRequest, NotFound):
        # Words that no name could have are found nowhere.
        return Group(label=said, hits=())
    except ZhibanError as error:
        problem = refusal(error, visit.told.words, visit.told.reader)
        return Group(label=said, hits=(), problem=problem)


async def _incidents(visit: Visit, text: str) -> list[Hit]:
    service, by = visit.services.incidents, visit.by
    found = []
    if _INCIDENT.fullmatch(text):
        with suppress(NotFound):
            found = [await service.get(by=by, incident_id=text)]
    if not found:
        found = list((await service.list(by=by, search=text, limit=MOST_OF_A_KIND)).incidents)
    return [
        Hit(
            label=visit.text(what_of(each)),
            address=f"{ROOT}/incidents/{each.id}",
            icon="incidents",
            note=visit.text(named(each.state)),
        )
        for each in found
    ]


async def _tasks(visit: Visit, text: str) -> list[Hit]:
    found = await visit.services.tasks.overview(
        by=visit.by,
        everybody=visit.may(_P.ACT_FOR_OTHERS),
        name=text,
        order=TaskOrder.OLDEST,
        limit=MOST_OF_A_KIND,
    )
    return [
        Hit(
            label=each.name,
            address=f"{ROOT}/tasks/{quote(each.id)}",
            icon="tasks",
            note=visit.text(named(each.type)),
        )
        for each in found.rows
    ]


async def _workloads(visit: Visit, name: str) -> list[Hit]:
    address = f"{ROOT}/clusters/-/find?{urlencode({'name': name})}"
    everywhere = Hit(
        label=visit.text(message("cluster_page.find")), address=address, icon="clusters", note=name
    )
    try:
        async with asyncio.timeout(PATIENCE * 0.75), _CLUSTERS_AT_ONCE:
            found = await visit.services.cluster_details.find(
                by=visit.by, name=name, limit=MOST_OF_A_KIND
            )
    except TimeoutError:
        return [everywhere]
    hits = [
        Hit(
            label=each.ref.name,
            address=f"{ROOT}/clusters/{quote(each.ref.cluster)}/workloads/"
            f"{quote(each.ref.namespace)}/{each.ref.kind.value}/{quote(each.ref.name)}",
            icon="clusters",
            note=f"{each.ref.cluster}/{each.ref.namespace} {each.ref.kind.value}",
        )
        for each in found.workloads
    ]
    return [*hits, *([everywhere] if found.unread else [])]


def _said(visit: Visit, id_: str) -> str:
    return visit.text(message(id_))
