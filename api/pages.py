"""Turning templates and briefings into pages that can run nothing foreign."""

import gzip
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.console.assets import asset
from api.console.drawings import columns, icon, interval, plot, sparkline
from application.common.wording import Localizer
from domain.briefings.briefings import Briefing
from domain.common.errors import Forbidden
from domain.common.messages import Called, message, named
from domain.common.quoting import for_people

HERE = Path(__file__).parent

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; media-src 'self'; frame-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types htmx"
)
"""Our own pages load their one script and one style sheet from us; nothing inline runs, and nothing
but what our server answered becomes HTML."""

PAGE_HEADERS = {"Content-Security-Policy": PAGE_POLICY, "Referrer-Policy": "same-origin"}

_WORTH_SHRINKING = 1024
"""Bytes; what is shorter fits one packet as it is."""

_BRIEFING_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors {framed_by}; {media}sandbox allow-popups"
)
"""A briefing quotes logs. `sandbox` gives it an origin of its own and no scripts, whatever it says;
inline styles draw its charts."""

_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})

_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def local_time(moment: datetime | None, zone: str) -> str:
    """Return a moment as the wall in `zone` shows it; a dash for none."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if moment else "–"


def visible(text: str) -> str:
    """Return text in which nothing hides: what turns, hides or moves other text becomes `�`.

    Somebody decides by what they read here.
    """
    return "".join(
        "�" if unicodedata.category(char) in _HIDDEN and char not in "\n\t" else char
        for char in text
    )


def safe_address(address: str) -> str:
    """Return an address that may stand in a link: of the web or of mail; else nothing."""
    kind = address.partition(":")[0].lower()
    return address if kind in ("http", "https", "mailto") else ""


def json_text(value: object) -> str:
    """Return JSON as people read it."""
    return json.dumps(value, ensure_ascii=False)


_TEMPLATES.filters |= {
    "json_text": json_text,
    "local_time": local_time,
    "visible": visible,
    "for_people": for_people,
    "safe_address": safe_address,
}
_TEMPLATES.globals |= {
    "asset": asset,
    "sparkline": sparkline,
    "plot": plot,
    "columns": columns,
    "interval": interval,
    "icon": icon,
}


def page(
    template: str,
    told: Localizer,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **values: Any,  # noqa: ANN401 - whatever the template names; it fails on what is missing
) -> HTMLResponse:
    """Return one of our own pages; templates name entries of the catalogues: `say("page.open")`."""
    html = rendered(template, told, None, theme="auto", **values)
    own = PAGE_HEADERS | {"Content-Language": told.language}
    return HTMLResponse(html, status, own | (headers or {}))


def rendered(
    template: str,
    told: Localizer,
    now: datetime | None,
    **values: Any,  # noqa: ANN401 - whatever the template names; it fails on what is missing
) -> str:
    """Return a template in a reader's words; `now` is what times are told from."""

    def say(id_: str, **args: Any) -> str:  # noqa: ANN401 - an argument, or a name
        called = {
            name: Called(each) if isinstance(each, str) else each for name, each in args.items()
        }
        return told.text(message(id_, **called))

    def since(moment: datetime) -> str:
        gone = (now or moment) - moment
        if gone < timedelta():
            return say("console.ahead", left=-gone)
        return say("console.ago", gone=gone)

    return _TEMPLATES.get_template(template).render(
        say=say,
        said=told.text,
        named=lambda member: told.text(named(member)),
        label=lambda id_: capital(told.text(message(id_))),
        since=since,
        lasted=lambda span: say("value.plain", value=span),
        comma=say("console.comma"),
        list_comma=say("console.list_comma"),
        zone=told.zone,
        others=_others(told),
        language=told.language,
        **values,
    )


def capital(text: str) -> str:
    """Return a label as it stands at the head of a column or field."""
    return text[:1].upper() + text[1:]


def html_answer(request: Request, html: str, language: str, status: int = 200) -> HTMLResponse:
    """Return a page of the console with its headers, compressed for whoever takes that."""
    body = html.encode()
    headers = PAGE_HEADERS | {
        "Content-Language": language,
        "Cache-Control": "private, no-store",
        "Vary": "Accept-Encoding, HX-Request, HX-Target, Cookie",
    }
    if len(body) > _WORTH_SHRINKING and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, 5, mtime=0)
    return HTMLResponse(body, status, headers)


def _others(told: Localizer) -> list[dict[str, str]]:
    """Return the other languages, each as it calls itself."""
    return [
        {"language": each.language, "name": each.name}
        for each in told.words.languages
        if each.language != told.language
    ]


@dataclass(frozen=True)
class Player:
    """What a page plays its sound with.

    Attributes:
        source: the path of the sound.
        label: what the player is called, in the language of the page.
    """

    source: str
    label: str


def briefing_page(
    briefing: Briefing, *, framed_by_us: bool, player: Player | None = None
) -> HTMLResponse:
    """Return a briefing as a page of its own, to be framed by our page or opened by a link.

    Args:
        briefing: what is shown.
        framed_by_us: else nobody may frame it.
        player: where its sound is, at the head of the page; None for a page without.
    """
    body = briefing.html
    if not body.lstrip()[:9].lower().startswith(("<!doctype", "<html")):
        body = _TEMPLATES.get_template("briefing.html").render(
            title=briefing.title,
            language=briefing.language,
            body=Markup(body),  # noqa: S704 - escaped by our writer, and sandboxed by the policy
        )
    if player:
        heard = _TEMPLATES.get_template("components/listen.html").render(vars(player))
        # The first tag of its kind is our writer's: what others wrote is escaped.
        body = _BODY.sub(lambda tag: tag[0] + heard, body, count=1)
    return HTMLResponse(
        body,
        headers=PRIVATE
        | {
            "Content-Security-Policy": _BRIEFING_POLICY.format(
                framed_by="'self'" if framed_by_us else "'none'",
                media="media-src 'self'; " if player else "",
            ),
            "X-Frame-Options": "SAMEORIGIN" if framed_by_us else "DENY",
        },
    )


def gone_page(told: Localizer) -> HTMLResponse:
    """Return the page for every link that does not open; all of them look alike."""
    return page("gone.html", told, status=404, headers=PRIVATE)


PRIVATE = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
"""Keep what a secret address shows out of indexes, caches and other sites' logs (PSH-6)."""


def check_own_form(request: Request) -> None:
    """Refuse a form that another site sent.

    A page behind a link tells nobody where it is, so its own form comes from the origin "null".
    What tells it from another site's is this header, and that only the page and the person know
    the link.

    Raises:
        Forbidden: it came from elsewhere.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise Forbidden(message("approval.other_site"))
