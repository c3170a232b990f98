"""Briefings, settings and states as results: fields for programs, sentences for readers."""

from datetime import datetime, timedelta

from mcp_types import CallToolResult

from application.briefings.briefings import GreetingReply
from application.common.languages import own_name
from application.common.wording import Localizer, sentences
from domain.briefings.briefings import Briefing, BriefingSettings, BriefingToday
from domain.briefings.days import Step
from domain.common.errors import NotFound
from domain.common.messages import Called, Command, Names, message
from domain.common.time_words import in_zone
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from mcp_server.bounds import pages_of
from mcp_server.results import (
    BriefingShown,
    BriefingState,
    GreetingSaid,
    SettingsShown,
    next_part,
    told,
)

PAGE_BYTES = 8 * 1024
"""Of briefing text per answer. It stands there twice, for programs and for readers, and Chinese is
3 bytes per character: about 2,700 characters, ten minutes of reading aloud."""


def said(reply: GreetingReply, *, sandbox: bool) -> CallToolResult:
    """Return the answer to a greeting; each part is a text of its own, ready to be spoken."""
    result = GreetingSaid(
        kind=reply.kind,
        spoken=list(reply.spoken),
        key=reply.key,
        day=reply.day,
        briefing_id=reply.briefing_id,
        title=reply.title,
        sandbox=sandbox,
    )
    return told(result, *reply.spoken)


def shown(
    briefing: Briefing, form: str, part: int, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return one part of a written briefing.

    Raises:
        NotFound: it has fewer parts.
    """
    pages = {
        "spoken": list(briefing.spoken),
        "markdown": pages_of(briefing.markdown, PAGE_BYTES),
        "text": pages_of(briefing.text, PAGE_BYTES),
    }[form]
    if part > len(pages):
        raise NotFound("briefing part", f"{part} of {len(pages)} in {briefing.id}")
    text = pages[part - 1]
    result = BriefingShown(
        written=True,
        briefing_id=briefing.id,
        day=briefing.day,
        title=briefing.title,
        text=text,
        part=part,
        parts=len(pages),
        complete=briefing.complete,
        writer=briefing.writer,
        sandbox=sandbox,
    )
    return told(result, text + next_part(part, len(pages), reader))


def not_written(
    name: str, today: BriefingToday, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return where today's briefing stands, as the answer to reading it."""
    text = sentences(
        reader.text(message("briefing_state.not_written")), _state_words(today, reader)
    )
    result = BriefingShown(
        written=False,
        briefing_id=name,
        day=name.partition("/")[2],
        title="",
        text=text,
        part=1,
        parts=1,
        complete=False,
        writer="",
        sandbox=sandbox,
    )
    return told(result, text)


def state(today: BriefingToday, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return where today's briefing stands."""
    result = BriefingState(
        day=today.day,
        phase=today.phase,
        paused=today.paused,
        next_step=today.next_step,
        next_due=_due(today),
        progress=today.progress,
        sandbox=sandbox,
    )
    return told(result, _state_words(today, reader))


def settings_in_force(
    settings: BriefingSettings, reader: Localizer, *, changed: bool, sandbox: bool
) -> CallToolResult:
    """Return the settings that hold from now on."""
    result = SettingsShown(
        changed=changed,
        zone=settings.zone,
        language=settings.language,
        window_start=f"{settings.window_start:%H:%M}",
        window_end=f"{settings.window_end:%H:%M}",
        prepare_minutes=settings.prepare_minutes,
        topics=[str(topic) for topic in settings.topics],
        channels=[_address_words(each) for each in settings.channels],
        mail_after_spoken=settings.mail_after_spoken,
        quiet_hours=settings.quiet_hours,
        muted_until=in_zone(settings.muted_until, settings.zone) if settings.muted_until else "",
        speech_rate=settings.speech_rate,
        critical_by=[str(each) for each in settings.critical_by],
        sandbox=sandbox,
    )
    return told(result, _settings_words(settings, reader, changed=changed))


def address_of(words: str) -> ChannelAddress:
    """Read `kind:target @who …`, whose shape the schema has checked."""
    first, *mentions = words.split(" @")
    kind, _, target = first.partition(":")
    return ChannelAddress(ChannelKind(kind), target, tuple(mentions))


def _address_words(address: ChannelAddress) -> str:
    return " @".join((f"{address.kind}:{address.target}", *address.mentions))


def _due(today: BriefingToday) -> str:
    moment: datetime | None = today.next_due
    return in_zone(moment, today.settings.zone) if moment else ""


def _state_words(today: BriefingToday, reader: Localizer) -> str:
    day = Called(today.day)
    if today.paused:
        return reader.text(message("briefing_state.paused", day=day, phase=today.phase))
    due = _due(today)
    said = message(
        "briefing_state.said",
        day=day,
        phase=today.phase,
        step=Step(today.next_step),
        at=Called(due) if due else None,
    )
    now = f"{reader.label('head.doing')} {today.progress}" if today.progress else ""
    return sentences(reader.text(said), now)


def _settings_words(now: BriefingSettings, reader: Localizer, *, changed: bool) -> str:
    channels = tuple(Command(_address_words(each)) for each in now.channels)
    said = message(
        "briefing_settings.said",
        changed=changed,
        start=Called(f"{now.window_start:%H:%M}"),
        end=Called(f"{now.window_end:%H:%M}"),
        zone=Called(now.zone),
        language=Called(own_name(now.language, reader.words)),
        before=timedelta(minutes=now.prepare_minutes),
        topics=Names(tuple(now.topics)),
        channels=Names(channels) if channels else None,
        mail=Command(now.mail_after_spoken) if now.mail_after_spoken else None,
        quiet=Called(now.quiet_hours) if now.quiet_hours else None,
        critical=Names(now.critical_by) if now.critical_by else None,
    )
    return reader.text(said)
