"""Mail as a `Channel`."""

import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from enum import StrEnum

import aiosmtplib

from application.ports.clock import Clock
from domain.common import messages
from domain.common.quoting import hide
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message, Outcome, Receipt
from domain.deliveries.rulings import sent_before
from integrations.mail.answers import read_failure, said
from integrations.mail.letter import letter, mail_address, message_id

PARTING_SECONDS = 5.0
"""How long to wait for the answer to QUIT; the mail is taken by then, whatever comes."""


class MailEncryption(StrEnum):
    """How the connection is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """The server that takes our mail.

    Attributes:
        host: name or address.
        port: usually 587 for STARTTLS and 465 for TLS.
        sender: address with or without a name, as it stands in From.
        user: to sign in with; empty signs in nobody.
        password: goes with the user.
        encryption: never fallen back from; a server that lacks it is a configuration error.
        context: which certificates are trusted; the system's when None.
        timeout_seconds: longest wait for one answer.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    encryption: MailEncryption = MailEncryption.STARTTLS
    context: ssl.SSLContext | None = field(default=None, repr=False)
    timeout_seconds: float = 30.0


class MailChannel:
    """Sends each message as one mail.

    Args:
        server: takes the mail.
        clock: for the Date header.

    Raises:
        ValueError: the server's `sender` is not a mail address.
    """

    def __init__(self, server: MailServer, clock: Clock) -> None:
        name, written = parseaddr(server.sender)
        address = mail_address(written)
        if address is None:
            raise ValueError("sender must be a mail address")
        self._server = server
        self._name = name
        self._address = address
        self._clock = clock

    @property
    def kind(self) -> ChannelKind:
        """Which channel this is."""
        return ChannelKind.MAIL

    def parts_of(self, message: Message, to: ChannelAddress) -> int:
        """Return 1: a mail is never cut."""
        del message, to
        return 1

    async def send(self, message: Message, to: ChannelAddress, *, first_part: int = 0) -> Receipt:
        """Send one mail; see `Channel.send`. From part 1 on there is nothing left to send."""
        if first_part > 0:
            return sent_before(1)
        recipient = mail_address(to.target)
        if recipient is None:
            shown = messages.Foreign(hide(to.target, ())[:80])
            return Receipt(
                outcome=Outcome.CONFIGURATION,
                detail=messages.message("answer.no_address", text=shown),
            )
        mail = letter(
            message,
            name=self._name,
            sender=self._address,
            recipient=recipient,
            at=self._clock.now(),
        )
        return await self._hand_over(mail, recipient, message_id(message.key, self._address))

    async def _hand_over(self, mail: EmailMessage, recipient: str, reference: str) -> Receipt:
        client, left = self._client(), False
        raw = mail.as_bytes()
        try:
            await client.connect()
            await client.mail(self._address, options=_options(client, raw))
            await client.rcpt(recipient)
            left = True
            response = await client.data(raw)
            await _part(client)
        except (aiosmtplib.SMTPException, OSError) as error:
            return read_failure(error, left=left, secrets=(self._server.password,))
        finally:
            client.close()
        detail = said(response.code, response.message, (self._server.password,))
        return Receipt(
            outcome=Outcome.ACCEPTED, detail=detail, parts=1, sent_parts=1, reference=reference
        )

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            use_tls=server.encryption is MailEncryption.TLS,
            start_tls=server.encryption is MailEncryption.STARTTLS,
            tls_context=server.context,
            timeout=server.timeout_seconds,
            # Otherwise the machine's own name is looked up, which can take long and says much.
            local_hostname=self._address.rpartition("@")[2],
        )


def _options(client: aiosmtplib.SMTP, raw: bytes) -> list[str]:
    """Announce the size where the server wants to know: it then refuses before the body."""
    return [f"size={len(raw)}"] if client.supports_extension("size") else []


async def _part(client: aiosmtplib.SMTP) -> None:
    with suppress(aiosmtplib.SMTPException, OSError):
        await client.quit(timeout=PARTING_SECONDS)
