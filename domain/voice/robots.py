"""Desk robots: endpoints that we dial out to, and how each connection stands (VOI-1).

A robot belongs to one person, whose rights its calls have. Its address holds a token that opens
our tools to whoever has it, so the address is kept sealed and is never shown again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.events.events import Event, EventType

MOST_ROBOTS = 20
"""Of one person; each is a connection that is held all day."""

LONGEST_NAME = 40
LONGEST_URL = 2_048
LONGEST_PAUSE = timedelta(seconds=60)
STABLE_AFTER = timedelta(minutes=1)
"""A connection that lasted so long was a good one: the next pause is a short one again."""

SILENT_AFTER = timedelta(seconds=40)
"""Without anything, not even a ping or an answer to ours; both come every 20 s."""

UNASKED_AFTER = timedelta(minutes=15)
"""Without a frame. A relay that hangs still answers pings; only a new connection shows it."""

TOLD_FOR = timedelta(days=1)
"""How long a robot that was replaced, or whose relay was silent, is told of afterwards."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_TOOL_SIDE, _ROBOT_SIDE = "/mcp_endpoint/mcp/", "/mcp_endpoint/call/"
_PORTS = {"ws": 80, "wss": 443}


class RobotState(StrEnum):
    """How a robot's endpoint stands; the wire names."""

    UNTRIED = "untried"
    CONNECTED = "connected"
    RETRYING = "retrying"  # not connected, and dialled again after a pause
    REFUSED = "refused"  # dialled again only after somebody changed it


class RobotFault(StrEnum):
    """Why there is no connection; the wire names."""

    NONE = "none"
    UNREACHABLE = "unreachable"  # no connection, or no handshake in time
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a reason: 1008, 401 or 403
    NOT_FOUND = "not_found"  # 404: no such path
    ADDRESS_REFUSED = "address_refused"  # we do not connect there
    REPLACED = "replaced"  # 1000: another connection of this endpoint took its place
    SILENT = "silent"  # open, and nothing came for `SILENT_AFTER`, not even a ping
    HANGS = "hangs"  # it lets us in, and passes nothing on to us
    UNASKED = "unasked"  # nobody asked anything for `UNASKED_AFTER`; dialled anew to be sure
    CLOSED = "closed"  # the other side closed it, or it broke off
    SEALED = "sealed"  # its address does not open with the keys that there are


_STOPS = frozenset(
    {
        RobotFault.TOKEN_REFUSED,
        RobotFault.NOT_FOUND,
        RobotFault.ADDRESS_REFUSED,
        RobotFault.SEALED,
    }
)
_RECURRING = frozenset({RobotFault.REPLACED, RobotFault.SILENT, RobotFault.HANGS})
_NO_FAULTS = frozenset({RobotFault.NONE, RobotFault.UNASKED})
_OF_CODES: Mapping[int, RobotFault] = {
    1000: RobotFault.REPLACED,
    1008: RobotFault.TOKEN_REFUSED,
    401: RobotFault.TOKEN_REFUSED,
    403: RobotFault.TOKEN_REFUSED,
    404: RobotFault.NOT_FOUND,
}
"""Close codes of WebSockets and status codes of handshakes; they share no number."""


@dataclass(frozen=True, kw_only=True)
class Robot:
    """One robot, as its owner sees it: nothing in it is secret.

    Attributes:
        name: unique among the owner's.
        address: scheme, host and port.
        tools: what is offered there, in this order: `name` or `name=alias`; empty: the usual ones.
        verbatim: its server speaks what it is told to, word for word (a self-hosted one).
        revision: stands for all of this and the address; another one after every change.
    """

    owner: str
    name: str
    address: str
    tools: tuple[str, ...] = ()
    verbatim: bool = False
    enabled: bool = True
    revision: str
    registered_at: datetime


@dataclass(frozen=True, kw_only=True)
class RobotStanding:
    """How a robot's connection stood when its holder last said so.

    Attributes:
        since: when it came to stand so; None before the first try.
        code: close code or HTTP status behind `fault`; 0 without one.
        calls: tool calls answered since `since`.
        last_call: when the newest one came.
        last_tool: what it asked for, in our name.
        last_fault: why it was not connected the last time that was a fault; kept when it is again.
        last_fault_at: when; None: never since its holder has it.
    """

    state: RobotState = RobotState.UNTRIED
    fault: RobotFault = RobotFault.NONE
    code: int = 0
    since: datetime | None = None
    calls: int = 0
    last_call: datetime | None = None
    last_tool: str = ""
    last_fault: RobotFault = RobotFault.NONE
    last_fault_at: datetime | None = None

    def turned(
        self, state: RobotState, fault: RobotFault, code: int, *, at: datetime
    ) -> "RobotStanding":
        """Return how it stands after it came to stand otherwise."""
        faulty = fault not in _NO_FAULTS
        return replace(
            self,
            state=state,
            fault=fault,
            code=code,
            since=at,
            calls=0,
            last_fault=fault if faulty else self.last_fault,
            last_fault_at=at if faulty else self.last_fault_at,
        )

    def trouble(self, now: datetime) -> RobotFault:
        """Return what somebody should look at; `NONE` when there is nothing.

        What comes back although it is connected again is told for a day.
        """
        if self.fault not in _NO_FAULTS:
            return self.fault
        lately = self.last_fault_at is not None and now - self.last_fault_at < TOLD_FOR
        return self.last_fault if lately and self.last_fault in _RECURRING else RobotFault.NONE


@dataclass(frozen=True, kw_only=True)
class RobotRequest:
    """What a person wants registered."""

    name: str
    url: str = field(repr=False)
    tools: tuple[str, ...] = ()
    verbatim: bool = False


def made(owner: str, requested: RobotRequest, *, revision: str, at: datetime) -> tuple[Robot, str]:
    """Return the robot that a person asks for, and its whole address.

    Raises:
        InvalidRequest: a rule is broken; the address is never repeated.
    """
    url = check_url(requested.url)
    robot = Robot(
        owner=owner,
        name=check_name(requested.name),
        address=address_of(url),
        tools=requested.tools,
        verbatim=requested.verbatim,
        revision=revision,
        registered_at=at,
    )
    return robot, url


def check_name(name: str) -> str:
    """Return the name, or raise `InvalidRequest`."""
    if not _NAME.fullmatch(name):
        raise InvalidRequest("name", message("plugin.name_form", most=LONGEST_NAME))
    return name


def check_url(url: str) -> str:
    """Return the address of an endpoint as far as its text tells, or raise `InvalidRequest`.

    A `+` in a query is a blank to every server: a token with one must be written `%2B`.
    """
    trimmed = url.strip()
    if not 1 <= len(trimmed) <= LONGEST_URL:
        raise InvalidRequest("url", message("rule.characters", least=1, most=LONGEST_URL))
    if not trimmed.isascii() or not trimmed.isprintable() or " " in trimmed or "\\" in trimmed:
        raise InvalidRequest("url", message("plugin.url_form"))
    try:
        parts = urlsplit(trimmed)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, SplitResult("", "", "", "", "")
    if parts.scheme not in _PORTS or not host or port == 0 or "@" in parts.netloc:
        example = Called("wss://api.xiaozhi.me/mcp/?token=…")
        raise InvalidRequest("url", message("robot.url", example=example))
    if "#" in trimmed:
        raise InvalidRequest("url", message("plugin.url_fragment"))
    if "+" in parts.query:
        raise InvalidRequest("url", message("robot.url_plus", sign=Called("%2B")))
    return trimmed


def address_of(url: str) -> str:
    """Return what of an address is shown: scheme, host and port."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = f":{parts.port}" if parts.port not in (None, _PORTS[parts.scheme]) else ""
    return f"{parts.scheme}://{host}{port}"


def place_of(url: str) -> tuple[str, int]:
    """Return the host and port that an address leads to."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _PORTS[parts.scheme]


def robot_side(url: str) -> str | None:
    """Return where robots are on the published relay that an address leads to; None: another's."""
    place, sign, query = url.partition("?")
    if not place.endswith(_TOOL_SIDE):
        return None
    return f"{place.removesuffix(_TOOL_SIDE)}{_ROBOT_SIDE}{sign}{query}"


def fault_of(code: int) -> RobotFault:
    """Return what a close code or the status of a handshake means."""
    return _OF_CODES.get(code, RobotFault.CLOSED)


def is_final(fault: RobotFault) -> bool:
    """Say whether dialling again is of no use before somebody changes something."""
    return fault in _STOPS


def failures_after(
    failures: int, *, lasted: timedelta, fault: RobotFault = RobotFault.CLOSED
) -> int:
    """Return how many tries in a row were no good, after a connection that lasted so long.

    One whose relay was silent or hung at its end was no good, however long it was open.
    """
    good = lasted >= STABLE_AFTER and fault not in {RobotFault.SILENT, RobotFault.HANGS}
    return 0 if good else failures + 1


def pause_before(failures: int, dice: float) -> timedelta:
    """Return how long to wait before the next try.

    Args:
        failures: tries in a row that were no good.
        dice: between 0 and 1: spreads those who lost their connections together (full jitter).
    """
    longest = min(LONGEST_PAUSE, timedelta(seconds=2 ** min(failures, 10)))
    return max(timedelta(milliseconds=100), longest * dice)


def registered(robot: Robot, *, unique: str) -> Event:
    """Return the event that a robot was registered."""
    return _event(EventType.ROBOT_REGISTERED, robot, at=robot.registered_at, unique=unique)


def removed(robot: Robot, *, at: datetime, unique: str) -> Event:
    """Return the event that a robot was removed."""
    return _event(EventType.ROBOT_REMOVED, robot, at=at, unique=unique)


def _event(type_: EventType, robot: Robot, *, at: datetime, unique: str) -> Event:
    subject = f"{robot.owner}/{robot.name}"
    return Event(
        id=f"robot/{subject}/{type_.rpartition('.')[2]}/{unique}",
        type=type_,
        source="/robots",
        subject=subject,
        time=at,
        owner=robot.owner,
        data={"name": robot.name, "address": robot.address, "enabled": robot.enabled},
    )
