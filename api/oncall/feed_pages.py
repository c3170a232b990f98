"""Pages that make and revoke the addresses at which calendar programs read shifts (ALR-10)."""

from fastapi import Response

from api.console.forms import Form
from api.console.questions import question
from api.console.routes import Pages
from api.console.visits import Here, Visit
from api.oncall.bodies import FeedIn
from api.oncall.feeds import FeedId
from api.oncall.pages import SECTION, ScheduleName, at
from application.oncall.feed_views import FeedView, feed_path, feed_view
from domain.common.errors import NotFound, Noun
from domain.common.messages import message
from domain.people.access import Permission

pages = Pages("/oncall")


@pages.get("/schedules/{schedule}/subscribe", needs=Permission.MANAGE_SELF)
async def ask_for_feed(visit: Here, schedule: ScheduleName) -> Response:
    """Ask whether all shifts are wanted, or one's own."""
    return await _asked(visit, schedule, Form())


@pages.post("/schedules/{schedule}/subscribe", needs=Permission.MANAGE_SELF)
async def create_feed_by_page(visit: Here, schedule: ScheduleName) -> Response:
    """Make an address and show it, this once."""

    async def act(body: FeedIn) -> Response:
        feeds = visit.services.oncall_feeds
        made = await feeds.create(by=visit.by, name=schedule, only_own=body.only_own)
        shown = await visit.page(
            "oncall/feed_made.html",
            section=SECTION,
            feed=feed_view(made.feed, visit.told),
            url=f"{visit.options.public_url}{feed_path(made.token)}",
            back=at(schedule),
        )
        shown.headers["HX-Trigger"] = "refresh"  # the list behind the dialog has one more
        return shown

    async def show(form: Form) -> Response:
        return await _asked(visit, schedule, form)

    return await visit.submit(
        FeedIn,
        act,
        show=show,
        to=at(schedule),
        values=lambda form: {"only_own": form.values.get("shifts") == "own"},
    )


async def _asked(visit: Visit, schedule: str, form: Form) -> Response:
    await visit.services.oncall.get(by=visit.by, name=schedule)
    return await visit.page(
        "oncall/feed.html",
        section=SECTION,
        status=form.status,
        form=form,
        schedule=schedule,
        shifts=[
            (value, visit.text(message("oncall.feed_shifts", own=value == "own")))
            for value in ("all", "own")
        ],
        action=visit.request.url.path,
        back=at(schedule),
    )


@pages.get("/feeds/{feed_id}/revoke", needs=Permission.MANAGE_SELF)
async def ask_to_revoke_feed(visit: Here, feed_id: FeedId) -> Response:
    """Say what stops."""
    feed = await _mine(visit, feed_id)
    return await question(
        visit,
        Form(),
        section=SECTION,
        title=message("oncall_page.revoke"),
        means=message("oncall_page.revoke_means"),
        facts=[(visit.text(message("oncall_page.subscription")), feed.said)],
        back=at(feed.schedule),
        danger=True,
    )


@pages.post("/feeds/{feed_id}/revoke", needs=Permission.MANAGE_SELF)
async def revoke_feed_by_page(visit: Here, feed_id: FeedId) -> Response:
    """Close an address now."""
    feed = await visit.services.oncall_feeds.revoke(by=visit.by, feed_id=feed_id)
    return visit.done(at(feed.schedule), message("oncall_page.revoked"))


async def _mine(visit: Visit, feed_id: str) -> FeedView:
    found = await visit.services.oncall_feeds.list(by=visit.by)
    feed = next((each for each in found if each.id == feed_id), None)
    if feed is None:
        raise NotFound(Noun.CALENDAR_ADDRESS, feed_id)
    return feed_view(feed, visit.told)
