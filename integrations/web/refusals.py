"""Why the guard said no, and the error that says so."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from application.ports.watches.web import FetchFailed, FetchProblem


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


_SENTENCES = {
    Refused.NOT_A_URL: "That is no address of a web page; it looks like https://example.com/page.",
    Refused.SCHEME: "Only http and https addresses are fetched.",
    Refused.USER_INFO: "An address must not hold a user name or password; name a configured "
    "credential instead.",
    Refused.ODD_HOST: "The address holds characters, or a form of host, that programs read "
    "differently; write it plainly.",
    Refused.PORT: "Port {port} is not one that web pages are served on; an operator can allow "
    "the host together with its port.",
    Refused.ADDRESS: "{host} is not out on the public web ({kind}), so it is not fetched; an "
    "operator can allow it.",
    Refused.OWN_ADDRESS: "{host} is this machine itself, so it is not fetched; an operator can "
    "allow it.",
    Refused.DOWNGRADE: "The page leads from https to http, where others can change it on the way; "
    "give the http address itself if that is wanted.",
}


def failure(refusal: Refusal) -> FetchFailed:
    """Return the error for a refusal. It names no address, so that it maps nobody's network."""
    sentence = _SENTENCES[refusal.reason].format(
        host=refusal.host, port=refusal.port, kind=refusal.kind.replace("_", " ")
    )
    malformed = refusal.reason is Refused.NOT_A_URL
    problem = FetchProblem.BAD_URL if malformed else FetchProblem.REFUSED_ADDRESS
    return FetchFailed(problem, sentence)
