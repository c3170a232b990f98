"""Failures that can be ordered for requests to the API."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import ClassVar

from pydantic import ConfigDict

from sandbox.faults import STRICT, ErrorCode, FromOne, FromZero
from sandbox.kubernetes.calls import WRITES, Call
from sandbox.kubernetes.failures import Refusal, about, conflict

LONGEST_HANG_SECONDS = 120.0


class FaultKind(StrEnum):
    """What goes wrong."""

    STATUS = "status"  # a refusal: 401, 403, 409, 429, 500, 503 …; nothing is done
    DENIED = "denied"  # an admission webhook says no; strikes writes only
    HANG = "hang"  # no answer until the caller gives up; nothing is done
    RESET = "reset"  # the connection breaks; nothing is done
    APPLIED_THEN_RESET = "applied_then_reset"  # the effect stays, the reply is lost
    DROPPED_WATCH = "dropped_watch"  # a watch ends after `events` events; strikes watches only
    EXPIRED_WATCH = "expired_watch"  # the same, with an ERROR event of code 410 at the end
    SLOW = "slow"  # the right answer, late


@dataclass(frozen=True)
class Fault:
    """One ordered failure. It strikes requests that fit all the patterns (`*` is anything).

    Attributes:
        cluster: id of the cluster.
        verb: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; \
or `write` for all that change something.
        resource: such as `deployments` or `deployments/scale`.
        namespace: of the request.
        name: of the object.
        user: who asks.
        nth: the first request it hits, counted from the order; 1 is the next one.
        times: how many requests in a row it hits.
        status: HTTP status of `STATUS`.
        message: what is said.
        retry_after: seconds for a `Retry-After` header of `STATUS`; 0 leaves it out.
        events: how many events a watch brings before it ends.
        seconds: how late `SLOW` is.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: FaultKind
    cluster: str = "*"
    verb: str = "*"
    resource: str = "*"
    namespace: str = "*"
    name: str = "*"
    user: str = "*"
    nth: FromOne = 1
    times: FromOne = 1
    status: ErrorCode = 503
    message: str = "a fault was ordered"
    retry_after: FromZero = 0
    events: FromZero = 0
    seconds: float = 1.0


def meant_for(cluster: str, call: Call) -> Callable[[Fault], bool]:
    """Return what tells whether a fault is meant for a call."""

    def fits(fault: Fault) -> bool:
        target = call.target
        pairs = (
            (cluster, fault.cluster),
            (target.resource, fault.resource),
            (target.namespace, fault.namespace),
            (target.name, fault.name),
            (call.user, fault.user),
        )
        if fault.kind is FaultKind.DENIED and call.verb not in WRITES:
            return False
        watches = {FaultKind.DROPPED_WATCH, FaultKind.EXPIRED_WATCH}
        if fault.kind in watches and call.verb != "watch":
            return False
        verb = fault.verb in {"*", call.verb} or (fault.verb == "write" and call.verb in WRITES)
        return verb and all(fnmatchcase(value, pattern) for value, pattern in pairs)

    return fits


def refusal_of(fault: Fault, call: Call) -> Refusal | None:
    """Return the refusal that a fault stands for, None if it is another sort of failure."""
    kind, name = call.target.kind, call.target.name
    if fault.kind is FaultKind.DENIED:
        message = f'admission webhook "policy.sandbox" denied the request: {fault.message}'
        return Refusal(403, message, details=about(kind, name))
    if fault.kind is not FaultKind.STATUS:
        return None
    if fault.status == 409:
        return conflict(kind, name)
    return Refusal(fault.status, fault.message, retry_after=fault.retry_after)
