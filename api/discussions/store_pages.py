"""Pages about the bus as a whole: what was said by whom, and whether its store is sound (BUS-2)."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Response

from api.bodies import MaybeReasonIn
from api.console.forms import Form
from api.console.parts import part_of
from api.console.questions import Asked, question
from api.console.routes import ROOT, Pages
from api.console.sheets import Action, Inquiry, Section, Sheet, sheet_page
from api.console.visits import Here, Visit
from api.discussions.routes import DiscussionId
from api.pages import capital
from application.common.views import Table
from application.discussions.messages import statistics_message
from application.ports.discussions import StoreCheck
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Message, message
from domain.discussions.discussions import Anomaly
from domain.discussions.rules import LONGEST_THRESHOLD
from domain.people.access import Permission

store = Pages("/discussion-store")
pages = Pages("/discussions")

MOST_SHOWN = 200
"""Senders, projects, problems and anomalies of one page."""

_HERE = f"{ROOT}/discussion-store"
_USUAL = "2"


@store.get(needs=Permission.READ_DISCUSSIONS)
async def store_page(visit: Here) -> Response:
    """Show how much was said by whom, and who takes part."""
    service, by = visit.services.discussions, visit.by
    counted = await part_of(visit, service.statistics(by=by))
    projects = await part_of(visit, service.projects(by=by))
    found = counted.value
    senders = sorted(found.by_sender.items(), key=lambda each: -each[1]) if found else []
    actions = [Action(address=f"{_HERE}/check", label=_said(visit, "bus_page.check"))]
    if visit.may(Permission.SEND_DISCUSSIONS):
        make = Action(address=f"{_HERE}/make", label=_said(visit, "bus_page.make"), asks=False)
        actions.append(make)
    return await sheet_page(
        visit,
        Sheet(
            section="discussions",
            title=_said(visit, "bus_page.store"),
            back=(_said(visit, "bus_page.title"), f"{ROOT}/discussions"),
            actions=actions,
            live="discussion",
            sections=[
                Section(
                    lines=[visit.text(statistics_message(found))] if found else [],
                    table=_table(
                        visit,
                        (message("head.sender"), message("bus_page.messages")),
                        [(name, str(count)) for name, count in senders[:MOST_SHOWN]],
                    ),
                    problem=counted.problem,
                ),
                Section(
                    heading=_said(visit, "bus_page.projects"),
                    table=_table(
                        visit,
                        (message("head.name"), message("head.id"), message("head.role")),
                        [
                            (each.name, each.id, each.role)
                            for each in (projects.value or ())[:MOST_SHOWN]
                        ],
                    ),
                    problem=projects.problem,
                ),
            ],
        ),
    )


@store.post("/make", needs=Permission.SEND_DISCUSSIONS)
async def make_by_page(visit: Here) -> Response:
    """Make what is missing of the store; nothing is overwritten."""
    facts = await visit.services.discussions.init(by=visit.by)
    return visit.done(_HERE, message("bus.made", made=facts.made))


@store.get("/check", needs=Permission.READ_DISCUSSIONS)
async def check_page(visit: Here) -> Response:
    """Compare the files with the index and with what was written here; changes nothing."""
    found = await visit.services.discussions.check(by=visit.by)
    return await _checked(visit, found)


@store.get("/repair", needs=Permission.ACT_FOR_OTHERS)
async def ask_to_repair(visit: Here) -> Response:
    """Say what mending does."""
    return await _asked_to_repair(visit, Form())


@store.post("/repair", needs=Permission.ACT_FOR_OTHERS)
async def repair_by_page(visit: Here) -> Response:
    """Mend what can be mended; what cannot be read stays."""

    async def act(_body: MaybeReasonIn) -> Message:
        await visit.services.discussions.check(by=visit.by, repair=True)
        return message("bus.mended")

    async def show(form: Form) -> Response:
        return await _asked_to_repair(visit, form)

    return await visit.submit(MaybeReasonIn, act, show=show, to=_HERE)


async def _asked_to_repair(visit: Visit, form: Form) -> Response:
    return await question(
        visit,
        form,
        section="discussions",
        title=message("bus_page.repair"),
        means=message("bus_page.repair_means"),
        back=_HERE,
    )


async def _checked(visit: Visit, found: StoreCheck) -> Response:
    counted = message("bus.checked", discussions=found.discussions, messages=found.messages)
    problems = [visit.text(each) for each in found.problems[:MOST_SHOWN]]
    broken = [(each.name, each.why) for each in found.broken[:MOST_SHOWN]]
    is_sound = not found.problems and not found.broken
    sections = [Section(lines=[visit.text(counted)], good=is_sound)]
    if is_sound:
        sections.append(Section(lines=[_said(visit, "bus_page.sound")]))
    if problems:
        sections.append(Section(heading=capital(_said(visit, "head.problems")), lines=problems))
    if broken:
        heads = (message("head.name"), message("head.why"))
        heading = _said(visit, "bus.unreadable")
        sections.append(Section(heading=heading, table=_table(visit, heads, broken)))
    actions = []
    if visit.may(Permission.ACT_FOR_OTHERS) and not is_sound:
        label = _said(visit, "bus_page.repair")
        actions.append(Action(address=f"{_HERE}/repair", label=label, kind="danger"))
    return await sheet_page(
        visit,
        Sheet(
            section="discussions",
            title=_said(visit, "bus_page.check"),
            back=(_said(visit, "bus_page.store"), _HERE),
            actions=actions,
            sections=sections,
        ),
    )


@pages.get("/{discussion_id}/anomalies", needs=Permission.READ_DISCUSSIONS)
async def anomalies_page(
    visit: Here,
    discussion_id: DiscussionId,
    threshold_seconds: Annotated[str, Query(max_length=20)] = _USUAL,
) -> Response:
    """Show which messages came too fast; changes nothing."""
    form = Form(values={"threshold_seconds": threshold_seconds})
    sections: list[Section] = []
    back = ("", f"{ROOT}/discussions/{discussion_id}")
    try:
        found, anomalies = await visit.services.discussions.anomalies(
            by=visit.by, discussion_id=discussion_id, threshold_seconds=_seconds(threshold_seconds)
        )
    except InvalidRequest as error:
        form.refuse(error, visit.told)
    else:
        back = (found.topic, back[1])
        count = message("bus.anomalies", count=len(anomalies), messages=len(found.messages))
        sections = [
            Section(
                lines=[visit.text(count)],
                good=not anomalies,
                table=_anomalies(visit, anomalies) if anomalies else None,
                links=[
                    (name, f"{back[1]}/messages/{name}")
                    for name in dict.fromkeys(one for each in anomalies for one in each.message_ids)
                ][:MOST_SHOWN],
            )
        ]
    asked = Asked(
        name="threshold_seconds",
        label=_said(visit, "bus_page.threshold"),
        hint=_said(visit, "bus_page.threshold_hint"),
        type="number",
        attributes={"min": "0", "max": f"{LONGEST_THRESHOLD:g}", "step": "any"},
    )
    inquiry = Inquiry(form=form, fields=[asked], verb=_said(visit, "console.search"))
    return await sheet_page(
        visit,
        Sheet(
            section="discussions",
            title=_said(visit, "bus_page.anomalies"),
            back=(back[0] or _said(visit, "bus_page.to_discussion"), back[1]),
            inquiry=inquiry,
            sections=sections,
        ),
    )


def _seconds(typed: str) -> float:
    try:
        return float(typed)
    except ValueError:
        rule = message("discussion.threshold", most=int(LONGEST_THRESHOLD))
        raise InvalidRequest("threshold_seconds", rule) from None


def _anomalies(visit: Visit, anomalies: tuple[Anomaly, ...]) -> Table:
    heads = (message("head.kind"), message("head.seconds"), message("head.confidence"))
    rows = [
        (
            _said(visit, "bus_page.pair" if each.kind == "pair" else "bus_page.cadence"),
            f"{each.seconds:.3g}",
            visit.text(message("value.plain", value=Called(f"{each.confidence:.2g}"))),
        )
        for each in anomalies[:MOST_SHOWN]
    ]
    return _table(visit, heads, rows)


def _table(visit: Visit, heads: Sequence[Message], rows: Sequence[tuple[str, ...]]) -> Table:
    return Table(tuple(capital(visit.text(each)) for each in heads), tuple(rows))


def _said(visit: Visit, id_: str) -> str:
    return visit.text(message(id_))
