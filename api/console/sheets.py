"""Pages of headings with sentences, tables and words of others: what a look at something found.

What is asked first stands in a form above it: one that looks (GET, its address is the answer), or
one that does something (POST, refused at the field).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from fastapi import Response

from api.console.forms import Form
from api.console.questions import Asked
from api.console.routes import ROOT
from api.console.visits import Visit
from application.common.views import Table
from domain.common.messages import Message, message


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading, and what stands below it.

    Attributes:
        heading: empty for none.
        lines: sentences in the reader's words.
        table: rows of text; what others wrote in it is made harmless.
        links: label and address of things that the rows are about.
        foreign: what others wrote, at length.
        problem: why it could not be looked at; it stands in place of the rest.
        good: whether the first sentence is good news; None: it is neither.
    """

    heading: str = ""
    lines: Sequence[str] = ()
    table: Table | None = None
    links: Sequence[tuple[str, str]] = ()
    foreign: str = ""
    problem: str = ""
    good: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Action:
    """A button: one that asks first, or one that does what it says at once."""

    address: str
    label: str
    kind: str = ""
    asks: bool = True


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """The form above what was found.

    Attributes:
        fields: in their order.
        verb: on its button.
        gets: whether it only looks, so that its address holds what was asked.
        means: what it does, in a sentence.
        hidden: names and values that are sent along, such as an idempotency key.
    """

    form: Form
    fields: Sequence[Asked]
    verb: str
    gets: bool = True
    means: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A page of this kind.

    Attributes:
        section: of the menu.
        back: label and address of where it belongs; empty for none.
        live: kinds of events at which it is looked at anew.
        answers_first: whether what was found stands above the form, as below a long one.
    """

    section: str
    title: str
    sections: Sequence[Section] = ()
    back: tuple[str, str] = ("", "")
    actions: Sequence[Action] = ()
    inquiry: Inquiry | None = None
    live: str = ""
    answers_first: bool = False


async def tool_page(
    visit: Visit,
    title: Message,
    inquiry: Inquiry,
    sections: Sequence[Section],
    *,
    answers_first: bool = False,
) -> Response:
    """Return the page of one tool: its form, and what came of it."""
    return await sheet_page(
        visit,
        Sheet(
            section="tools",
            title=visit.text(title),
            back=(visit.text(message("tool_page.title")), f"{ROOT}/tools"),
            inquiry=inquiry,
            sections=sections,
            answers_first=answers_first,
        ),
    )


async def sheet_page(visit: Visit, sheet: Sheet) -> Response:
    """Return it as a page; a refused form has the status of its refusal."""
    return await visit.page(
        "console/sheet.html",
        section=sheet.section,
        live=sheet.live,
        status=sheet.inquiry.form.status if sheet.inquiry else 200,
        sheet=sheet,
        action=quote(visit.request.url.path, safe="/:"),
    )
