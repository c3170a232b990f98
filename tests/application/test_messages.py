"""What a delivery carries."""

from datetime import UTC, datetime

import pytest

from domain.errors import NotFound
from domain.events import Event
from integrations.markdown_mail.writer import MarkdownMail
from tests.fakes.briefing_making import Household
from tests.fakes.face_desks import a_briefing

MINE = "u_mei/2026-11-21"
CHANGED = Event(
    "task/t_1/found/1",
    "zhiban.web.changed",
    "/tasks/t_1",
    "t_1",
    datetime(2026, 11, 21, 8, tzinfo=UTC),
    "u_mei",
    {"title": "价格变了", "text": "## 差异\n\n**一行**变了, see [page](https://a.example/x)"},
)


@pytest.fixture
async def household():
    household = Household()
    await household.move_in()
    household.briefings.written[MINE] = a_briefing("u_mei", "2026-11-21")
    await household.events.append(CHANGED)
    return household


async def test_an_event_is_told_in_its_own_words_in_every_form(household):
    """PSH-1, EVT-1."""
    draft = await household.messages().draft(key="k", event_id=CHANGED.id, briefing_id="")

    assert (draft.key, draft.title) == ("k", "价格变了")
    assert draft.markdown == CHANGED.data["text"]
    assert draft.text == "差异\n\n一行变了, see page (https://a.example/x)"
    assert "一行" in draft.html
    assert (draft.link, draft.sandbox) == ("", True)


async def test_an_event_needs_no_link_so_none_is_made(household):
    """PSH-6."""
    messages = household.messages()
    draft = await messages.draft(key="k", event_id=CHANGED.id, briefing_id="")

    assert await messages.sealed(draft, briefing_id="") is draft
    assert household.shares.kept == {}


async def test_a_briefing_gets_a_link_only_when_it_may_leave(household):
    """PSH-6."""
    messages = household.messages()
    draft = await messages.draft(key="k", event_id="", briefing_id=MINE)
    assert household.shares.kept == {}

    sealed = await messages.sealed(draft, briefing_id=MINE)

    assert len(sealed.link) == len(draft.link)
    assert (await messages.shares.open(sealed.link.rpartition("/")[2])).id == MINE


@pytest.mark.parametrize(("event", "briefing"), [("gone", ""), ("", "u_mei/2020-01-01")])
async def test_what_is_gone_cannot_be_told(household, event, briefing):
    """PSH-2."""
    with pytest.raises(NotFound):
        await household.messages().draft(key="k", event_id=event, briefing_id=briefing)


async def test_an_event_without_words_is_named_by_its_type(household):
    """PSH-1."""
    await household.events.append(
        Event("e2", "other.happening", "/x", "x", CHANGED.time, "u_mei", {})
    )

    draft = await household.messages().draft(key="k", event_id="e2", briefing_id="")

    assert (draft.title, draft.text) == ("other.happening", "other.happening")


def test_a_page_made_of_markdown_runs_and_fetches_nothing():
    """SEC-4: what a watched page says may stand in a mail, and is only read there."""
    hostile = (
        "<script>alert(1)</script> <img src=x onerror=y> ![spy](https://evil.example/p.png) "
        "[go](javascript:alert(1)) [ok](https://good.example/)\n\n```diff\n+ <b>new</b>\n```\n"
    )

    page = MarkdownMail().html_of(title="<i>T</i>", markdown=hostile)

    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "<b>" not in page
    assert "&lt;i&gt;T&lt;/i&gt;" in page
    assert '<a href="https://good.example/">ok</a>' in page
