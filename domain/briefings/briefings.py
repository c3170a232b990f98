"""The daily briefing: settings, the once-a-day guard, and when to do what (BRF-1…9)."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.briefings.summaries import Topic
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message, one_of
from domain.common.readers import Language
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.deliveries.quiet_hours import check_quiet_hours
from domain.people.people import check_mail, check_zone
from domain.recordings.recordings import FASTEST, SLOWEST

ALL_TOPICS = tuple(Topic)
MOST_CHANNELS = 8
CRITICAL_BY = frozenset({ChannelKind.MAIL, ChannelKind.SMS})
"""Of a person's own: where critical pages may come besides."""

"""One person's push addresses; bounds the fan-out of a briefing."""

LONGEST_NIGHT = timedelta(hours=12)
"""Of a window over midnight; a longer one is a slip of the hand, as 11:00 to 10:00 is."""

MOST_MENTIONS = 20
LONGEST_MENTION = 64
"""Characters; the longest user id of the three chat robots (WeCom's) has 64."""


@dataclass(frozen=True, kw_only=True)
class BriefingSettings:
    """What one person asked for. All times are wall clock in `zone`.

    Attributes:
        window_start: a greeting from here on gets the briefing.
        window_end: not after here; an earlier time than `window_start` is on the next date.
        prepare_minutes: how long before `window_start` it is prepared (0–180).
        channels: where it is pushed when nobody greets by the end of the window.
        mail_after_spoken: address that also gets it after it was spoken; empty for none.
        topics: parts to tell, in this order.
        quiet_hours: as `22:00-07:00`, when pages wait that are not critical; empty for none.
        muted_until: until then, too, they wait; None or past: they do not.
        speech_rate: how fast it is said where nothing else is asked for; 1 is usual.
        critical_by: by which of their own mail and phone critical pages come at once, too.
    """

    zone: str = "Asia/Shanghai"
    language: Language = Language.CHINESE
    window_start: time = time(6)
    window_end: time = time(10)
    prepare_minutes: int = 20
    channels: tuple[ChannelAddress, ...] = ()
    mail_after_spoken: str = ""
    topics: tuple[Topic, ...] = ALL_TOPICS
    quiet_hours: str = ""
    muted_until: datetime | None = None
    speech_rate: float = 1.0
    critical_by: tuple[ChannelKind, ...] = ()


def check_settings(settings: BriefingSettings) -> BriefingSettings:
    """Return the settings, or raise `InvalidRequest` naming the field and the rule."""
    check_zone(settings.zone)
    for name, wall in (("start", settings.window_start), ("end", settings.window_end)):
        if wall.tzinfo is not None:
            raise InvalidRequest(
                f"window_{name}", message("rule.wall_time", example=Called("07:00"))
            )
    if settings.window_end <= settings.window_start and _night(settings) > LONGEST_NIGHT:
        rule = message("rule.later_or_night", other=Called("window_start"), most=LONGEST_NIGHT)
        raise InvalidRequest("window_end", rule)
    if not 0 <= settings.prepare_minutes <= 180:
        raise InvalidRequest("prepare_minutes", message("rule.between", least=0, most=180))
    if len(settings.channels) > MOST_CHANNELS:
        raise InvalidRequest("channels", message("rule.most_items", most=MOST_CHANNELS))
    if not settings.topics or len(set(settings.topics)) != len(settings.topics):
        raise InvalidRequest("topics", message("briefing.topics_once"))
    check_mail(settings.mail_after_spoken, where="mail_after_spoken")
    check_quiet_hours(settings.quiet_hours)
    _check_rate(settings.speech_rate)
    _check_critical_by(settings.critical_by)
    for address in settings.channels:
        _check_address(address)
    return settings


def _check_critical_by(kinds: tuple[ChannelKind, ...]) -> None:
    """Refuse what is neither somebody's mail nor their phone, and what is named twice."""
    if not set(kinds) <= CRITICAL_BY or len(set(kinds)) < len(kinds):
        raise InvalidRequest("critical_by", one_of(sorted(CRITICAL_BY)))


def _check_rate(rate: float) -> None:
    if not SLOWEST <= rate <= FASTEST:
        rule = message("rule.between", least=Decimal(str(SLOWEST)), most=Decimal(str(FASTEST)))
        raise InvalidRequest("speech_rate", rule)


def _check_address(address: ChannelAddress) -> None:
    if address.kind is ChannelKind.MAIL:
        check_mail(address.target, where="channels.target")
    if not 1 <= len(address.target) <= 254:
        raise InvalidRequest("channels.target", message("rule.characters", least=1, most=254))
    if len(address.mentions) > MOST_MENTIONS:
        raise InvalidRequest("channels.mentions", message("rule.most_items", most=MOST_MENTIONS))
    # An update that carries megabytes would stop the workflow for good.
    if not all(1 <= len(each) <= LONGEST_MENTION for each in address.mentions):
        raise InvalidRequest(
            "channels.mentions", message("rule.characters", least=1, most=LONGEST_MENTION)
        )


@dataclass(frozen=True)
class Morning:
    """The moments of one local date, in UTC; `prepare <= start < end` on every date of every zone.

    A wall time that the clocks skip or repeat stands for two moments. The window then opens at the
    earlier and closes at the later one: it is never shorter than asked for.
    """

    day: date
    prepare: datetime
    start: datetime
    end: datetime


def morning_of(day: date, settings: BriefingSettings) -> Morning:
    """Return when things are due on the local date `day`."""
    start = min(_moments(day, settings.window_start, settings.zone))
    last = day + timedelta(days=_over_midnight(settings))
    end = max(_moments(last, settings.window_end, settings.zone))
    return Morning(day, start - timedelta(minutes=settings.prepare_minutes), start, end)


def _moments(day: date, wall: time, zone: str) -> tuple[datetime, datetime]:
    local = datetime.combine(day, wall, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def briefing_day(moment: datetime, settings: BriefingSettings) -> date:
    """Return the date whose briefing a moment belongs to; a night shift's is that of its start."""
    local = moment.astimezone(ZoneInfo(settings.zone))
    return local.date() - timedelta(days=local.time() < turn_of(settings))


def turn_of(settings: BriefingSettings) -> time:
    """Return the wall time at which one date's briefing gives way to the next one's.

    That is midnight; where the window lasts over midnight, the middle between its end and its next
    start, so that a late briefing still finds its own date on both sides of it.
    """
    if not _over_midnight(settings):
        return time(0)
    gap = timedelta(days=1) - _night(settings)
    return (datetime.combine(date.min, settings.window_end) + gap / 2).time()


def _night(settings: BriefingSettings) -> timedelta:
    """Return how long a window over midnight lasts."""
    start, end = (
        datetime.combine(date.min + timedelta(days=days), wall)
        for days, wall in enumerate((settings.window_start, settings.window_end))
    )
    return end - start


def _over_midnight(settings: BriefingSettings) -> bool:
    return settings.window_end < settings.window_start


def local_date(moment: datetime, zone: str) -> date:
    """Return the date on the wall calendar in `zone` at `moment`."""
    return moment.astimezone(ZoneInfo(zone)).date()


class Phase(StrEnum):
    """How far a day's briefing is."""

    WAITING = "waiting"
    PREPARED = "prepared"
    GIVEN = "given"
    PUSHED = "pushed"
    MISSED = "missed"


@dataclass(frozen=True)
class DayState:
    """What has been done for one local date.

    Attributes:
        day: the local date, ISO.
        given_to: the key of the greeting that got it; empty unless the phase is "given".
    """

    day: str
    phase: Phase = Phase.WAITING
    given_to: str = ""
    given_by: str = ""
    given_at: datetime | None = None


class GreetingKind(StrEnum):
    """What a greeting is answered with."""

    BRIEFING = "briefing"
    ALREADY_GIVEN = "already_given"
    OUTSIDE_WINDOW = "outside_window"
    PAUSED = "paused"


@dataclass(frozen=True)
class Greeting:
    """Somebody says good morning.

    Attributes:
        key: the claimant's own key; the winner finds it in the answer, and asks again with it.
        by: what carried it (`robot:service-1`, `mcp`, `http`), for the record.
        day: the local date as the asker sees it; the workflow turns another one down, since all
            greetings under one date share one answer. Empty asks for whatever day it is.
    """

    key: str
    by: str
    day: str = ""


@dataclass(frozen=True)
class GreetingAnswer:
    """The one answer that all greetings of a day share; `winner` is whose key got the text."""

    winner: str
    day: str
    briefing_id: str


@dataclass(frozen=True, kw_only=True)
class BriefingToday:
    """What a query tells about the day.

    Attributes:
        paused: nothing is prepared or pushed until resumed.
        next_step: `prepare`, `push` or `resume`.
        next_due: when, UTC; None while paused.
        progress: what is being done this moment, a sentence; empty when nothing is.
    """

    person_id: str
    day: str
    phase: Phase
    briefing_id: str
    given_at: datetime | None
    paused: bool
    next_step: str
    next_due: datetime | None
    progress: str = ""
    settings: BriefingSettings = field(default_factory=BriefingSettings)


@dataclass(frozen=True, kw_only=True)
class Briefing:
    """A written briefing, as stored.

    Attributes:
        id: `<person id>/<local date>`.
        spoken: parts of at most 1,024 bytes each, in order.
        html: a whole page body with inline SVG charts, safe to show.
        summary: JSON object of the `Summary`.
        facts: JSON object of the `BriefingFacts`, the evidence.
    """

    id: str
    person_id: str
    day: str
    language: Language
    created_at: datetime
    title: str
    spoken: tuple[str, ...]
    markdown: str
    text: str
    html: str
    complete: bool
    writer: str
    summary: dict[str, object] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)


def briefing_id(person_id: str, day: date | str) -> str:
    """Return the id of one person's briefing for one local date (BRF-1)."""
    return f"{person_id}/{day}"


def briefing_of(event_id: str) -> str:
    """Return the id of the briefing that an event's id names; empty when it names none."""
    found = _BRIEFING_EVENT.fullmatch(event_id)
    return found[1] if found else ""


_BRIEFING_EVENT = re.compile(r"briefing/([^/]+/\d{4}-\d{2}-\d{2})")
