import asyncio

import pytest

from application.ports.web import FetchFailed, Page, SelectionEmpty
from domain.errors import InvalidRequest
from domain.page_selections import Selection
from integrations.web.isolation import IsolatedReader, raise_problem
from integrations.web.reader import WebPageReader
from integrations.web.reading_child import read

PAGE = Page(
    url="https://e.example/a/",
    status=200,
    text="<html lang=zh><title>题</title><p>值班 12<p><a href=x>go</a></html>",
    media_type="text/html",
)
EVIL = Page(url="https://e.example/", status=200, text="a" * 60 + "!", media_type="text/plain")


class Broken:
    """A reader that fails at everything."""

    def select(self, page, how):
        raise MemoryError

    article = select


@pytest.fixture(scope="module")
def reader():
    reader = IsolatedReader(seconds=20.0)
    yield reader
    reader.close()


def test_a_child_reads_as_this_process_would(reader):
    """WEB-2."""
    how = Selection(css=("p",), regex=r"\d+")

    assert reader.select(PAGE, how) == WebPageReader().select(PAGE, how) == "12"
    assert reader.article(PAGE) == WebPageReader().article(PAGE)


def test_a_childs_refusals_are_raised_here(reader):
    """WEB-2."""
    with pytest.raises(SelectionEmpty, match="css: "):
        reader.select(PAGE, Selection(css=(".gone",)))
    with pytest.raises(InvalidRequest) as wrong:
        reader.select(PAGE, Selection(xpath=("//p[",)))
    assert wrong.value.field == "selection.xpath[0]"


async def test_readings_beyond_the_children_wait_for_one(reader):
    """WEB-2."""
    texts = await asyncio.gather(
        *(asyncio.to_thread(reader.select, PAGE, Selection(css=("title",))) for _ in range(8))
    )

    assert set(texts) == {"题"}


@pytest.mark.parametrize(
    "how",
    [Selection(regex=r"(a+)+$"), Selection(ignore_lines=(r"^(a|aa)+$",))],
)
def test_a_pattern_that_would_take_years_ends_with_its_child(how):
    """WEB-2, SEC-2."""
    reader = IsolatedReader(seconds=2)

    with pytest.raises(FetchFailed, match="simpler patterns"):
        reader.select(EVIL, how)
    after = reader.select(EVIL, Selection(regex="!"))
    reader.close()

    assert after == "!"


def test_an_expression_that_doubles_its_answer_without_end_is_refused_by_its_child(reader):
    """WEB-2, SEC-2."""
    page = Page(url="https://e.example/", status=200, text="[1]", media_type="application/json")

    with pytest.raises(InvalidRequest, match="must not repeat"):
        reader.select(page, Selection(json_path="|".join(["[@,@]"] * 60)))


def test_a_page_that_breaks_a_parser_breaks_nothing_else(reader):
    """WEB-2, REL-2."""
    odd = Page(url="https://e.example/", status=200, text="<p>x", media_type="\ud800html")

    assert reader.select(odd, Selection()) == "<p>x"
    question = {"verb": "select", "page": {"url": "", "media_type": "", "text": ""}, "how": {}}
    assert read(question, Broken()) == {"failed": "MemoryError"}
    with pytest.raises(FetchFailed, match="confuses its parser"):
        raise_problem({"failed": "MemoryError"})


def test_a_child_that_died_is_replaced(reader):
    """REL-1."""
    reader.select(PAGE, Selection())
    for child in reader._idle:
        child.process.kill()
        child.process.wait()

    assert "值班" in reader.select(PAGE, Selection())


def test_a_closed_reader_leaves_no_child():
    """OPS-5."""
    reader = IsolatedReader()
    reader.select(PAGE, Selection())
    [child] = reader._idle
    reader.close()

    assert child.process.poll() is not None
