"""Briefings, settings and states as results: fields for programs, sentences for readers."""

from datetime import datetime

from mcp_types import CallToolResult

from application.briefings.briefings import GreetingReply
from domain.briefings.briefings import Briefing, BriefingSettings, BriefingToday
from domain.common.errors import NotFound
from domain.common.time_words import in_zone
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from mcp_server.bounds import pages_of
from mcp_server.results import BriefingShown, BriefingState, GreetingSaid, SettingsShown, told

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


def shown(briefing: Briefing, form: str, part: int, *, sandbox: bool) -> CallToolResult:
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
    more = f"\n\n(part {part} of {len(pages)}; ask for part {part + 1} to go on)"
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
    return told(result, text + (more if part < len(pages) else ""))


def not_written(name: str, today: BriefingToday, *, sandbox: bool) -> CallToolResult:
    """Return where today's briefing stands, as the answer to reading it."""
    text = f"Not written yet. {_state_words(today)}"
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


def state(today: BriefingToday, *, sandbox: bool) -> CallToolResult:
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
    return told(result, _state_words(today))


def settings_in_force(
    settings: BriefingSettings, *, changed: bool, sandbox: bool
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
        sandbox=sandbox,
    )
    return told(result, _settings_words(result))


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


def _state_words(today: BriefingToday) -> str:
    if today.paused:
        return f"The briefing of {today.day} is {today.phase}; briefings are paused until resumed."
    words = f"The briefing of {today.day} is {today.phase}; "
    words += f"next step: {today.next_step} at {_due(today) or 'no set time'}."
    return f"{words} Right now: {today.progress}" if today.progress else words


def _settings_words(now: SettingsShown) -> str:
    opening = "Changed; now in force" if now.changed else "Nothing was changed; in force"
    return (
        f"{opening}: {now.window_start} to {now.window_end} in {now.zone}, {now.language}, "
        f"prepared {now.prepare_minutes} min before; topics {', '.join(now.topics)}; "
        f"pushed to {', '.join(now.channels) or 'nobody'}; "
        f"mailed after it was spoken to {now.mail_after_spoken or 'nobody'}."
    )
