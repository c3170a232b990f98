"""Small tools in the console: the weather of a place, a text message, one page (MEM-2)."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query, Response

from api.console.forms import Form
from api.console.parts import part_of
from api.console.questions import Asked
from api.console.routes import ROOT, Pages
from api.console.sheets import Inquiry, Section, tool_page
from api.console.visits import Here, Visit
from api.errors import status_of
from api.pages import capital
from api.small_tools import PageIn, SmsIn
from application.deliveries.text_messages import SmsSent
from application.watches.pages import LONGEST_ADDRESS, MOST_CHARACTERS, Scraped
from domain.common.errors import InvalidRequest, NotFound
from domain.common.messages import Message, message, named
from domain.deliveries.deliveries import DeliveryState
from domain.deliveries.text_messages import MOST_CHARACTERS as LONGEST_TEXT
from domain.people.access import Permission
from domain.schedules.weather import (
    LONGEST_PLACE,
    MOST_DAYS,
    Forecast,
    Weather,
    told_day,
    told_now,
)
from domain.watches.web.selections import LONGEST_SELECTOR

pages = Pages("/tools")

MOST_LINKS = 50
_HERE = f"{ROOT}/tools"


@dataclass(frozen=True)
class _Tool:
    """One entry of the page of tools."""

    address: str
    title: Message
    means: Message
    needs: Permission


_TOOLS = (
    _Tool(
        "/weather",
        message("tool_page.weather"),
        message("tool_page.weather_means"),
        Permission.READ_WEATHER,
    ),
    _Tool(
        "/page",
        message("tool_page.page"),
        message("tool_page.page_means"),
        Permission.FETCH_PAGES,
    ),
    _Tool("/text", message("tool_page.text"), message("tool_page.text_means"), Permission.SEND_SMS),
    _Tool(
        "/forecast",
        message("tool_page.forecast"),
        message("tool_page.forecast_means"),
        Permission.READ_LOGS,
    ),
    _Tool(
        "/test-alerts",
        message("tool_page.test_alerts"),
        message("tool_page.test_alerts_means"),
        Permission.SEND_ALERTS,
    ),
)


@pages.get(needs=None)
async def tools_page(visit: Here) -> Response:
    """List the tools that whoever looks may use."""
    tools = [each for each in _TOOLS if visit.may(each.needs)]
    return await visit.page(
        "console/tools.html",
        section="tools",
        tools=[
            (visit.text(each.title), visit.text(each.means), _HERE + each.address) for each in tools
        ],
    )


@pages.get("/weather", needs=Permission.READ_WEATHER)
async def weather_page(
    visit: Here,
    place: Annotated[str, Query(max_length=LONGEST_PLACE)] = "",
    days: Annotated[int, Query(ge=1, le=MOST_DAYS)] = 3,
) -> Response:
    """Show the weather of a place, now and on the days to come."""
    form = Form(values={"place": place, "days": str(days)})
    sections: list[Section] = []
    if place.strip():
        asked = visit.services.weather.forecast(by=visit.by, place=place, days=days)
        try:
            found = await part_of(visit, asked)
        except (NotFound, InvalidRequest) as error:
            form.refuse(error, visit.told)
            form.status = status_of(error)
        else:
            lines = _weather(visit, found.value) if found.value else []
            heading = found.value.title if found.value else ""
            sections = [Section(heading=heading, lines=lines, problem=found.problem)]
    fields = [
        Asked(
            name="place",
            label=_said(visit, "tool_page.place"),
            required=True,
            attributes={"maxlength": LONGEST_PLACE},
        ),
        Asked(
            name="days",
            label=_said(visit, "tool_page.days"),
            choices=[(str(each), str(each)) for each in range(1, MOST_DAYS + 1)],
        ),
    ]
    inquiry = Inquiry(form=form, fields=fields, verb=_said(visit, "tool_page.look"))
    return await tool_page(visit, message("tool_page.weather"), inquiry, sections)


def _weather(visit: Visit, found: Forecast) -> list[str]:
    now = told_now(Weather(found.place, found.now, found.days))
    today = found.days[0].day if found.days else None
    days = [told_day(each, today) for each in found.days] if today else []
    return [visit.text(each) for each in ([now] if now else []) + days]


@pages.get("/page", needs=Permission.FETCH_PAGES)
async def ask_for_page(visit: Here) -> Response:
    """Ask which page to read."""
    return await _page(visit, Form(), [])


@pages.post("/page", needs=Permission.FETCH_PAGES)
async def read_by_page(visit: Here) -> Response:
    """Show the main text and the links of a page; all of it are words of others."""

    async def act(body: PageIn) -> Response:
        found = await visit.services.pages.scrape(
            by=visit.by,
            url=body.url,
            selector=body.selector,
            render=body.render,
            most_chars=body.most_chars,
        )
        return await _page(visit, await visit.form(), [_read(visit, found)])

    async def show(form: Form) -> Response:
        return await _page(visit, form, [])

    return await visit.submit(PageIn, act, show=show, to=f"{_HERE}/page", values=_wanted)


def _wanted(form: Form) -> dict[str, Any]:
    return form.filled(flags=("render",)) | {"most_chars": MOST_CHARACTERS}


def _read(visit: Visit, found: Scraped) -> Section:
    cut = [_said(visit, "tool_page.cut")] if found.truncated else []
    return Section(
        heading=found.title or found.url,
        foreign=found.text,
        lines=[found.url, *cut],
        links=[(text or url, url) for text, url in found.links[:MOST_LINKS]],
    )


async def _page(visit: Visit, form: Form, sections: list[Section]) -> Response:
    plain = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
    fields = [
        Asked(
            name="url",
            label=capital(_said(visit, "head.address")),
            type="url",
            required=True,
            attributes={"maxlength": LONGEST_ADDRESS, **plain},
        ),
        Asked(
            name="selector",
            label=_said(visit, "tool_page.selector"),
            hint=_said(visit, "tool_page.selector_hint"),
            attributes={"maxlength": LONGEST_SELECTOR, **plain},
        ),
        Asked(name="render", label=_said(visit, "tool_page.render"), type="check"),
    ]
    inquiry = Inquiry(form=form, fields=fields, verb=_said(visit, "tool_page.read"), gets=False)
    return await tool_page(visit, message("tool_page.page"), inquiry, sections)


@pages.get("/text", needs=Permission.SEND_SMS)
async def ask_for_text(visit: Here) -> Response:
    """Ask what to send, and to which number."""
    return await _text(visit, Form(), [])


@pages.post("/text", needs=Permission.SEND_SMS)
async def text_by_page(visit: Here) -> Response:
    """Send a text, once for each form, and show what became of it."""

    async def act(body: SmsIn) -> Response:
        sent = await visit.services.sms.send(by=visit.by, to=body.to, text=body.text, key=body.key)
        return await _text(visit, await visit.form(), [_sent(visit, sent)], sent=True)

    async def show(form: Form) -> Response:
        return await _text(visit, form, [])

    return await visit.submit(SmsIn, act, show=show, to=f"{_HERE}/text")


def _sent(visit: Visit, sent: SmsSent) -> Section:
    state = visit.text(message("tool_page.became", state=named(sent.state), parts=sent.segments))
    return Section(
        lines=[state, *([visit.text(sent.detail)] if sent.detail else [])],
        good=sent.state is DeliveryState.ACCEPTED,
    )


async def _text(
    visit: Visit, form: Form, sections: list[Section], *, sent: bool = False
) -> Response:
    # What was refused was not sent; what was sent has its key until something else is asked for.
    key = "" if sent else form.values.get("key", "")
    fields = [
        Asked(
            name="to",
            label=_said(visit, "tool_page.to"),
            hint=_said(visit, "tool_page.to_hint"),
            type="tel",
            required=True,
            attributes={"maxlength": 40},
        ),
        Asked(
            name="text",
            label=capital(_said(visit, "head.text")),
            type="textarea",
            required=True,
            attributes={"rows": 4, "maxlength": LONGEST_TEXT},
        ),
    ]
    inquiry = Inquiry(
        form=form,
        fields=fields,
        verb=_said(visit, "tool_page.send"),
        gets=False,
        means=_said(visit, "tool_page.text_means"),
        hidden={"key": key or visit.services.incident_story.ids.new()},
    )
    return await tool_page(visit, message("tool_page.text"), inquiry, sections)


def _said(visit: Visit, id_: str) -> str:
    return visit.text(message(id_))
