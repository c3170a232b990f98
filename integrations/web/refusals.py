"""Why the guard said no, and the error that says so."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from application.ports.watches.web import FetchFailed, FetchProblem
from domain.common.messages import Called, bare, message


class Refused(StrEnum):
    """What was wrong with an address; the wire name of a reason."""

    NOT_A_URL = "not_a_url"
    SCHEME = "scheme"
    USER_INFO = "user_info"
    ODD_HOST = "odd_host"
    PORT = "port"
    ADDRESS = "address"
    OWN_ADDRESS = "own_address"
    DOWNGRADE = "downgrade"


@dataclass(frozen=True)
class Refusal:
    """One refusal, for the record; holds no path, query or password.

    Attributes:
        reason: what was wrong.
        host: as it was asked for, at most 253 characters; empty when there was none.
        port: 0 when it did not come to that.
        address: the resolved one that was refused, empty when it did not come to that.
        kind: what that address is, e.g. `loopback`.
    """

    reason: Refused
    host: str = ""
    port: int = 0
    address: str = ""
    kind: str = ""


OnRefused = Callable[[Refusal], None]


def ignore(refusal: Refusal) -> None:
    """Keep no record of a refusal."""


_DETAILS = {
    Refused.NOT_A_URL: "web.not_a_url",
    Refused.SCHEME: "web.scheme",
    Refused.USER_INFO: "web.user_info",
    Refused.ODD_HOST: "web.odd_host",
    Refused.PORT: "web.port",
    Refused.ADDRESS: "web.address",
    Refused.OWN_ADDRESS: "web.own_address",
    Refused.DOWNGRADE: "web.downgrade",
}


def failure(refusal: Refusal) -> FetchFailed:
    """Return the error for a refusal. It names no address, so that it maps nobody's network."""
    malformed = refusal.reason is Refused.NOT_A_URL
    problem = FetchProblem.BAD_URL if malformed else FetchProblem.REFUSED_ADDRESS
    detail = message(
        _DETAILS[refusal.reason],
        host=Called(refusal.host),
        port=Called(str(refusal.port)),
        example=Called("https://example.com/page"),
    )
    return FetchFailed(problem, bare(detail), detail=detail)
