"""The SMTP side: what a sender talks to."""

import asyncio
import ssl
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from sandbox.faults import FaultPlan
from sandbox.mail.box import Box, Mail
from sandbox.mail.faults import Fault, FaultKind

LONGEST_HANG_SECONDS = 120.0
"""A forgotten sender frees its connection after this long."""


@dataclass(frozen=True)
class Door:
    """Who may come in, and how.

    Attributes:
        users: user name to password; empty lets anybody send.
        tls: context for STARTTLS; None offers none.
        require_tls: refuse mail on a connection that is not encrypted.
        size_limit: largest mail in bytes, announced as SIZE.
    """

    users: Mapping[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    require_tls: bool = False
    size_limit: int = 10 * 1024 * 1024


class Postman:
    """Answers the commands of one server; the names of the hooks are aiosmtpd's."""

    def __init__(
        self, door: Door, box: Box, faults: FaultPlan[Fault], clock: Callable[[], float]
    ) -> None:
        self._door = door
        self._box = box
        self._faults = faults
        self._clock = clock

    async def handle_MAIL(  # noqa: N802 - aiosmtpd finds the hook by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse senders who had to sign in and have not."""
        del server
        if self._door.users and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds the hook by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, unless a fault was ordered."""
        del session
        fault = self._faults.take(lambda fault: fault.hits(address, at_recipient=True))
        if fault is not None:
            if fault.code == 421:
                # The answer is written before the loop runs this, and `close` flushes it.
                server.loop.call_soon(_close, server)
            return f"{fault.code} {fault.text}"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds the hook by this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail, or fail as ordered."""
        fault = self._faults.take(
            lambda fault: fault.hits(envelope.rcpt_tos[0], at_recipient=False)
        )
        if fault is None:
            return f"250 OK queued as {self._keep(session, envelope)}"
        match fault.kind:
            case FaultKind.DATA:
                return f"{fault.code} {fault.text}"
            case FaultKind.HANG:
                await asyncio.sleep(LONGEST_HANG_SECONDS)
            case FaultKind.ACCEPT_THEN_DROP:
                self._keep(session, envelope)
        _break(server)
        return "421 sandbox fault"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, proof: object
    ) -> AuthResult:
        """Compare a user and password; aiosmtpd calls this for PLAIN and LOGIN."""
        del server, session, envelope, mechanism
        if not isinstance(proof, LoginPassword):
            return AuthResult(success=False, handled=False)
        user = proof.login.decode(errors="replace")
        right = self._door.users.get(user)
        known = right is not None and right.encode() == proof.password
        return AuthResult(success=known, handled=False, auth_data=user)

    def _keep(self, session: Session, envelope: Envelope) -> int:
        number = self._box.next_number()
        self._box.add(
            Mail(
                number=number,
                at=self._clock(),
                sender=envelope.mail_from or "",
                recipients=tuple(envelope.rcpt_tos),
                raw=envelope.original_content or b"",
                tls=session.ssl is not None,
                user=cast("str | None", session.auth_data) or "",
            )
        )
        return number


class SmtpServer:
    """Listens in the running loop."""

    def __init__(self, postman: Postman, door: Door) -> None:
        self._postman = postman
        self._door = door
        self._server: asyncio.Server | None = None
        self._connections: weakref.WeakSet[SMTP] = weakref.WeakSet()

    async def open(self, host: str, port: int) -> int:
        """Listen and return the port; 0 takes a free one."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, host, port)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening and drop every connection."""
        if self._server is None:
            return
        self._server.close()
        for connection in list(self._connections):
            _break(connection)
        await self._server.wait_closed()
        self._server = None

    def _connection(self) -> SMTP:
        connection = SMTP(
            self._postman,
            data_size_limit=self._door.size_limit,
            enable_SMTPUTF8=True,
            hostname="sandbox.invalid",
            ident="SANDBOX mail, nothing leaves this machine",
            tls_context=self._door.tls,
            require_starttls=self._door.require_tls,
            auth_require_tls=self._door.require_tls,
            authenticator=self._postman.authenticate,
            loop=asyncio.get_running_loop(),
        )
        self._connections.add(connection)
        return connection


def _close(server: SMTP) -> None:
    if server.transport is not None:
        server.transport.close()


def _break(server: SMTP) -> None:
    # aiosmtpd knows its transport by the base class; a socket's can be aborted.
    transport = cast("asyncio.Transport | None", server.transport)
    if transport is not None:
        with suppress(AttributeError):  # what the first releases of 3.11 say of TLS that has gone
            transport.abort()
