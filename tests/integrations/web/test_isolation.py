import asyncio

import pytest

from application.ports.watches.web import FetchFailed, FetchProblem, Page, SelectionEmpty
from domain.common.errors import InvalidRequest
from domain.watches.web.selections import Selection
from integrations.isolation.pool import Bounds, ChildProcesses
from integrations.web.isolation import IsolatedReader
from integrations.web.reader import WebPageReader
from tests.fakes.words import says
from tests.fakes.words import says as told

PAGE = Page(
    url="https://e.example/a/",
    status=200,
    text="<html lang=zh><title>题</title><p>值班 12<p><a href=x>go</a></html>",
    media_type="text/html",
)
EVIL = Page(url="https://e.example/", status=200, text="a" * 60 + "!", media_type="text/plain")
SLOW_XPATH = "//*[count(//*[count(//*[count(//*) > 1]) > 1]) > 1]"
WIDE = Page(
    url="https://e.example/", status=200, text="<p>" + "<b>x</b>" * 3_000, media_type="text/html"
)


@pytest.fixture
async def reader():
    children = ChildProcesses(Bounds(expression=0.3))
    yield IsolatedReader(children)
    await children.aclose()


async def select(reader, page, owner="u_mei", **how):
    return await reader.select(page, Selection(**how), owner=owner)


async def test_a_child_reads_as_this_process_would(reader):
    """WEB-2."""
    how = Selection(css=("p",), regex=r"\d+")

    assert await reader.select(PAGE, how, owner="u_mei") == WebPageReader().select(PAGE, how)
    assert await reader.article(PAGE, owner="u_mei") == WebPageReader().article(PAGE)


async def test_a_childs_refusals_are_raised_here(reader):
    """WEB-2."""
    with pytest.raises(SelectionEmpty, check=told("css: ")):
        await select(reader, PAGE, css=(".gone",))
    with pytest.raises(InvalidRequest) as wrong:
        await select(reader, PAGE, xpath=("//p[",))
    assert wrong.value.field == "selection.xpath[0]"


async def test_readings_beyond_the_children_wait_for_one(reader):
    """WEB-2."""
    texts = await asyncio.gather(*(select(reader, PAGE, css=("title",)) for _ in range(8)))

    assert set(texts) == {"题"}


@pytest.mark.parametrize(
    ("page", "how"),
    [
        (EVIL, {"regex": r"(a+)+$"}),
        (EVIL, {"ignore_lines": (r"^(a|aa)+$",)}),
        (WIDE, {"xpath": (SLOW_XPATH,)}),
    ],
)
async def test_an_expression_that_would_take_years_ends_with_its_child(reader, page, how):
    """WEB-2, SEC-2, SEC-5."""
    with pytest.raises(FetchFailed, match="simpler patterns") as failed:
        await select(reader, page, **how)

    assert failed.value.problem is FetchProblem.TOO_COSTLY
    assert await select(reader, EVIL, regex="!") == "!"


async def test_an_expression_that_doubles_its_answer_without_end_is_refused_by_its_child(reader):
    """WEB-2, SEC-2."""
    page = Page(url="https://e.example/", status=200, text="[1]", media_type="application/json")

    with pytest.raises(InvalidRequest, check=says("must not repeat")):
        await select(reader, page, json_path="|".join(["[@,@]"] * 60))


async def test_a_page_that_breaks_a_parser_breaks_nothing_else(reader):
    """WEB-2, REL-2."""
    odd = Page(url="https://e.example/", status=200, text="<p>x", media_type="\ud800html")

    assert await select(reader, odd) == "<p>x"
