"""Robots as they are shown: one view for all faces; nothing in it is secret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from application.common.views import VIEW
from application.ports.voice.robots import KeptRobot
from domain.voice.hearing import Transcript
from domain.voice.requests import RequestState, VoiceRequest
from domain.voice.robots import RobotFault, RobotState
from domain.voice.voiceprints import Likely, Likeness, verdict


@dataclass(frozen=True, kw_only=True)
class RobotView:
    """A robot and how its connection stands."""

    __pydantic_config__: ClassVar = VIEW

    name: str
    """What its owner calls it."""

    address: str
    """Scheme, host and port of its endpoint."""

    tools: tuple[str, ...]
    """What was chosen for it; empty: the usual tools."""

    verbatim: bool
    """Whether its server speaks briefings word for word."""

    registered_at: datetime
    """When it was registered."""

    state: RobotState
    """How its connection stands."""

    since: datetime | None
    """When it came to stand so; null: never tried."""

    fault: RobotFault
    """Why it is not connected."""

    code: int
    """Close code or HTTP status behind the fault; 0: none."""

    calls: int
    """Tool calls answered since then."""

    last_call: datetime | None
    """When the newest one came."""

    last_tool: str
    """Which tool that was."""

    last_fault: RobotFault
    """Why it was not connected the last time something was wrong; kept when it is again."""

    last_fault_at: datetime | None
    """When that was; null: never since its bridge began."""


def robot_view(kept: KeptRobot) -> RobotView:
    """Return a robot as it is shown."""
    robot, standing = kept.robot, kept.standing
    return RobotView(
        name=robot.name,
        address=robot.address,
        tools=robot.tools,
        verbatim=robot.verbatim,
        registered_at=robot.registered_at,
        state=standing.state,
        since=standing.since,
        fault=standing.fault,
        code=standing.code,
        calls=standing.calls,
        last_call=standing.last_call,
        last_tool=standing.last_tool,
        last_fault=standing.last_fault,
        last_fault_at=standing.last_fault_at,
    )


@dataclass(frozen=True, kw_only=True)
class VoiceRequestView:
    """What a robot asked to change, and what became of it; never its code."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """32 hexadecimal characters."""

    robot: str
    """Which of the person's robots asked."""

    tool: str
    """What it would call."""

    question: str
    """What the person agrees to, in full and in their language."""

    plan: str
    """Stands for exactly this; an answer carries it back."""

    state: RequestState
    """How it stands."""

    asked_at: datetime
    """When the robot asked."""

    expires_at: datetime
    """Until when it waits for a code or an answer."""

    told: str
    """What came of it; empty: nothing was done, or it is not known."""


def voice_request_view(request: VoiceRequest) -> VoiceRequestView:
    """Return a request as it is shown."""
    return VoiceRequestView(
        id=request.id,
        robot=request.robot,
        tool=request.tool,
        question=request.question,
        plan=request.digest,
        state=request.state,
        asked_at=request.asked_at,
        expires_at=request.expires_at,
        told=request.told,
    )


@dataclass(frozen=True, kw_only=True)
class TranscriptView:
    """What was heard in a recording; nothing was done about it."""

    __pydantic_config__: ClassVar = VIEW

    text: str
    """What was said; empty: nobody was understood."""

    seconds: float
    """How long the recording lasts."""


def transcript_view(heard: Transcript) -> TranscriptView:
    """Return what was heard as it is shown."""
    return TranscriptView(text=heard.text, seconds=round(heard.seconds, 1))


@dataclass(frozen=True, kw_only=True)
class VoiceprintView:
    """Whether one's own voice is known."""

    __pydantic_config__: ClassVar = VIEW

    known: bool
    """Whether it is; only the id that the service gave it is kept."""


@dataclass(frozen=True, kw_only=True)
class SpeakerView:
    """Somebody who probably speaks; it gives them no right."""

    __pydantic_config__: ClassVar = VIEW

    person: str
    """Their id."""

    name: str
    """What they are called."""

    score: float
    """How much it sounds like them, 0 to 100."""


@dataclass(frozen=True, kw_only=True)
class SpeakersView:
    """Who probably speaks in a recording: a hint, and no proof of anything."""

    __pydantic_config__: ClassVar = VIEW

    likely: Likely
    """`known`: one person; `which`: several who cannot be told apart, so ask; `nobody`: none."""

    speakers: tuple[SpeakerView, ...]
    """The likeliest first."""


def speakers_view(found: Sequence[Likeness], names: Mapping[str, str]) -> SpeakersView:
    """Return who probably speaks as it is shown."""
    speakers = tuple(
        SpeakerView(
            person=each.person_id,
            name=names.get(each.person_id, each.person_id),
            score=round(each.score, 1),
        )
        for each in found
    )
    return SpeakersView(likely=verdict(found), speakers=speakers)
