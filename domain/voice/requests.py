"""What a robot asks us to change, until a second factor says whether it is done (VOI-4).

A voice is a hint, not a key: whoever stands before a robot, or has its endpoint's address, may ask.
Nothing is done before a one-time code is said that came to the person by another way, or before
they agree where they are signed in. Either is bound to one call, as it would be done now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.common.messages import Called, message
from domain.common.notifications import Excerpt, Notification
from domain.events.events import Event, EventType
from domain.voice.robots import Robot

LASTS = timedelta(minutes=2)
"""For which a code is good."""

MOST_TRIES = 3
"""Codes that may be said for one request; further ones are not looked at."""

MOST_ASKED = 6
ASKED_WITHIN = timedelta(minutes=10)
"""Codes that one robot may have sent within that time: each is a message to a phone."""

IS_DONE_WITHIN = timedelta(minutes=5)
"""After an agreement; what is not told by then broke off."""

MOST_LINES = 60
"""Of a question that are sent; what is longer is agreed to at a screen."""

LONGEST_ANSWER = 4_000
"""Characters that are kept of what came of it."""


class RequestState(StrEnum):
    """What became of a request; the wire names."""

    WAITING = "waiting"
    AGREED = "agreed"  # it is being done, or the process ended meanwhile
    DONE = "done"  # tried; `told` says what came of it
    REFUSED = "refused"  # the person said no
    LOCKED = "locked"  # wrong codes
    CHANGED = "changed"  # it would do something else by now: nothing was done
    UNSENT = "unsent"  # the code could not be sent


@dataclass(frozen=True, kw_only=True)
class VoiceRequest:
    """One change that a robot asks for; a robot has one at most.

    Attributes:
        tool: our name of it.
        question: what the person agrees to, in full and in their language.
        digest: stands for exactly this call after exactly this question.
        tries: codes that were said.
        told: what came of it, as it was answered.
    """

    id: str
    owner: str
    robot: str
    tool: str
    question: str
    digest: str
    asked_at: datetime
    expires_at: datetime
    state: RequestState = RequestState.WAITING
    tries: int = 0
    told: str = ""

    def is_open(self, now: datetime) -> bool:
        """Say whether it waits for a second factor."""
        return self.state is RequestState.WAITING and now < self.expires_at

    def is_under_way(self, now: datetime) -> bool:
        """Say whether it may be being done at this moment."""
        return self.state is RequestState.AGREED and now < self.expires_at + IS_DONE_WITHIN


@dataclass(frozen=True)
class Sealed:
    """What of a request is kept sealed: the code, and the call that it opens.

    Attributes:
        code: six digits.
        arguments: of the call, as JSON.
    """

    code: str = field(repr=False)
    arguments: str = field(repr=False)


def asked_for(
    robot: Robot, *, id_: str, tool: str, question: str, digest: str, at: datetime
) -> VoiceRequest:
    """Return what a robot asks for at this moment."""
    return VoiceRequest(
        id=id_,
        owner=robot.owner,
        robot=robot.name,
        tool=tool,
        question=question,
        digest=digest,
        asked_at=at,
        expires_at=at + LASTS,
    )


def asked(request: VoiceRequest) -> Event:
    """Return the event by which the person hears of it; its code is put in as it is sent."""
    lines = tuple(request.question.splitlines()[:MOST_LINES])
    told = Notification(
        message("robot.asked_title", robot=Called(request.robot)),
        (message("robot.asked_text", until=request.expires_at), Excerpt(lines)),
    )
    data = {"request": request.id, "tool": request.tool, "notification": told.recorded}
    return _event(EventType.ROBOT_ASKED, request, request.asked_at, data)


def answered(request: VoiceRequest, state: RequestState, *, via: str, at: datetime) -> Event:
    """Return the event that a request was agreed to, refused or locked, and by which proof."""
    data = {"request": request.id, "tool": request.tool, "state": state.value, "via": via}
    return _event(EventType.ROBOT_ANSWERED, request, at, data)


def _event(type_: EventType, request: VoiceRequest, at: datetime, data: Mapping[str, Any]) -> Event:
    subject = f"{request.owner}/{request.robot}"
    return Event(
        id=f"robot/{subject}/{type_.rpartition('.')[2]}/{request.id}",
        type=type_,
        source="/robots",
        subject=subject,
        time=at,
        owner=request.owner,
        data=dict(data),
    )
