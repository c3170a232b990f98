"""Pages about links that show a briefing without an account: made, listed, closed (PSH-6)."""

from collections.abc import Mapping
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Path, Query, Response

from api.briefings.shares import ShareIn, life_of
from api.console.forms import Form
from api.console.questions import question
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from domain.briefings.briefings import briefing_id
from domain.briefings.shares import DEFAULT_VIEWS, Share, ShareVerdict, judge
from domain.common.errors import NotFound
from domain.common.messages import message
from domain.people.access import Permission

pages = Pages("/shares")

SECTION = "briefings"
LIVE = "briefing"
_HERE = f"{ROOT}/shares"
_HOURS = ("1", "24", "72", "168", "720", "2160")

KIND_OF_VERDICT = {
    ShareVerdict.OPEN: "good",
    ShareVerdict.EXPIRED: "off",
    ShareVerdict.USED_UP: "off",
    ShareVerdict.REVOKED: "off",
}

ShareId = Annotated[str, Path(max_length=64)]


@pages.get(needs=Permission.SHARE_BRIEFING)
async def shares_page(visit: Here) -> Response:
    """List one's own links, the newest first; their secrets are kept nowhere."""
    found = await visit.services.shares.list(by=visit.by)
    return await visit.page(
        "shares/list.html",
        section=SECTION,
        live=LIVE,
        shares=[(each, judge(each, now=visit.now)) for each in found],
        kind_of_verdict=KIND_OF_VERDICT,
        open=ShareVerdict.OPEN,
    )


@pages.get("/new", needs=Permission.SHARE_BRIEFING)
async def ask_for_share(
    visit: Here,
    person: Annotated[str, Query(max_length=64)] = "",
    day: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Ask which briefing, how long and how often."""
    values = {
        "person_id": person or visit.by.person_id,
        "day": day or visit.now.astimezone(ZoneInfo(visit.told.zone)).date().isoformat(),
        "hours": "168",
        "most_views": str(DEFAULT_VIEWS),
    }
    return await _asked(visit, Form(values=values))


@pages.post("/new", needs=Permission.SHARE_BRIEFING)
async def create_share_by_page(visit: Here) -> Response:
    """Make a link and show it, this once."""

    async def act(body: ShareIn) -> Response:
        made = await visit.services.shares.create(
            by=visit.by,
            briefing=briefing_id(body.person_id, body.day),
            life=life_of(body),
            most_views=body.most_views,
        )
        shown = await visit.page(
            "shares/made.html",
            section=SECTION,
            share=made.share,
            url=f"{visit.options.public_url}/s/{made.token}",
            back=_HERE,
        )
        shown.headers["HX-Trigger"] = "refresh"  # the list behind the dialog has one more
        return shown

    async def show(form: Form) -> Response:
        return await _asked(visit, form)

    def values(form: Form) -> Mapping[str, Any]:
        return form.filled(numbers=("hours", "most_views"))

    return await visit.submit(ShareIn, act, show=show, to=_HERE, values=values)


async def _asked(visit: Visit, form: Form) -> Response:
    return await visit.page(
        "shares/new.html",
        section=SECTION,
        status=form.status,
        form=form,
        lasts=[(each, visit.text(message("ask.hours", n=int(each)))) for each in _HOURS],
        action=visit.request.url.path,
        back=_HERE,
    )


@pages.get("/one/{share_id}/close", needs=Permission.SHARE_BRIEFING)
async def ask_to_close_share(visit: Here, share_id: ShareId) -> Response:
    """Say who is shut out."""
    share = await _share(visit, share_id)
    return await question(
        visit,
        Form(),
        section=SECTION,
        title=message("share_page.close"),
        means=message("share_page.close_means"),
        facts=[(visit.text(message("share_page.briefing")), share.briefing_id)],
        back=_HERE,
        danger=True,
    )


@pages.post("/one/{share_id}/close", needs=Permission.SHARE_BRIEFING)
async def close_share_by_page(visit: Here, share_id: ShareId) -> Response:
    """Close a link now."""
    await visit.services.shares.revoke(by=visit.by, share_id=share_id)
    return visit.done(_HERE, message("share_page.closed"))


async def _share(visit: Visit, share_id: str) -> Share:
    found = await visit.services.shares.list(by=visit.by)
    share = next((each for each in found if each.id == share_id), None)
    if share is None:
        raise NotFound("share", share_id)
    return share
