"""A service of Apprise as a `Channel`."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.common import messages
from domain.common.messages import Called, Foreign
from domain.deliveries.channels import CHANNELS
from domain.deliveries.chat_posts import body_of, label_of, link_of, mark_of, title_of
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message, Outcome, Receipt
from domain.deliveries.message_parts import sendable, shorten
from domain.deliveries.rulings import outcome_of_status
from integrations.apprise.log_lines import written

if TYPE_CHECKING:
    from apprise import NotifyBase

TIMEOUT_SECONDS = 30.0
"""For one message; the library gives a connection 4 s, and a service that paces itself some 6 s."""

AT_ONCE = 4
"""Messages on their way at one time: each holds a thread."""

SETTING = CHANNELS[ChannelKind.APPRISE].setting
INSTALL = "pip install 'zhiban[apprise]'"

LEAST_ROOM = 60
"""Characters that a service must take beside the link; fewer would be no message."""

_STATUS = re.compile(r"\berror=(\d{3})\b")
_NEVER_LEFT = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ProxyError|SSLError"
)


@dataclass(frozen=True)
class AppriseChannel:
    """Sends messages to the services that the settings name.

    A message is one post: what is longer than the service takes ends with the link.

    Attributes:
        addresses: by name, in the forms of the library; they hold keys.
        timeout_seconds: longest wait for one post.
    """

    addresses: Mapping[str, str] = field(repr=False)
    timeout_seconds: float = TIMEOUT_SECONDS
    _services: dict[str, "NotifyBase"] = field(default_factory=dict, repr=False)
    _threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(AT_ONCE, "apprise"), repr=False
    )

    @property
    def kind(self) -> ChannelKind:
        """Which channel this is."""
        return ChannelKind.APPRISE

    def parts_of(self, message: Message, to: ChannelAddress) -> int:  # noqa: ARG002 - the port's signature
        """Return 1: what is too long is cut, and the link leads to the rest."""
        return 1

    async def send(self, message: Message, to: ChannelAddress, *, first_part: int = 0) -> Receipt:  # noqa: ARG002 - the port's signature
        """Post once; see `Channel.send`."""
        address = self.addresses.get(to.target)
        if address is None:
            unknown = messages.message(
                "answer.no_service", name=Foreign(to.target[:40]), setting=Called(SETTING)
            )
            return Receipt(outcome=Outcome.CONFIGURATION, detail=unknown)
        call = copy_context().run
        posting = asyncio.get_running_loop().run_in_executor(
            self._threads, call, self._post, to.target, address, message
        )
        try:
            async with asyncio.timeout(self.timeout_seconds):
                return await posting
        except TimeoutError:
            return _said(Outcome.UNCERTAIN, "answer.silent")

    def _post(self, name: str, address: str, message: Message) -> Receipt:
        with written() as lines:
            try:
                # Most processes send nothing, and the library reads 200 modules of services.
                from apprise import Apprise, NotifyFormat  # noqa: PLC0415 - as said above
            except ImportError:
                missing = messages.message("answer.no_apprise", command=Called(INSTALL))
                return Receipt(outcome=Outcome.CONFIGURATION, detail=missing)
            service = self._services.get(name) or Apprise.instantiate(
                address, suppress_exceptions=True
            )
            if not service:
                bad = messages.message(
                    "answer.bad_service", name=Called(name), setting=Called(SETTING)
                )
                return Receipt(outcome=Outcome.CONFIGURATION, detail=bad)
            self._services[name] = service
            # What it makes of Markdown for services that want HTML lets tags of strangers through.
            marked = service.resolve_format(NotifyFormat.MARKDOWN) == NotifyFormat.MARKDOWN
            title, body = _written(message, marked=marked, service=service)
            try:
                taken = service.notify(
                    body=body,
                    title=title,
                    body_format=NotifyFormat.MARKDOWN if marked else NotifyFormat.TEXT,
                )
            except Exception:  # noqa: BLE001 - of 190 services; its text may hold the address
                return _said(Outcome.UNCERTAIN, "answer.silent")
        return _accepted() if taken else _refused(lines)


def _written(message: Message, *, marked: bool, service: "NotifyBase") -> tuple[str, str]:
    """Return title and body as a service takes them; their bounds count characters."""
    title, link = title_of(message), link_of(message)
    body = body_of(message) if marked else sendable(message.text).strip("\n")
    if not service.title_maxlen:
        # The title goes into the body of such a service, by the library.
        body, title = f"{title}\n\n{body}", ""
    elif not title:
        title = mark_of(message).strip()
    shown = (f"[{label_of(message)}]({link})" if marked else link) if link else ""
    room = max(service.body_maxlen - len(shown) - 2, LEAST_ROOM)
    cut = shorten(body, limit=room, weigh=len)
    return title, f"{cut}\n\n{shown}" if shown else cut


def _refused(lines: Sequence[str]) -> Receipt:
    """Return what its log says about trying again; without a word nobody knows what happened."""
    text = "\n".join(lines)
    if found := _STATUS.findall(text):
        status = int(found[-1])
        detail = messages.message("answer.status", provider=_provider(), status=Called(str(status)))
        return Receipt(outcome=outcome_of_status(status), detail=detail)
    if _NEVER_LEFT.search(text):
        return _said(Outcome.RETRY, "answer.unreachable")
    return _said(Outcome.UNCERTAIN, "answer.silent")


def _accepted() -> Receipt:
    detail = messages.message("answer.accepted", provider=_provider(), n=1)
    return Receipt(outcome=Outcome.ACCEPTED, detail=detail, parts=1, sent_parts=1)


def _said(outcome: Outcome, words: str) -> Receipt:
    return Receipt(outcome=outcome, detail=messages.message(words, provider=_provider()))


def _provider() -> messages.Message:
    return messages.message("provider.apprise")
