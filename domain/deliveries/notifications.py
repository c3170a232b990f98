"""Whom a task tells: the field `notification` of its configuration.

The published shape is one object, `{"method": "send_sms", "phone_number": "+86…"}`; ours may also
be a list of them, so that one task tells several places. Robots and webhooks are named, because
their addresses are secrets that stay in the settings.
"""

import re
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any

from domain.common.config_fields import Fields
from domain.common.errors import InvalidRequest
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.deliveries.destinations import Destinations
from domain.people.people import check_mail, check_phone

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
    NONE = "none"


_KIND = {
    Method.EMAIL: ChannelKind.MAIL,
    Method.MAIL: ChannelKind.MAIL,
    Method.SEND_EMAIL: ChannelKind.MAIL,
    Method.SMS: ChannelKind.SMS,
    Method.SEND_SMS: ChannelKind.SMS,
    Method.WECOM: ChannelKind.WECOM,
    Method.DINGTALK: ChannelKind.DINGTALK,
    Method.FEISHU: ChannelKind.FEISHU,
    Method.WEBHOOK: ChannelKind.WEBHOOK,
}

_TARGET = {
    ChannelKind.MAIL: "email",
    ChannelKind.SMS: "phone_number",
    ChannelKind.WECOM: "robot",
    ChannelKind.DINGTALK: "robot",
    ChannelKind.FEISHU: "robot",
    ChannelKind.WEBHOOK: "webhook",
}
"""The field that says where; `to` does, too, for every method."""

_ROBOTS = frozenset({ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU})
_BY_NAME = _ROBOTS | {ChannelKind.WEBHOOK}


def read_notification(fields: Fields) -> tuple[ChannelAddress, ...]:
    """Return whom the field `notification` of a configuration names, each once.

    Nothing given means nobody: events are kept, and no message is sent.

    Raises:
        InvalidRequest: a field breaks a rule; names its whole path.
    """
    if not fields.has(FIELD):
        return ()
    path, given = f"{fields.path}.{FIELD}", fields.raw[FIELD]
    if isinstance(given, Mapping):
        return _addresses(Fields.of(given, path))
    if not isinstance(given, list | tuple) or len(given) > MOST_ADDRESSES:
        rule = f"must be an object, or a list of at most {MOST_ADDRESSES} of them"
        raise fields.refuse(FIELD, rule)
    each = (Fields.of(item, f"{path}[{index}]") for index, item in enumerate(given))
    return tuple(dict.fromkeys(address for one in each for address in _addresses(one)))


def check_reachable(
    config: Mapping[str, Any],
    destinations: Destinations,
    *,
    known: Collection[ChannelAddress] = (),
) -> None:
    """Refuse a configuration that wants people told where nothing can arrive.

    Args:
        config: whose `notification` can be read.
        destinations: what is configured.
        known: addresses that it has had already; settings may have changed since.

    Raises:
        InvalidRequest: names the field, and what is configured.
    """
    given, path = config.get(FIELD) or (), f"config.{FIELD}"
    items = {path: given}
    if not isinstance(given, Mapping):
        items = {f"{path}[{index}]": item for index, item in enumerate(given)}
    for place, item in items.items():
        fields = Fields.of(item, place)
        for address in _addresses(fields):
            refusal = destinations.refusal(address)
            if refusal and address not in known:
                named = _TARGET[address.kind] if address.kind in _BY_NAME else "method"
                raise fields.refuse("to" if named != "method" and "to" in item else named, refusal)


def completed(config: Mapping[str, Any], *, mail: str, phone: str) -> dict[str, Any]:
    """Return the configuration with the owner's own addresses where none is named.

    Only `{"method": "email"}` and its like are completed; whatever else is wrong stays as it is,
    for `read_notification` to name it.
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
    if any(item.get(name) is not None for name in ("to", _TARGET[kind])):
        return item
    return {**item, _TARGET[kind]: own[kind]}


def _addresses(fields: Fields) -> tuple[ChannelAddress, ...]:
    kind = _KIND.get(fields.choice("method", Method))
    if kind is None:
        fields.done()
        return ()
    address = ChannelAddress(kind, _target(fields, kind), _mentions(fields, kind))
    fields.done()
    return (address,)


def _target(fields: Fields, kind: ChannelKind) -> str:
    own = _TARGET[kind]
    if fields.has(own) and fields.has("to"):
        raise fields.refuse("to", f"must not be given together with {own}")
    name = "to" if fields.has("to") else own
    if not fields.has(name) and kind in (ChannelKind.MAIL, ChannelKind.SMS):
        raise fields.refuse(name, "must be given, because your account has none")
    target = fields.text(name, longest=254)
    if kind is ChannelKind.MAIL:
        return _checked(fields, name, check_mail, target)
    if kind is ChannelKind.SMS:
        return _checked(fields, name, check_phone, target)
    if not _NAME.fullmatch(target):
        what = "webhook" if kind is ChannelKind.WEBHOOK else "robot"
        rule = f"must be the name of a configured {what}: letters, digits, '_', '-' and '.'"
        raise fields.refuse(name, rule)
    return target


def _mentions(fields: Fields, kind: ChannelKind) -> tuple[str, ...]:
    if kind not in _ROBOTS:
        return ()
    return fields.texts("mentions", most=MOST_MENTIONS, longest=LONGEST_MENTION)


def _checked(fields: Fields, name: str, check: Callable[[str], str], value: str) -> str:
    try:
        return check(value)
    except InvalidRequest as error:
        raise fields.refuse(name, error.rule) from None
