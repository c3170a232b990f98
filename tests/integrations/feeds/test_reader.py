"""Recorded sources of every shape, served on loopback and fetched by the real fetcher."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from application.ports.feeds import FeedFailed
from domain.schedules.feeds import LONGEST_TITLE, Feed, FeedEntry
from integrations.feeds.parsing import parsed
from integrations.feeds.reader import WebFeeds
from integrations.feeds.xml_feeds import MOST_ENTRIES
from integrations.isolation.pool import Bounds, ChildProcesses
from integrations.web.fetcher import GuardedFetcher
from integrations.web.guard import Guard
from integrations.web.politeness import Politeness
from tests.fakes.loopback import serve
from tests.fakes.words import shown

RECORDED = Path(__file__).parent / "recorded"
TYPES = {".xml": "application/xml", ".json": "application/feed+json", ".html": "text/html"}
CHINESE = '<?xml version="1.0" encoding="{said}"?><rss version="2.0"><channel><title>早报</title>'
CHINESE += "<item><title>央行下调利率</title><link>https://b.example/1</link></item>"
CHINESE += "</channel></rss>"

asked: list[str] = []


async def recorded(request: Request) -> Response:
    asked.append(request.url.path)
    path = RECORDED / request.path_params["name"]
    if not path.is_file():
        return Response(status_code=404)
    return Response(path.read_bytes(), media_type=TYPES[path.suffix])


async def chinese(request: Request) -> Response:
    said, true = request.path_params["said"], request.path_params["true"]
    return Response(CHINESE.format(said=said).encode(true), media_type="text/xml")


async def huge(request: Request) -> Response:
    item = "<item><title>{0} " + "x" * 900 + "</title><link>https://h.example/{0}</link></item>"
    body = "".join(item.format(number) for number in range(int(request.path_params["items"])))
    return Response(f"<rss version='2.0'><channel><title>H</title>{body}</channel></rss>")


async def hostile(request: Request) -> Response:
    return Response(HOSTILE[int(request.path_params["place"])], media_type="text/plain")


async def blank(request: Request) -> Response:
    lines = "\n" * int(request.path_params["lines"])
    return Response(lines + CHINESE.format(said="utf-8"), media_type="text/xml")


async def entities(request: Request) -> Response:
    return Response("<!ENTITY\n" * int(request.path_params["count"]) + "<rss version='2.0'/>")


async def tagged(request: Request) -> Response:
    tags = "<category term='a'/>" * 20
    entry = f"<entry><title>T {{0}}</title><link href='https://h.example/{{0}}'/>{tags}</entry>"
    body = "".join(entry.format(number) for number in range(int(request.path_params["entries"])))
    return Response(f"<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title>{body}</feed>")


APP = Starlette(
    routes=[
        Route("/huge/{items}", huge),
        Route("/hostile/{place}", hostile),
        Route("/tags/{entries}", tagged),
        Route("/blank/{lines}", blank),
        Route("/entities/{count}", entities),
        Route("/said/{said}/true/{true}", chinese),
        Route("/{name}", recorded),
    ]
)


@pytest.fixture(scope="module")
async def site() -> AsyncIterator[str]:
    async with serve(APP) as url:
        yield url


@pytest.fixture
async def feeds() -> AsyncIterator[WebFeeds]:
    asked.clear()
    fetcher = GuardedFetcher(
        Guard(["127.0.0.1"]), Politeness(exempt=["127.0.0.1"]), agent="Zhiban/test"
    )
    children = ChildProcesses()
    yield WebFeeds(fetcher, children)
    await fetcher.aclose()
    await children.aclose()


async def test_rss_2_is_read_with_its_relative_links_cdata_and_missing_dates(feeds, site):
    """SCH-2."""
    feed = await feeds.read(f"{site}/rss20.xml", owner="u_mei")

    assert feed.title == "Harbour Times"
    assert feed.entries == (
        FeedEntry(
            "Port reopens after storm",
            f"{site}/2026/port?id=7&utm_source=rss",
            "Ships sail again & cranes work.",
            datetime(2026, 11, 21, 6, tzinfo=UTC),
            ("shipping",),
            "en",
        ),
        FeedEntry("Fish & chips prices rise 12 %", "https://harbour.example/fish", language="en"),
    )


async def test_older_rss_is_read_and_its_doctype_is_not_fetched(feeds, site):
    """SCH-2."""
    old, rdf = (
        await feeds.read(f"{site}/rss091.xml", owner="u_mei"),
        await feeds.read(f"{site}/rss10.xml", owner="u_mei"),
    )

    assert [entry.title for entry in old.entries] == ["Still printed"]
    assert rdf.entries[0].published_at == datetime(2026, 11, 20, 14, tzinfo=UTC)
    assert rdf.entries[0].tags == ("science",)
    assert asked == ["/rss091.xml", "/rss10.xml"]


async def test_atom_is_read_with_its_base_and_markup_in_titles(feeds, site):
    """SCH-2."""
    feed = await feeds.read(f"{site}/atom.xml", owner="u_mei")

    chips, undated = feed.entries
    assert (chips.title, chips.url) == ("芯片 产能 翻倍", "https://atom.example/news/chips.html")
    assert (chips.excerpt, chips.tags, chips.language) == ("新工厂投产。", ("科技",), "zh")
    assert undated.published_at is None


async def test_a_json_feed_is_read_and_what_is_no_item_is_left_out(feeds, site):
    """SCH-2."""
    feed = await feeds.read(f"{site}/feed.json", owner="u_mei")

    assert [entry.title for entry in feed.entries] == [
        "Feeds in braces",
        "Only text, no title here",
    ]
    assert feed.entries[0].published_at == datetime(2026, 11, 21, tzinfo=UTC)
    assert feed.entries[0].tags == ("tech",)


async def test_broken_xml_is_read_as_far_as_it_goes(feeds, site):
    """SCH-2."""
    feed = await feeds.read(f"{site}/broken.xml", owner="u_mei")

    assert [entry.url for entry in feed.entries] == [
        "https://half.example/1",
        "https://half.example/2",
    ]


async def test_a_plain_page_gives_its_headlines_without_menus(feeds, site):
    """SCH-2."""
    feed = await feeds.read(f"{site}/page.html", owner="u_mei")

    assert feed.title == "城市日报"
    assert [(entry.title, entry.url) for entry in feed.entries] == [
        ("地铁三号线今天恢复运行", f"{site}/a/1"),
        ("市图书馆延长周末开放时间", f"{site}/a/2"),
    ]
    assert feed.entries[0].published_at == datetime(2026, 11, 20, 23, tzinfo=UTC)


async def test_a_page_that_names_its_feed_is_read_through_it(feeds, site):
    """SCH-2."""
    feed = await feeds.read(f"{site}/blog.html", owner="u_mei")

    assert feed.title == "Harbour Times"
    assert asked == ["/blog.html", "/rss20.xml"]


@pytest.mark.parametrize(
    ("said", "true"),
    [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("gb2312", "utf-8"), ("iso-8859-1", "utf-8")],
)
async def test_a_feed_that_lies_about_its_charset_is_readable(feeds, site, said, true):
    """SCH-2."""
    feed = await feeds.read(f"{site}/said/{said}/true/{true}", owner="u_mei")

    assert (feed.title, feed.entries[0].title) == ("早报", "央行下调利率")


def why(said):
    """Return a check of what an English reader is told."""
    return lambda failed: re.search(said, shown(failed.said)) is not None


async def test_a_huge_feed_is_bounded_in_entries_titles_and_bytes(feeds, site):
    """SCH-2."""
    feed = await feeds.read(f"{site}/huge/500", owner="u_mei")
    with pytest.raises(FeedFailed, check=why("it is too large")):
        await feeds.read(f"{site}/huge/4000", owner="u_mei")

    assert len(feed.entries) == MOST_ENTRIES
    assert all(len(entry.title) <= LONGEST_TITLE for entry in feed.entries)


HOSTILE = (
    "<html><body>" + "<div>" * 200_000,
    "<html><body>" + "<div/>" * 200_000,
    "<rss version='2.0'><channel><item><title>a</title><description>" + "<div>" * 200_000,
    "<rss version='2.0'>" + "<" * 300_000,
    "[" * 200_000,
    '{"items": [' + '{"title": ' * 5_000,
    "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/hosts'>]><rss><title>&x;</title></rss>",
    "<rss><" + "a" * 2_500_000,
    "<?xml" + " " * 2_500_000,
    "<html><body><article>" + "<a href='/same'>the same story again</a>" * 50_000,
    "<html><body><article>" + f"<a href='/hostile/{10}'>this very page again</a>" * 50_000,
    "\n" * 2_500_000 + "<rss version='2.0'><channel><title>a</title></channel></rss>",
    "<?xml version='1.0'?>" + "\n " * 1_200_000 + "<rss version='2.0'><channel></channel></rss>",
    "<!ENTITY\n" * 300_000 + "<rss version='2.0'><channel></channel></rss>",
)


@pytest.mark.parametrize("place", range(len(HOSTILE)))
async def test_a_source_that_means_harm_costs_a_moment_and_gives_nothing(feeds, site, place):
    """SEC-4, SCH-2: nested a thousandfold, never ending, or asking for our files."""
    async with asyncio.timeout(60):
        try:
            feed = await feeds.read(f"{site}/hostile/{place}", owner="u_mei")
        except FeedFailed as failed:
            assert failed.lasting  # noqa: PT017 - either answer will do
            return
    assert len(feed.entries) <= 1
    assert "localhost" not in feed.title


async def test_a_feed_behind_blank_lines_is_read(feeds, site):
    """SCH-2, SEC-5: the lines alone held a process for minutes."""
    feed = await feeds.read(f"{site}/blank/100000", owner="u_mei")

    assert [entry.title for entry in feed.entries] == ["央行下调利率"]


async def test_a_source_that_must_be_ended_stops_nothing_in_this_process(feeds, site):
    """SEC-5: its parser holds the interpreter, and so the loop, of the process that it runs in."""
    children = ChildProcesses(Bounds(seconds=1.0))
    reading = asyncio.create_task(
        WebFeeds(feeds.fetcher, children).read(f"{site}/entities/300000", owner="u_mei")
    )
    loop, longest = asyncio.get_running_loop(), 0.0
    while not reading.done():
        began = loop.time()
        await asyncio.wait({reading}, timeout=0.01)
        longest = max(longest, loop.time() - began)
    await children.aclose()

    with pytest.raises(FeedFailed, check=why("took too long")) as failed:
        await reading
    assert failed.value.lasting
    assert longest < 1


@given(st.sampled_from(sorted(RECORDED.iterdir())), st.integers(0, 2_000), st.binary(max_size=12))
def test_a_damaged_source_is_read_or_refused_and_never_breaks_us(path, place, damage):
    """SCH-2."""
    body = path.read_bytes()
    body = body[:place] + damage + body[place + len(damage) :]
    for media_type in ("application/xml", "text/html", "application/json"):
        text = body.decode("latin-1")
        found = parsed(text, url="https://a.example/", media_type=media_type)
        assert found is None or isinstance(found, Feed | str)


async def test_many_elements_that_end_themselves_are_not_deep(feeds, site):
    """SCH-2: as Atom writes its categories."""
    feed = await feeds.read(f"{site}/tags/150", owner="u_mei")

    assert len(feed.entries) == 150


async def test_a_source_that_is_gone_or_forbidden_or_empty_says_so_for_good(feeds, site):
    """SCH-2, WEB-6."""
    for url, said in (
        (f"{site}/missing.xml", "404"),
        ("http://169.254.169.254/latest", "an internal network"),
        ("file:///etc/passwd", "an internal network"),
    ):
        with pytest.raises(FeedFailed, check=why(said)) as failed:
            await feeds.read(url, owner="u_mei")
        assert failed.value.lasting
