import pytest

from application.ports.watches.web import (
    Article,
    FetchFailed,
    FetchProblem,
    Page,
    PageRequest,
    SelectionEmpty,
)
from application.watches.pages import PageService
from domain.common.errors import Forbidden, InvalidRequest, Rejected, TooManyRequests, Unavailable
from domain.common.messages import message
from domain.people.access import Actor, Role, Scope
from domain.watches.web.selections import Selection
from tests.fakes.words import in_english, says

MEI = Actor("mei", frozenset({Role.VIEWER}))


class Web:
    """Pages and a reader in memory."""

    def __init__(self, *, article=None, problem=None, media_type="text/html", chosen="chosen"):
        self.made = article or Article(title="A title", text="one\ntwo")
        self.problem = problem
        self.media_type = media_type
        self.chosen = chosen
        self.asked: list[PageRequest] = []
        self.selections: list[Selection] = []

    async def fetch(self, request: PageRequest) -> Page:
        self.asked.append(request)
        if isinstance(self.problem, FetchFailed):
            raise self.problem
        return Page(url="https://e.example/end", status=200, media_type=self.media_type)

    async def select(self, page: Page, how: Selection, *, owner: str) -> str:
        self.selections.append(how)
        if self.problem is not None:
            raise self.problem
        return self.chosen

    async def article(self, page: Page, *, owner: str) -> Article:
        if isinstance(self.made, Exception):
            raise self.made
        return self.made


def service(**how):
    web = Web(**how)
    return PageService(web, web), web


async def scrape(service, **more):
    return await service.scrape(**{"by": MEI, "url": "https://e.example/", **more})


async def test_a_page_is_given_as_text_with_where_it_was():
    """MEM-2."""
    pages, web = service()

    found = await scrape(pages, render=True)

    assert (found.url, found.title, found.text) == ("https://e.example/end", "A title", "one\ntwo")
    assert (found.status, found.media_type, found.truncated) == (200, "text/html", False)
    assert web.asked == [PageRequest(url="https://e.example/", render=True)]


async def test_a_long_page_is_cut_and_says_so():
    """MEM-2."""
    pages, _ = service(article=Article(title="t" * 500, text="x" * 1000))

    found = await scrape(pages, most_chars=300)

    assert (len(found.text), found.truncated) == (300, True)
    assert len(found.title) <= 200


async def test_what_a_page_hides_from_eyes_is_hidden_from_a_model_too():
    """SEC-4: invisible characters and terminal codes carry instructions that nobody sees."""
    hidden = "do\u200b this\u202e\x1b[31m now\x07\U000e0041\n\n  \nplain"
    links = (("go\u200b on", "https://e.example/x"), ("bad", "https://e.example/\u202e"))
    pages, _ = service(article=Article(title="a\nb\u2066", text=hidden, links=links))

    found = await scrape(pages)

    assert found.text == "do this now\nplain"
    assert found.title == "a b"
    assert found.links == (("go on", "https://e.example/x"),)


async def test_at_most_fifty_links_are_given():
    """MEM-2."""
    links = tuple((f"n{number}", f"https://e.example/{number}") for number in range(200))
    pages, _ = service(article=Article(title="", text="x", links=links))

    assert len((await scrape(pages)).links) == 50


@pytest.mark.parametrize(
    ("selector", "media_type", "selection"),
    [
        ("div > p", "text/html", Selection(css=("div > p",))),
        (" //p[1] ", "text/html", Selection(xpath=("//p[1]",))),
        ("(//p)[1]", "text/html", Selection(xpath=("(//p)[1]",))),
        ("a.b", "application/json", Selection(json_path="a.b")),
    ],
)
async def test_a_selector_is_read_by_its_form_and_the_pages(selector, media_type, selection):
    """MEM-2, WEB-2."""
    pages, web = service(media_type=media_type)

    assert (await scrape(pages, selector=selector)).text == "chosen"
    assert web.selections == [selection]


async def test_a_page_without_text_is_the_askers_to_mend_unless_they_choose_what_it_has():
    """MEM-2: such as XML whose elements are empty."""
    pages, _ = service(article=SelectionEmpty(message("selection.no_text")), media_type="text/xml")
    with pytest.raises(InvalidRequest, check=says("must lead to a page with text")) as wrong:
        await scrape(pages)

    assert wrong.value.field == "url"
    assert (await scrape(pages, selector="//@id")).text == "chosen"


@pytest.mark.parametrize(
    "problem",
    [SelectionEmpty(message("selection.feed")), InvalidRequest("selection.css[0]", "must be CSS")],
)
async def test_a_selector_that_finds_nothing_or_is_none_is_the_askers_to_mend(problem):
    """MEM-2."""
    pages, _ = service(problem=problem)

    with pytest.raises(InvalidRequest) as wrong:
        await scrape(pages, selector="p")

    assert wrong.value.field == "selector"


@pytest.mark.parametrize(
    ("problem", "status", "error"),
    [
        (FetchProblem.REFUSED_ADDRESS, 0, InvalidRequest),
        (FetchProblem.BAD_URL, 0, InvalidRequest),
        (FetchProblem.TYPE, 0, Rejected),
        (FetchProblem.TOO_LARGE, 0, Rejected),
        (FetchProblem.STATUS, 404, Rejected),
        (FetchProblem.STATUS, 503, Unavailable),
        (FetchProblem.STATUS, 429, TooManyRequests),
        (FetchProblem.BUSY, 0, TooManyRequests),
        (FetchProblem.TIMEOUT, 0, Unavailable),
        (FetchProblem.DNS, 0, Unavailable),
        (FetchProblem.RENDERING, 0, Unavailable),
    ],
)
async def test_a_page_that_cannot_be_had_fails_in_our_own_words(problem, status, error):
    """MEM-2, WEB-6."""
    pages, _ = service(problem=FetchFailed(problem, "Why.", status=status, retry_after=7.0))

    with pytest.raises(error) as failed:
        await scrape(pages)

    said = in_english(failed.value)
    assert said.startswith(("url is refused: ", "The page cannot be read: "))
    assert "Why" not in said  # which is for the log


@pytest.mark.parametrize(
    "more", [{"most_chars": 0}, {"most_chars": 10**9}, {"selector": "p" * 501}]
)
async def test_arguments_out_of_bounds_are_named_and_nothing_is_fetched(more):
    """MEM-2."""
    pages, web = service()

    with pytest.raises(InvalidRequest) as wrong:
        await scrape(pages, **more)

    assert wrong.value.field in more
    assert web.asked == []


async def test_who_may_not_fetch_pages_fetches_none():
    """SEC-3, MEM-2."""
    pages, web = service()

    with pytest.raises(Forbidden):
        await scrape(pages, by=Actor("mei", frozenset()))
    await scrape(pages, by=Actor("mei", frozenset({Role.VIEWER}), frozenset({Scope.READ})))

    assert len(web.asked) == 1
