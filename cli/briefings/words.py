"""Briefing states and settings in the terminal's words."""

import re
from datetime import timedelta

from application.common.wording import Localizer
from cli.options import address_form
from cli.output import heads, say, say_table
from domain.briefings.briefings import CRITICAL_BY, BriefingSettings, BriefingToday
from domain.briefings.days import Step
from domain.common.errors import InvalidRequest
from domain.common.messages import Argument, Called, message, named, one_of
from domain.common.time_words import in_zone
from domain.deliveries.deliveries import ChannelAddress, ChannelKind

_KINDS = ("mail", "wecom", "dingtalk", "feishu")
_CHANNEL = re.compile(rf"({'|'.join(_KINDS)}):([^\s@]\S*)((?: @[^\s@]+)*)")


def address_of(words: str) -> ChannelAddress:
    """Read `kind:target @who …`, e.g. `dingtalk:ops @13800138000`.

    Raises:
        InvalidRequest: it is not of that form.
    """
    found = _CHANNEL.fullmatch(words.strip())
    if found is None:
        raise InvalidRequest("--channel", address_form(_KINDS))
    kind, target, mentions = found.groups()
    return ChannelAddress(ChannelKind(kind), target, tuple(mentions.replace("@", "").split()))


def kinds_of(words: str) -> tuple[ChannelKind, ...]:
    """Read `sms,mail`; empty for none.

    Raises:
        InvalidRequest: one is neither.
    """
    found = [each.strip() for each in words.split(",") if each.strip()]
    if not set(found) <= CRITICAL_BY:
        raise InvalidRequest("--critical-by", one_of(sorted(CRITICAL_BY)))
    return tuple(map(ChannelKind, found))


def say_today(today: BriefingToday, reader: Localizer) -> None:
    """Say where a day stands and what comes next."""
    zone = today.settings.zone
    said = message(
        "briefing_state.paused" if today.paused else "briefing_state.said",
        day=Called(today.day),
        phase=today.phase,
        **_next(today, zone),
    )
    say(f"{today.person_id}: {reader.text(said)}")
    if today.given_at:
        say(f"{reader.label('head.given_at')} {in_zone(today.given_at, zone)}")
    if today.progress:
        say(f"{reader.label('head.doing')} {today.progress}")


def _next(today: BriefingToday, zone: str) -> dict[str, Argument]:
    if today.paused:
        return {}
    at = Called(in_zone(today.next_due, zone)) if today.next_due else None
    return {"step": Step(today.next_step), "at": at}


def say_settings(settings: BriefingSettings, reader: Localizer) -> None:
    """Say what holds."""
    rows = (
        ("head.zone", settings.zone),
        ("head.language", settings.language),
        ("head.window", f"{settings.window_start:%H:%M}–{settings.window_end:%H:%M}"),
        ("head.prepared_before", reader.text(message("value.plain", value=_ahead(settings)))),
        ("head.topics", [reader.text(named(each)) for each in settings.topics]),
        ("head.channels", [_words_of(each) for each in settings.channels]),
        ("head.mail_after_spoken", settings.mail_after_spoken),
        ("head.quiet_hours", settings.quiet_hours),
        ("head.muted_until", in_zone(settings.muted_until, settings.zone))
        if settings.muted_until
        else ("head.muted_until", ""),
        ("head.speech_rate", f"{settings.speech_rate:g}"),
        ("head.critical_by", [reader.text(named(each)) for each in settings.critical_by]),
    )
    told = [(reader.text(message(head)), value) for head, value in rows]
    say_table(heads(reader.text, "head.field", "head.value"), told)


def _ahead(settings: BriefingSettings) -> timedelta:
    return timedelta(minutes=settings.prepare_minutes)


def _words_of(address: ChannelAddress) -> str:
    return " @".join((f"{address.kind}:{address.target}", *address.mentions))
