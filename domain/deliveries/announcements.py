"""One text that somebody sends to people and addresses, in the language of each (MCP-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Command, Message, Prose, message
from domain.common.notifications import Notification
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.deliveries.message_parts import sendable
from domain.deliveries.text_messages import masked
from domain.people.people import is_person_id, wrong_mail, wrong_phone

MOST_RECIPIENTS = 50
MOST_MESSAGES = 100
"""Of one announcement: a person may read in several places."""

LONGEST_TITLE = 60
LONGEST_TEXT = 2_000
MOST_LINES = 30
LONGEST_RECIPIENT = 320

_PIECE = 300
"""Characters of one paragraph as it is rendered; longer lines become several."""


@dataclass(frozen=True)
class Writing:
    """What is said, in one language."""

    title: str
    text: str

    def checked(self, field_: str = "") -> "Writing":
        """Return it as every channel takes it, or raise `InvalidRequest`."""
        where = f"{field_}." if field_ else ""
        title = " ".join(sendable(self.title).split())
        text = sendable(self.text).strip()
        if not 1 <= len(title) <= LONGEST_TITLE:
            rule = message("rule.characters", least=1, most=LONGEST_TITLE)
            raise InvalidRequest(f"{where}title", rule)
        if not 1 <= len(text) <= LONGEST_TEXT:
            rule = message("rule.characters", least=1, most=LONGEST_TEXT)
            raise InvalidRequest(f"{where}text", rule)
        if len(_lines(text)) > MOST_LINES:
            raise InvalidRequest(f"{where}text", message("rule.most_lines", most=MOST_LINES))
        return Writing(title, text)

    def told(self, sender: str) -> Notification:
        """Return what its readers get: who sends it stands below, in their language."""
        said = tuple(
            message("announcement.line", text=Prose(line[start : start + _PIECE]))
            for line in _lines(self.text)
            for start in range(0, len(line), _PIECE)
        )
        title = message("announcement.title", title=Called(self.title))
        return Notification(title, (*said, message("announcement.sender", name=Called(sender))))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


@dataclass(frozen=True)
class Wanted:
    """Whom somebody named.

    Attributes:
        said: as they wrote it.
        address: when it is an address.
        person: an id or a name, when it is a person.
    """

    said: str
    address: ChannelAddress | None = None
    person: str = ""


def read_recipient(said: str, field_: str) -> Wanted:
    """Read `u_mei`, a name, `a@b.cn`, `+86…`, or `wecom:team @user`, or raise `InvalidRequest`."""
    text = said.strip()
    if not 1 <= len(text) <= LONGEST_RECIPIENT:
        rule = message("rule.characters", least=1, most=LONGEST_RECIPIENT)
        raise InvalidRequest(field_, rule)
    first, *mentions = text.split(" @")
    kind, colon, target = first.partition(":")
    if not colon:
        return _bare(text)
    if kind not in list(ChannelKind) or not target:
        raise InvalidRequest(field_, message("rule.recipient", examples=RECIPIENTS))
    address = ChannelAddress(ChannelKind(kind), target, tuple(mentions))
    wrong = {ChannelKind.MAIL: wrong_mail, ChannelKind.SMS: wrong_phone}.get(address.kind)
    if wrong is not None and (broken := wrong(target)) is not None:
        raise InvalidRequest(field_, broken)
    mail = address.kind is ChannelKind.MAIL
    return Wanted(
        text, ChannelAddress(address.kind, target.lower() if mail else target, tuple(mentions))
    )


def _bare(text: str) -> Wanted:
    if not is_person_id(text):
        if "@" in text and wrong_mail(text) is None:
            return Wanted(text, ChannelAddress(ChannelKind.MAIL, text.lower()))
        if text.startswith("+") and wrong_phone(text) is None:
            return Wanted(text, ChannelAddress(ChannelKind.SMS, text))
    return Wanted(text, person=text)


TRANSLATIONS_RULE = message(
    "rule.translations", example=Command('{"en-US": {"title": "…", "text": "…"}}')
)
"""What breaks it does not give a title and a text for each language."""

RECIPIENTS = Called("u_mei, mei@example.cn, +8613800138000, wecom:team")


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One message of an announcement, or why there is none; kept with its event.

    Attributes:
        recipient: as its sender named them.
        event_id: what the message tells of: one for each language.
        target: as its sender may see it.
    """

    recipient: str
    person_id: str = ""
    channel: str = ""
    target: str = ""
    key: str = ""
    event_id: str = ""
    refusal: Message | None = None

    @property
    def recorded(self) -> dict[str, object]:
        """Return its JSON."""
        return vars(self) | {"refusal": self.refusal.recorded if self.refusal else None}


def shown_target(address: ChannelAddress, *, own: bool) -> str:
    """Return where a message goes, as its sender may know it: not the addresses of others."""
    if own or address.kind not in (ChannelKind.MAIL, ChannelKind.SMS):
        return address.target
    if address.kind is ChannelKind.SMS:
        return masked(address.target)
    name, _, domain = address.target.rpartition("@")
    return f"{name[:1]}****@{domain}"


def digest_of(
    texts: Mapping[str, Writing], recipients: Sequence[str], channel: ChannelKind | None
) -> str:
    """Return what tells two announcements apart that have the same key."""
    said = [[tag, each.title, each.text] for tag, each in sorted(texts.items())]
    return sha256(repr((said, list(recipients), channel or "")).encode()).hexdigest()
