"""What can go wrong between us and a server: one exception, whose kind says what to do about it.

    Exception
    ├── ServerFault        everything that a connection or the façade raises
    └── AddressRefused     what an admission raises; a connection turns it into a ServerFault

A tool that fails is no fault: it answers, and its result says `is_error`.
"""

from enum import StrEnum

from mcp_client.sentences import Sentence

_LONGEST_CHALLENGE = 500
"""Characters; the WWW-Authenticate values in RFC 9728 and of known servers stay below 300."""


class FaultKind(StrEnum):
    """What went wrong. Users decide by it, never by the words of a sentence."""

    UNREACHABLE = "unreachable"
    """No connection: the name leads nowhere, nobody listens, TLS failed, a program cannot start."""
    REFUSED_ADDRESS = "refused_address"
    """The admission does not let us connect there."""
    REDIRECTED = "redirected"
    """It answers with a redirect, and those are not followed."""
    AUTH_REQUIRED = "auth_required"
    """401: credentials are missing, wrong or too old."""
    FORBIDDEN = "forbidden"
    """403: the credentials are known, and do not suffice."""
    NOT_FOUND_HERE = "not_found_here"
    """404 without a session: no MCP server at this address."""
    RATE_LIMITED = "rate_limited"
    """429; `delay` says how long to wait where the server said so."""
    UNAVAILABLE = "unavailable"
    """5xx."""
    TIMED_OUT = "timed_out"
    """Connecting, or the answer, took longer than allowed."""
    CUT_OFF = "cut_off"
    """The connection ended before the answer did."""
    SESSION_LOST = "session_lost"
    """The server forgot the session, and the next one too, or the call may not be repeated."""
    TOO_LARGE = "too_large"
    """An answer, or a list, exceeds what the configuration allows."""
    OFF_SCHEMA = "off_schema"
    """The structured content is not what the tool's own output schema says."""
    PROTOCOL = "protocol"
    """The answer is no MCP."""
    ERROR = "error"
    """An error of JSON-RPC that fits nothing else here: often one tool that is broken."""
    ASKS = "asks"
    """The server wants to ask a person something, and nobody here answers."""
    UNKNOWN_TOOL = "unknown_tool"
    """The server has no such tool."""
    BAD_ARGUMENTS = "bad_arguments"
    """The server does not accept these arguments."""
    NOT_REGISTERED = "not_registered"
    """Nobody has registered a server of this name for this owner."""
    CLOSED = "closed"
    """The connection was closed on our side."""
    NOT_ALLOWED = "not_allowed"
    """Policy forbids it: a command that is not on the list."""
    BUSY = "busy"
    """Nobody was asked: we have no place free for it now."""
    RESTING = "resting"
    """Nobody was asked: it failed too often; `delay` says when it is asked again."""


class ServerFault(Exception):
    """A server could not be used. `str()` is a sentence for a person and holds no secret.

    Attributes:
        kind: what went wrong.
        server: the name of the server, as its owner calls it.
        sentence: what happened and what can be done.
        delay: seconds after which asking again makes sense, where the server said so.
        may_have_happened: whether the call may have been carried out all the same. Ask the server
            before a call that changes something is sent again.
        challenge: what the server said about the credentials that it wants (WWW-Authenticate),
            shortened; empty except with `AUTH_REQUIRED` and `FORBIDDEN`.
    """

    def __init__(
        self,
        kind: FaultKind,
        server: str,
        sentence: Sentence,
        *,
        delay: float | None = None,
        may_have_happened: bool = False,
        challenge: str = "",
    ) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.server = server
        self.sentence = sentence
        self.delay = delay
        self.may_have_happened = may_have_happened
        self.challenge = challenge[:_LONGEST_CHALLENGE]

    def again(self, *, may_have_happened: bool | None = None) -> "ServerFault":
        """Return a copy: one exception must not be raised in two tasks at once."""
        happened = self.may_have_happened if may_have_happened is None else may_have_happened
        return ServerFault(
            self.kind,
            self.server,
            self.sentence,
            delay=self.delay,
            may_have_happened=happened,
            challenge=self.challenge,
        )


class AddressRefused(Exception):
    """Raised by an admission; its text tells the person why, without the address's secrets."""
