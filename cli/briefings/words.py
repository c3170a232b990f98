"""Briefing states and settings in the terminal's words."""

import re

from cli.output import say, say_table
from domain.briefings.briefings import BriefingSettings, BriefingToday
from domain.common.errors import InvalidRequest
from domain.common.time_words import in_zone
from domain.deliveries.deliveries import ChannelAddress, ChannelKind

_CHANNEL = re.compile(r"(mail|wecom|dingtalk|feishu):([^\s@]\S*)((?: @[^\s@]+)*)")


def address_of(words: str) -> ChannelAddress:
    """Read `kind:target @who …`, e.g. `dingtalk:ops @13800138000`.

    Raises:
        InvalidRequest: it is not of that form.
    """
    found = _CHANNEL.fullmatch(words.strip())
    if found is None:
        rule = "must be mail:, wecom:, dingtalk: or feishu:, a target, and ' @who' per mention"
        raise InvalidRequest("--channel", rule)
    kind, target, mentions = found.groups()
    return ChannelAddress(ChannelKind(kind), target, tuple(mentions.replace("@", "").split()))


def say_today(today: BriefingToday) -> None:
    """Say where a day stands and what comes next."""
    zone = today.settings.zone
    say(f"{today.person_id}, {today.day}: {today.phase}{', paused' if today.paused else ''}")
    if today.given_at:
        say(f"given at {in_zone(today.given_at, zone)}")
    if today.next_due:
        say(f"next: {today.next_step} at {in_zone(today.next_due, zone)}")
    if today.progress:
        say(f"right now: {today.progress}")


def say_settings(settings: BriefingSettings) -> None:
    """Say what holds."""
    rows = (
        ("zone", settings.zone),
        ("language", settings.language),
        ("window", f"{settings.window_start:%H:%M} to {settings.window_end:%H:%M}"),
        ("prepared before", f"{settings.prepare_minutes} min"),
        ("topics", settings.topics),
        ("channels", [_words_of(each) for each in settings.channels]),
        ("mail after spoken", settings.mail_after_spoken),
    )
    say_table(("setting", "value"), rows)


def _words_of(address: ChannelAddress) -> str:
    return " @".join((f"{address.kind}:{address.target}", *address.mentions))
