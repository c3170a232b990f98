"""Whom a task tells: the field `notification` of its configuration.

The published shape is one object, `{"method": "send_sms", "phone_number": "+86…"}`; ours may also
be a list of them, so that one task tells several places. Robots and webhooks are named, because
their addresses are secrets that stay in the settings.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from domain.common.errors import BrokenRule, InvalidRequest
from domain.common.field_rules import Choice, Listed, Text
from domain.common.messages import Called, Message, message
from domain.common.shapes import Group
from domain.deliveries.channels import BY_NAME, CHANNELS, PERSONAL
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.deliveries.destinations import Destinations
from domain.people.access import Actor
from domain.people.people import Person, wrong_mail, wrong_phone

FIELD = "notification"

MOST_ADDRESSES = 8
"""As many as a briefing has; one event goes to each of them."""

MOST_MENTIONS = 20
LONGEST_MENTION = 64
"""As for briefings: user ids and mobile numbers of the chat systems are shorter."""

_NAME = re.compile(r"[A-Za-z0-9_.\-\u4e00-\u9fff]{1,64}")


class Method(StrEnum):
    """How to tell; several words mean the same, as those who publish configurations use them."""

    EMAIL = "email"
    MAIL = "mail"
    SEND_EMAIL = "send_email"
    SMS = "sms"
    SEND_SMS = "send_sms"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    WEBHOOK = "webhook"
    APPRISE = "apprise"
    NONE = "none"


_SYNONYMS = {
    Method.MAIL: ChannelKind.MAIL,
    Method.SEND_EMAIL: ChannelKind.MAIL,
    Method.SEND_SMS: ChannelKind.SMS,
}
_KIND = {Method(each.method): kind for kind, each in CHANNELS.items()} | _SYNONYMS


def _wrong_name(name: str) -> Message | None:
    return None if _NAME.fullmatch(name) else message("rule.destination_name")


_WRONG = {ChannelKind.MAIL: wrong_mail, ChannelKind.SMS: wrong_phone}
"""What else holds for a target; others are names."""

Target: TypeAlias = Annotated[str, Text(254)]


@dataclass(frozen=True)
class Notification(Group):
    """Whom to tell, and how; without any nobody is told, and events are kept."""

    method: Annotated[
        Method,
        Choice(Method),
        Field(
            description="How: mail and send_email mean email, send_sms means sms; "
            "none tells nobody."
        ),
    ]
    email: Annotated[
        Target, Field(description="With email: one mail address; the owner's when left out.")
    ] = ""
    phone_number: Annotated[
        Target, Field(description="With sms: a number in E.164 form; the owner's when left out.")
    ] = ""
    robot: Annotated[
        Target,
        Field(description="With wecom, dingtalk or feishu: the name of a configured robot."),
    ] = ""
    webhook: Annotated[
        Target, Field(description="With webhook: the name of a configured program.")
    ] = ""
    service: Annotated[
        Target, Field(description="With apprise: the name of a configured service.")
    ] = ""
    to: Annotated[Target, Field(description="May stand in place of any of the five above.")] = ""
    mentions: Annotated[
        tuple[Annotated[str, Text(LONGEST_MENTION)], ...],
        Listed(MOST_MENTIONS, once=True),
        Field(description="With a robot: user ids or mobile numbers to mention."),
    ] = ()

    @property
    def address(self) -> ChannelAddress | None:
        """Where that is; None for nowhere."""
        kind = _KIND.get(self.method)
        if kind is None:
            return None
        target = self._target(kind)
        mail = kind is ChannelKind.MAIL
        return ChannelAddress(kind, target.lower() if mail else target, self.mentions)

    @classmethod
    def known(cls, raw: Mapping[str, Any]) -> Collection[str]:
        """Return the fields that a method has; all of them while it is not known."""
        method = raw.get("method")
        if not isinstance(method, str) or method not in list(Method):
            return super().known(raw)
        kind = _KIND.get(Method(method))
        if kind is None:
            return ("method",)
        return (
            "method",
            CHANNELS[kind].target,
            "to",
            *(("mentions",) if CHANNELS[kind].robot else ()),
        )

    def check(self) -> None:
        """Refuse what says no place, or two."""
        kind = _KIND.get(self.method)
        if kind is None:
            return
        own = CHANNELS[kind].target
        if self.to and getattr(self, own):
            raise BrokenRule(message("rule.not_with", other=Called(own)), "to")
        if not self._target(kind):
            personal = kind in PERSONAL
            raise BrokenRule(message("rule.no_address" if personal else "rule.missing"), own)
        if (rule := _WRONG.get(kind, _wrong_name)(self._target(kind))) is not None:
            raise BrokenRule(rule, "to" if self.to else own)

    def _target(self, kind: ChannelKind) -> str:
        return self.to or str(getattr(self, CHANNELS[kind].target))


Notifications: TypeAlias = Annotated[
    tuple[Notification, ...],
    Listed(
        MOST_ADDRESSES,
        alone=Mapping,
        rule=message("rule.object_or_list", most=MOST_ADDRESSES),
    ),
    Field(description="Whom to tell: one or a list of up to 8; nobody when left out."),
]


def addresses_of(notifications: Sequence[Notification]) -> tuple[ChannelAddress, ...]:
    """Return where they go, each place once."""
    found = (each.address for each in notifications)
    return tuple(dict.fromkeys(each for each in found if each is not None))


def check_reachable(
    notifications: Sequence[Notification],
    destinations: Destinations,
    *,
    by: Actor,
    own: Person | None,
    several: bool = False,
    known: Collection[ChannelAddress] = (),
) -> None:
    """Refuse a configuration that wants people told where nothing can arrive, or may be sent.

    Args:
        notifications: of the configuration.
        destinations: what is configured, and who may reach whom.
        by: who sets them.
        own: whose own addresses they may be.
        several: whether they were given as a list.
        known: addresses that it has had already; settings may have changed since.

    Raises:
        InvalidRequest: names the field, and what is configured.
    """
    for place, each in enumerate(notifications):
        address = each.address
        refusal = destinations.refusal_to(by, address, own=own) if address else None
        if address and refusal and address not in known:
            cannot = destinations.refusal(address) is not None and address.kind not in BY_NAME
            named = "method" if cannot else CHANNELS[address.kind].target
            field = "to" if named != "method" and each.to else named
            where = f"config.{FIELD}[{place}]" if several else f"config.{FIELD}"
            raise InvalidRequest(f"{where}.{field}", refusal)


def completed(config: Mapping[str, Any], *, mail: str, phone: str) -> dict[str, Any]:
    """Return the configuration with the owner's own addresses where none is named.

    Only `{"method": "email"}` and its like are completed; whatever else is wrong stays as it is,
    for `Notification` to name it.
    """
    own = {ChannelKind.MAIL: mail, ChannelKind.SMS: phone}
    given = config.get(FIELD)
    if isinstance(given, list | tuple):
        return {**config, FIELD: [_completed(each, own) for each in given]}
    return {**config, FIELD: _completed(given, own)} if isinstance(given, Mapping) else dict(config)


def _completed(item: object, own: Mapping[ChannelKind, str]) -> object:
    if not isinstance(item, Mapping) or item.get("method") not in list(Method):
        return item
    kind = _KIND.get(Method(item["method"]))
    if kind is None or not own.get(kind):
        return item
    if any(item.get(name) is not None for name in ("to", CHANNELS[kind].target)):
        return item
    return {**item, CHANNELS[kind].target: own[kind]}
