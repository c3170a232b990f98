"""Pages about how somebody is told things: language, clock, channels (BRF-8, TSK-9)."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Response

from api.briefings.bodies import ChannelIn, SettingsPatch
from api.console.forms import Form, comma_separated, zones
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from application.briefings.briefings import BriefingChanges
from application.deliveries.views import delivery_view
from domain.common.errors import InvalidRequest
from domain.common.messages import Message, message, named
from domain.deliveries.channels import BY_NAME
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, DeliveryState
from domain.people.access import Permission

pages = Pages("/people/{person_id}")

_ME = "me"
Whose = Annotated[str, Path(pattern="^(me|u_[a-z0-9][a-z0-9_-]{2,39})$")]

KIND_OF_DELIVERY = {
    DeliveryState.QUEUED: "run",
    DeliveryState.RETRYING: "warn",
    DeliveryState.SENDING: "run",
    DeliveryState.ACCEPTED: "good",
    DeliveryState.DELIVERED: "good",
    DeliveryState.SPOKEN: "good",
    DeliveryState.READ: "good",
    DeliveryState.FAILED: "bad",
    DeliveryState.UNCERTAIN: "warn",
}


_CRITICAL_BY = ((), (ChannelKind.SMS,), (ChannelKind.MAIL,), (ChannelKind.SMS, ChannelKind.MAIL))


@pages.get("/reading", needs=Permission.CONFIGURE_BRIEFING)
async def ask_for_reading(visit: Here, person_id: Whose) -> Response:
    """Ask in which language and by which clock somebody reads, and when they are left alone."""
    settings = await visit.services.briefings.settings(by=visit.by, person_id=_id(visit, person_id))
    typed = {
        "language": str(settings.language),
        "zone": settings.zone,
        "quiet_hours": settings.quiet_hours,
        "critical_by": ",".join(settings.critical_by),
    }
    return await _asked_for_reading(visit, person_id, Form(values=typed))


@pages.post("/reading", needs=Permission.CONFIGURE_BRIEFING)
async def set_reading(visit: Here, person_id: Whose) -> Response:
    """Change language, zone and quiet hours: of the briefing and of everything else."""

    def values(form: Form) -> Mapping[str, Any]:
        typed = ("language", "zone", "quiet_hours")
        found: dict[str, Any] = {each: form.values[each] for each in typed if each in form.values}
        if "critical_by" in form.values:
            found["critical_by"] = comma_separated(form.values["critical_by"])
        return found

    async def act(body: SettingsPatch) -> Message:
        await visit.services.briefings.configure(
            by=visit.by, changes=body.changes(), person_id=_id(visit, person_id)
        )
        return message("profile.saved")

    async def show(form: Form) -> Response:
        return await _asked_for_reading(visit, person_id, form)

    return await visit.submit(
        SettingsPatch, act, show=show, to=_at(person_id), values=values, anew=True
    )


async def _asked_for_reading(visit: Visit, person_id: str, form: Form) -> Response:
    return await visit.page(
        "briefings/reading.html",
        section=_ME if person_id == _ME else "people",
        status=form.status,
        form=form,
        action=f"{_at(person_id)}/reading",
        back=_at(person_id),
        languages=[(str(each.language), each.name) for each in visit.told.words.languages],
        zones=zones(),
        critical_by=[
            (",".join(kinds), ", ".join(visit.text(named(each)) for each in kinds) or "–")
            for kinds in _CRITICAL_BY
        ],
    )


@pages.get("/channels/new", needs=Permission.CONFIGURE_BRIEFING)
async def ask_for_channel(visit: Here, person_id: Whose) -> Response:
    """Ask where else somebody is told things."""
    return await _asked_for_channel(visit, person_id, Form())


@pages.post("/channels/new", needs=Permission.CONFIGURE_BRIEFING)
async def add_channel(visit: Here, person_id: Whose) -> Response:
    """Tell somebody things at one more address."""

    def values(form: Form) -> Mapping[str, Any]:
        mentions = form.values.get("mentions", "").replace("\uff0c", ",").split(",")
        return form.filled() | {"mentions": [each.strip() for each in mentions if each.strip()]}

    async def act(body: ChannelIn) -> Message:
        await _change_channels(visit, person_id, add=body.address())
        return message("profile.saved")

    async def show(form: Form) -> Response:
        return await _asked_for_channel(visit, person_id, form)

    return await visit.submit(ChannelIn, act, show=show, to=_at(person_id), values=values)


@pages.post("/channels/remove", needs=Permission.CONFIGURE_BRIEFING)
async def remove_channel(visit: Here, person_id: Whose) -> Response:
    """Tell somebody nothing more at an address."""

    async def act(body: ChannelIn) -> Message:
        await _change_channels(visit, person_id, remove=(body.kind, body.target))
        return message("profile.saved")

    async def show(form: Form) -> Response:
        return await _asked_for_channel(visit, person_id, form)

    return await visit.submit(ChannelIn, act, show=show, to=_at(person_id))


async def _change_channels(
    visit: Visit,
    person_id: str,
    *,
    add: ChannelAddress | None = None,
    remove: tuple[ChannelKind, str] | None = None,
) -> None:
    briefings, owner = visit.services.briefings, _id(visit, person_id)
    before = (await briefings.settings(by=visit.by, person_id=owner)).channels
    kept = tuple(each for each in before if (each.kind, each.target) != remove)
    try:
        await briefings.configure(
            by=visit.by,
            changes=BriefingChanges(channels=(*kept, add) if add else kept),
            person_id=owner,
        )
    except InvalidRequest as error:
        if error.field.startswith("channels["):
            raise InvalidRequest("target", error.broken) from None
        raise


async def _asked_for_channel(visit: Visit, person_id: str, form: Form) -> Response:
    names = visit.services.briefings.destinations.names
    there = [each for each in ChannelKind if each in names and (names[each] or each not in BY_NAME)]
    return await visit.page(
        "briefings/channel.html",
        section=_ME if person_id == _ME else "people",
        status=form.status,
        form=form,
        action=f"{_at(person_id)}/channels/new",
        back=_at(person_id),
        kinds=[(str(each), visit.text(named(each))) for each in there],
        robots=sorted({name for each in there for name in names[each]}),
    )


@pages.post("/test-message", needs=Permission.SEND_DELIVERIES)
async def send_test_message_by_page(visit: Here, person_id: Whose) -> Response:
    """Send one to each of one's own addresses, and show what became of it."""
    sent = await visit.services.trial_messages.send(by=visit.by)
    return await visit.page(
        "briefings/test_message.html",
        section=_ME,
        sent=[delivery_view(each, visit.text) for each in sent],
        kind_of_state=KIND_OF_DELIVERY,
        back=_at(person_id),
    )


def _id(visit: Visit, person_id: str) -> str:
    return visit.by.person_id if person_id == _ME else person_id


def _at(person_id: str) -> str:
    return f"{ROOT}/people/{person_id}"
