"""Every way in which a request to a cluster fails, as one of our errors."""

import re
from dataclasses import dataclass
from datetime import timedelta

import httpx2

from domain.common.errors import (
    EffectUnknown,
    Forbidden,
    Misconfigured,
    Rejected,
    TooManyRequests,
    Unavailable,
    ZhibanError,
)
from domain.common.messages import Called, Foreign, Message, message
from integrations.kubernetes.client.objects import Json, each, text

SHORTLY = timedelta(seconds=2)
LONGEST_DELAY = timedelta(minutes=5)
"""Longest wait that we believe a server about."""

MOST_WORDS = 300
"""Length of `Performed.detail`."""

_UNDECLARED = "field not declared in schema"
"""How servers say, with a 500, that an applied object has a field that they do not know: a mistake
of the object, found before anything is written."""

_QUOTED = re.compile(r"(Invalid value: )(\"(?:[^\"\\]|\\.){41,}\"|[^\":]*\{.*)", re.DOTALL)
"""Whole objects and long values that the server repeats in refusals; they may be secret."""


@dataclass(frozen=True)
class Refused(Rejected):
    """The API server answered with a Status; callers inside this package judge it by its code.

    Attributes:
        code: HTTP status.
        reason: Kubernetes' word for it, e.g. `NotFound`.
        words: the server's message, bounded.
        causes: reasons of the details, e.g. `DisruptionBudget`.
    """

    code: int
    reason: str
    words: str
    causes: tuple[str, ...] = ()

    @property
    def explanation(self) -> Message:
        """What people are told: the answer, in the server's words."""
        answer = Called(f"{self.code} {self.reason}")
        return message("cluster.refused", answer=answer, said=Foreign(self.words))

    def __str__(self) -> str:
        return f"The cluster answered {self.code} {self.reason}: {self.words}"


def refusal(code: int, status: Json) -> Refused:
    """Return what a Status object says."""
    causes = tuple(text(cause, "reason") for cause in each(status, "details", "causes"))
    return Refused(code, text(status, "reason"), bounded(_words(status)), causes)


def _words(status: Json) -> str:
    details = [text(cause, "message") for cause in each(status, "details", "causes")]
    said = text(status, "message")
    more = [detail for detail in dict.fromkeys(details) if detail and detail not in said]
    return " ".join([said, *more])


def bounded(words: str) -> str:
    """Return the server's words in one line, short and without the values that it repeats."""
    return " ".join(_QUOTED.sub(r"\1…", words).split())[:MOST_WORDS]


def unanswered(error: Exception, *, cluster: str, writing: bool) -> ZhibanError:
    """Return our error for a request that got no answer.

    Only what failed before the request left is sure to have changed nothing.
    """
    before = isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout)
    if before:
        return Unavailable(message("cluster.unreachable", cluster=Called(cluster)), delay=SHORTLY)
    if writing:
        return EffectUnknown(message("cluster.unknown", cluster=Called(cluster)), delay=SHORTLY)
    return Unavailable(message("cluster.no_answer", cluster=Called(cluster)), delay=SHORTLY)


def answered(
    code: int, status: Json, *, cluster: str, writing: bool, retry_after: str
) -> ZhibanError:
    """Return our error for an answer that is not a success."""
    refused = refusal(code, status)
    if code == httpx2.codes.UNAUTHORIZED:
        return Misconfigured(message("cluster.credentials", cluster=Called(cluster)))
    if code == httpx2.codes.TOO_MANY_REQUESTS and "DisruptionBudget" not in refused.causes:
        delay = _delay(retry_after)
        return TooManyRequests(message("cluster.throttled", cluster=Called(cluster)), delay=delay)
    if code >= httpx2.codes.INTERNAL_SERVER_ERROR and _UNDECLARED not in refused.words:
        return _broken(refused, cluster=cluster, writing=writing)
    return refused


def forbidden(refused: Refused, *, cluster: str) -> Forbidden:
    """Return what a person should hear when rights are missing."""
    said = Foreign(refused.words)
    return Forbidden(message("cluster.forbidden", cluster=Called(cluster), said=said))


def _broken(refused: Refused, *, cluster: str, writing: bool) -> ZhibanError:
    """A server that fails while it writes may have written."""
    said = Foreign(f"{refused.code} {refused.words[:120]}")
    if writing:
        broken = message("cluster.fault_unknown", cluster=Called(cluster), said=said)
        return EffectUnknown(broken, delay=SHORTLY)
    return Unavailable(message("cluster.fault", cluster=Called(cluster), said=said), delay=SHORTLY)


def _delay(retry_after: str) -> timedelta:
    if not retry_after.isdecimal() or len(retry_after) > 6:
        return SHORTLY
    return min(timedelta(seconds=int(retry_after)), LONGEST_DELAY)
