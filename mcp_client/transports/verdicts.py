"""What became of a request, as a fault: kind, sentence, and whether it may have happened.

Sentences name the server as its owner does. What the server said is quoted in one short line, with
everything in it that the owner keeps secret blotted out.
"""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
import mcp_types
from pydantic import ValidationError

from mcp_client.errors import FaultKind, ServerFault
from mcp_client.sentences import Fact, FaultReason, Sentence
from mcp_client.transports import losses

_QUOTED = 300
"""Characters of a server's own words in a sentence."""

_WORDS = re.compile(r"[\s;,=\"]+")
"""Between the words of a header: in `Bearer …` and in `session=…; theme=…`."""

_SHORTEST_SECRET = 6
"""Characters; blotting out shorter ones would blot out half the sentence."""

_LONGEST_DELAY = 3600.0
"""Seconds; a server that asks for more is simply away."""

_NEVER_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.LocalProtocolError,
    httpx2.UnsupportedProtocol,
)

_BY_STATUS: Mapping[int, tuple[FaultKind, FaultReason]] = {
    401: (FaultKind.AUTH_REQUIRED, FaultReason.STATUS_401),
    403: (FaultKind.FORBIDDEN, FaultReason.STATUS_403),
    407: (FaultKind.AUTH_REQUIRED, FaultReason.STATUS_407),
    408: (FaultKind.TIMED_OUT, FaultReason.STATUS_408),
    413: (FaultKind.TOO_LARGE, FaultReason.STATUS_413),
    425: (FaultKind.UNAVAILABLE, FaultReason.STATUS_425),
    429: (FaultKind.RATE_LIMITED, FaultReason.STATUS_429),
}

_ASKS = (mcp_types.MISSING_REQUIRED_CLIENT_CAPABILITY, mcp_types.URL_ELICITATION_REQUIRED)

_UNKNOWN_TOOL = re.compile(r"unknown tool|tool \S+ (was )?not found|no such tool", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


class Verdicts:
    """Puts what went wrong with one server into faults.

    Args:
        server: what its owner calls it.
        hidden: what no sentence may show: values of headers, the address.
    """

    def __init__(self, server: str, hidden: Iterable[str] = ()) -> None:
        self.server = server
        self._hidden = sorted(
            {word for text in hidden for word in (text, *_WORDS.split(text)) if _is_secret(word)},
            key=len,
            reverse=True,
        )

    def quote(self, text: str) -> str:
        """Return a server's words in one short line without what is hidden."""
        for word in self._hidden:
            text = text.replace(word, "•••")
        line = _CONTROL.sub(" ", text[: 4 * _QUOTED]).strip()
        return line if len(line) <= _QUOTED else f"{line[:_QUOTED]}…"

    def fault(
        self,
        kind: FaultKind,
        reason: FaultReason,
        *,
        delay: float | None = None,
        happened: bool = False,
        challenge: str = "",
        **facts: Fact,
    ) -> ServerFault:
        """Return a fault of this server; `facts` stand in the sentence of its reason."""
        return ServerFault(
            kind,
            self.server,
            Sentence(reason, server=self.server, **facts),
            delay=delay,
            may_have_happened=happened,
            challenge=self.quote(challenge),
        )

    def refused_address(self, reason: str) -> ServerFault:
        """Return the fault of a connection that the admission forbids."""
        return self.fault(
            FaultKind.REFUSED_ADDRESS, FaultReason.ADDRESS_REFUSED, said=self.quote(reason)
        )

    def redirected(self) -> ServerFault:
        """Return the fault of an answer that sends us elsewhere."""
        return self.fault(FaultKind.REDIRECTED, FaultReason.REDIRECTED)

    def not_mcp(self, what: str) -> ServerFault:
        """Return the fault of an answer that is something else."""
        return self.fault(
            FaultKind.PROTOCOL, FaultReason.NOT_MCP, happened=True, said=self.quote(what)
        )

    def too_large(self, most: int) -> ServerFault:
        """Return the fault of an answer above `most` bytes."""
        return self.fault(FaultKind.TOO_LARGE, FaultReason.TOO_LARGE, happened=True, most=most)

    def late(self, *, happened: bool = True) -> ServerFault:
        """Return the fault of an answer that did not come in time."""
        return self.fault(FaultKind.TIMED_OUT, FaultReason.LATE, happened=happened)

    def cut(self) -> ServerFault:
        """Return the fault of a connection that ended before its answer."""
        return self.fault(FaultKind.CUT_OFF, FaultReason.CUT_OFF, happened=True)

    def asks(self) -> ServerFault:
        """Return the fault of a server that wants a person's answer."""
        return self.fault(FaultKind.ASKS, FaultReason.ASKS_PERSON)

    def unsendable(self) -> ServerFault:
        """Return the fault of arguments that are no JSON."""
        return self.fault(FaultKind.BAD_ARGUMENTS, FaultReason.ARGUMENTS_UNSENDABLE)

    def closed(self, *, happened: bool = False) -> ServerFault:
        """Return the fault of a connection that was closed on our side."""
        return self.fault(FaultKind.CLOSED, FaultReason.CLOSED, happened=happened)

    def lost(self, *, happened: bool = False) -> ServerFault:
        """Return the fault of a session that the server has forgotten."""
        return self.fault(FaultKind.SESSION_LOST, FaultReason.SESSION_FORGOTTEN, happened=happened)

    def says_lost(self, error: mcp_types.ErrorData) -> bool:
        """Say whether the error in a refusal of HTTP tells that the session is forgotten."""
        if error.code == mcp_types.UNSUPPORTED_PROTOCOL_VERSION:
            return False  # what it says besides is needed to agree on another version
        said = (error.code, error.message)
        return losses.loss_in_error(*said) is not None or losses.is_another_server(*said)

    def doubted(self, status: int, text: str) -> ServerFault:
        """Return the fault of a refusal that may mean the session; nobody knows who read it."""
        said = self.quote(text)
        lost = FaultKind.SESSION_LOST
        if not said:
            return self.fault(lost, FaultReason.SESSION_DOUBTED, happened=True, status=status)
        reason = FaultReason.SESSION_DOUBTED_SAYING
        return self.fault(lost, reason, happened=True, status=status, said=said)

    def off_schema(self, tool: str) -> ServerFault:
        """Return the fault of a result that its tool's schema does not allow."""
        reason = FaultReason.OFF_SCHEMA
        return self.fault(FaultKind.OFF_SCHEMA, reason, happened=True, tool=self.quote(tool))

    def of_transport(self, error: httpx2.TransportError) -> ServerFault:
        """Return the fault of a request that got no whole answer."""
        if isinstance(error, httpx2.LocalProtocolError | httpx2.UnsupportedProtocol):
            return self.fault(FaultKind.UNREACHABLE, FaultReason.ADDRESS_UNSENDABLE)
        if isinstance(error, httpx2.ConnectTimeout):
            return self.fault(FaultKind.TIMED_OUT, FaultReason.LATE_CONNECTION)
        if isinstance(error, httpx2.PoolTimeout):
            return self.fault(FaultKind.BUSY, FaultReason.NO_FREE_CONNECTION)
        if isinstance(error, _NEVER_SENT):
            return self.fault(FaultKind.UNREACHABLE, FaultReason.NOT_RUNNING)
        return self.late() if isinstance(error, httpx2.TimeoutException) else self.cut()

    def of_status(self, status: int, headers: httpx2.Headers) -> ServerFault | None:
        """Return the fault of a status that speaks for itself; None when its body has the word."""
        delay = read_delay(headers.get("retry-after", ""), datetime.now(UTC))
        if status in _BY_STATUS:
            kind, reason = _BY_STATUS[status]
            challenge = headers.get("www-authenticate", "")
            return self.fault(kind, reason, delay=delay, challenge=challenge, status=status)
        if status >= 500:
            return self.fault(
                FaultKind.UNAVAILABLE,
                FaultReason.UNAVAILABLE,
                delay=delay,
                happened=True,
                status=status,
            )
        return None

    def of_refusal(self, status: int, text: str, *, named_session: bool) -> ServerFault:
        """Return the fault of any other status whose body does not answer the request.

        A 400 within a session begins another one, whatever it says: servers have many words for
        a session that they do not know.
        """
        if losses.loss_in_status(status, named_session=named_session, text=text):
            return self.lost()
        if status == 400 and named_session:
            return self.doubted(status, text)
        if status in (404, 405, 410):
            return self.fault(FaultKind.NOT_FOUND_HERE, FaultReason.NO_SERVER_THERE, status=status)
        return self.fault(FaultKind.PROTOCOL, FaultReason.REQUEST_REFUSED, status=status)

    def of_error(self, error: mcp_types.ErrorData) -> ServerFault:
        """Return the fault that a JSON-RPC error stands for: the server's, or the SDK's own.

        Words about a session that come as an answer, and not as a refusal of HTTP, may be those of
        a tool that has done its work: they do not prove that the call was not looked at.
        """
        said = (error.code, error.message)
        if error.code == mcp_types.UNSUPPORTED_PROTOCOL_VERSION:
            return self.lost()
        if losses.loss_in_error(*said) or losses.is_another_server(*said):
            return self.lost(happened=True)
        ended = error.message.startswith(("Connection closed", "SSE stream"))
        if error.code == mcp_types.CONNECTION_CLOSED and ended:
            return self.cut()
        if _UNKNOWN_TOOL.search(error.message):
            said_of_it = self.quote(error.message)
            return self.fault(FaultKind.UNKNOWN_TOOL, FaultReason.TOOL_UNKNOWN, said=said_of_it)
        return self._of_code(error.code, self.quote(error.message))

    def _of_code(self, code: int, said: str) -> ServerFault:
        if code == mcp_types.REQUEST_TIMEOUT:
            return self.late()
        if code == mcp_types.PARSE_ERROR and said.startswith("Failed to parse"):
            return self.not_mcp("what cannot be read")  # the SDK's word, which shows what it read
        if code in _ASKS:
            return self.asks()
        if code == mcp_types.INVALID_PARAMS:
            return self.fault(FaultKind.BAD_ARGUMENTS, FaultReason.ARGUMENTS_REFUSED, said=said)
        happened = code in (mcp_types.INTERNAL_ERROR, mcp_types.PARSE_ERROR)
        kind = FaultKind.PROTOCOL if code == mcp_types.PARSE_ERROR else FaultKind.ERROR
        reason = FaultReason.ERROR_ANSWERED
        return self.fault(kind, reason, happened=happened, status=code, said=said)

    def of_nonsense(self, error: ValidationError) -> ServerFault:
        """Return the fault of an answer that is JSON-RPC and still no MCP."""
        return self.not_mcp(f"a result of another shape ({error.error_count()} faults)")


def read_delay(text: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After asks for, at most an hour; None when unreadable."""
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(text) - now).total_seconds()
        except (ValueError, TypeError):
            return None
    return min(max(seconds, 0.0), _LONGEST_DELAY) if math.isfinite(seconds) else None


def _is_secret(word: str) -> bool:
    return len(word) >= _SHORTEST_SECRET and word.lower() not in ("bearer", "application/json")
