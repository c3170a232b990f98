import pytest

from application.ports.watches.web import FetchFailed, FetchProblem, PageRequest
from integrations.web.guard import Guard
from integrations.web.refusals import Refused
from tests.fakes.fetching import failure, fetching
from tests.fakes.pages import Names, Refusals, said, site


async def test_redirects_are_followed_and_the_page_says_where_it_ended():
    """WEB-1."""

    def answer(asked):
        if asked.path == "/end":
            return said(b"here")
        return said(b"moved", "Location: /end", status="302 Found")

    async with site(answer) as web, fetching() as fetcher:
        page = await fetcher.fetch(PageRequest(url=web.url("/start")))

    assert (page.text, page.url) == ("here", web.url("/end"))
    assert web.connections == 1


async def test_more_than_five_redirects_are_too_many():
    """WEB-1."""
    answer = said(b"", "Location: /again", status="307 Temporary Redirect")
    async with site(answer) as web, fetching() as fetcher:
        failed = await failure(fetcher, web.url())

    assert failed.problem is FetchProblem.TOO_MANY_REDIRECTS
    assert len(web.asked) == 6


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.2:{other}/secret",
        "//127.0.0.2:{other}/secret",
        "http://127.0.0.1:{other}/secret",
        "http://[::1]:{other}/secret",
        "http://inside.example:{other}/secret",
        "http://2130706434:{other}/secret",
        "http://user@127.0.0.2:{other}/secret",
        "\\\\127.0.0.2:{other}\\secret",
        "/\\127.0.0.2:{other}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "gopher://127.0.0.2:{other}/_GET",
    ],
)
async def test_a_redirect_to_a_place_inside_never_arrives(location):
    """WEB-6, SEC-2: the secret is on a loopback port that is not allowed."""
    refusals = Refusals()
    names = Names(inside_example=[["127.0.0.1"]])
    async with site(said(b"secret")) as inside:
        lead = said(b"", "Location: " + location.format(other=inside.port), status="302 Found")
        async with (
            site(lead) as web,
            fetching(f"127.0.0.1:{web.port}", names=names, on_refused=refusals) as fetcher,
        ):
            failed = await failure(fetcher, web.url())

    assert failed.problem is FetchProblem.REFUSED_ADDRESS
    assert inside.asked == []
    assert inside.connections == 0
    assert len(refusals.all) == 1


async def test_a_way_from_https_to_http_is_refused():
    """WEB-6."""
    refusals = Refusals()
    guard = Guard(on_refused=refusals)

    with pytest.raises(FetchFailed, match=r"web\.downgrade"):
        guard.follow(guard.read("https://a.example/"), "http://a.example/")

    assert refusals.all[0].reason is Refused.DOWNGRADE
    assert guard.follow(guard.read("http://a.example/"), "https://a.example/").scheme == "https"


# Rebinding


async def test_a_name_that_turns_inward_after_the_check_reaches_the_checked_address_only():
    """WEB-6: the name is looked up once; what it says afterwards moves no connection."""
    names = Names(turning=[["127.0.0.1"], ["10.0.0.1"]])
    async with (
        site(said(b"page", "Connection: close")) as web,
        fetching("127.0.0.1", names=names) as fetcher,
    ):
        url = f"http://turning:{web.port}/"
        page = await fetcher.fetch(PageRequest(url=url))
        looked_up = len(names.asked)
        failed = await failure(fetcher, url)

    assert (page.text, looked_up) == ("page", 1)
    assert web.asked[0].headers["host"] == f"turning:{web.port}"
    assert failed.problem is FetchProblem.REFUSED_ADDRESS


async def test_a_name_that_was_public_and_turns_to_loopback_is_refused_when_it_does():
    """WEB-6."""
    names = Names(turning=[["127.0.0.1"]])
    async with site(said(b"secret")) as inside, fetching("turning.example", names=names) as fetcher:
        failed = await failure(fetcher, f"http://turning:{inside.port}/")

    assert failed.problem is FetchProblem.REFUSED_ADDRESS
    assert inside.connections == 0


async def test_the_next_address_is_tried_when_the_first_takes_no_connection():
    """WEB-1."""
    names = Names(both=[["127.0.0.9", "127.0.0.1"]])
    async with site(said(b"page")) as web, fetching("both", names=names) as fetcher:
        page = await fetcher.fetch(PageRequest(url=f"http://both:{web.port}/"))

    assert page.text == "page"
