"""Who may not ask at all hears that first, and nothing of what is wrong with what they sent.

A route reads paths, queries and bodies before its service looks at who asks. So before a request is
refused for its form, it is seen here whether its sender may make it (RFC 9110 15.5.2, 15.5.4).
"""

from fastapi import Request
from fastapi.dependencies.models import Dependant
from starlette.requests import HTTPConnection

from api.access import proof_if_any, proof_needed
from api.rights import NEEDS
from domain.common.errors import ZhibanError
from domain.people.access import require


async def refusal_of(request: HTTPConnection) -> ZhibanError | None:
    """Return why this caller may not make this request at all; None when they may try."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    if not isinstance(request, Request) or dependant is None or not _asks_who(dependant):
        return None
    try:
        proof = await proof_needed(await proof_if_any(request, None, None))
        needs = NEEDS.get(getattr(request.scope.get("endpoint"), "__name__", ""))
        if needs is not None:
            require(proof.actor, needs)
    except ZhibanError as refusal:
        return refusal
    return None


def _asks_who(dependant: Dependant) -> bool:
    """Say whether a route takes nobody without a proof."""
    return any(each.call is proof_needed or _asks_who(each) for each in dependant.dependencies)
