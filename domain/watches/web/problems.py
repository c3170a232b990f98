"""Why a page could not be looked at."""

from collections.abc import Mapping

from domain.common.messages import Called, Foreign, Message, message
from domain.common.written_numbers import Decimal, Unclear
from domain.watches.web.findings import linked

_WHY: Mapping[str, str] = {
    "refused_address": "web.refused_address",
    "bad_url": "web.bad_url",
    "dns": "web.dns",
    "connect": "web.connect",
    "tls": "web.tls",
    "timeout": "web.timeout",
    "too_large": "web.too_large",
    "too_many_redirects": "web.too_many_redirects",
    "broken": "web.broken",
    "type": "web.type",
    "rendering": "web.rendering",
    "busy": "web.busy",
    "too_costly": "web.too_costly",
    "waiting": "web.reading_waits",
}


def why_unread(problem: str, status: int = 0, detail: Message | None = None) -> Message:
    """Return why a page could not be had, by the wire name of the problem."""
    if problem == "status":
        return message("web.status", status=Called(str(status)))
    why = message(_WHY[problem])
    return why if detail is None else message("web.why", why=why, detail=detail)


def unread(url: str, why: Message) -> Message:
    """Return which page could not be looked at, and why, as a clause."""
    return message("web.unread", page=linked(url), why=why)


def nothing_selected(which: Message | None = None) -> Message:
    """Return that filters found nothing, and which of them."""
    return message("web.nothing_selected", which=which)


def unclear_number(why: Unclear) -> Message:
    """Return that a number was found that may mean two, and what decides it."""
    field, pattern = Called("number.decimal"), Called("number.pattern")
    if why is Unclear.CONTRADICTS:
        return message("web.number_contradicts", field=field, pattern=pattern)
    point, comma = Foreign(Decimal.POINT), Foreign(Decimal.COMMA)
    return message("web.number_ambiguous", field=field, pattern=pattern, point=point, comma=comma)
