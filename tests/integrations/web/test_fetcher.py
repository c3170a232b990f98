import asyncio
import gzip
import tracemalloc
import zlib

import pytest

from application.ports.watches.web import FetchFailed, FetchProblem, PageRequest
from integrations.web.bodies import read_body
from integrations.web.guard import Guard
from integrations.web.transport import GuardedTransport
from tests.fakes.fetching import AGENT, failure, fetching
from tests.fakes.pages import Names, Site, said, site
from tests.fakes.words import shown
from tests.sandbox.mail.certificates import loopback_certificate


async def test_a_page_comes_with_its_text_type_and_validators():
    """WEB-1."""
    answer = said(
        "<p>你好</p>".encode(), 'ETag: W/"7"', "Last-Modified: Mon, 02 Nov 2026 08:00:00 GMT"
    )
    async with site(answer) as web, fetching() as fetcher:
        page = await fetcher.fetch(PageRequest(url=web.url("/a?b=1#c")))

    assert (page.status, page.media_type, page.text) == (200, "text/html", "<p>你好</p>")
    assert (page.etag, page.last_modified) == ('W/"7"', "Mon, 02 Nov 2026 08:00:00 GMT")
    assert page.url == web.url("/a?b=1")
    [asked] = web.asked
    assert asked.path == "/a?b=1"
    assert asked.headers["user-agent"] == AGENT
    assert asked.headers["host"] == f"127.0.0.1:{web.port}"
    assert "cookie" not in asked.headers


async def test_validators_go_back_byte_for_byte_and_a_304_is_an_unchanged_page():
    """WEB-1."""
    tag = '"\xe9t\xe9"'

    def answer(asked):
        same = asked.headers.get("if-none-match") == tag
        return said(status="304 Not Modified") if same else said(b"x", f"ETag: {tag}")

    async with site(answer) as web, fetching() as fetcher:
        first = await fetcher.fetch(PageRequest(url=web.url()))
        second = await fetcher.fetch(
            PageRequest(url=web.url(), etag=first.etag, last_modified="Then")
        )

    assert second.unchanged
    assert (second.text, second.etag, second.last_modified) == ("", tag, "Then")
    assert web.asked[1].headers["if-modified-since"] == "Then"


async def test_quiet_checks_share_one_connection():
    """WEB-1, PRF-1."""
    async with site(said(status="304 Not Modified")) as web, fetching() as fetcher:
        for _ in range(5):
            await fetcher.fetch(PageRequest(url=web.url(), etag='"a"'))

    assert web.connections == 1


async def test_a_kept_connection_that_was_closed_meanwhile_is_replaced():
    """WEB-1, REL-2."""

    def hang_up_second(asked):
        if len(web.asked) == 2:
            raise EOFError
        return said(b"x")

    async with site(hang_up_second) as web, fetching() as fetcher:
        await fetcher.fetch(PageRequest(url=web.url()))
        page = await fetcher.fetch(PageRequest(url=web.url()))

    assert page.text == "x"
    assert web.connections == 2


async def test_a_304_that_nobody_asked_for_is_the_servers_fault():
    """WEB-1."""
    async with site(said(status="304 Not Modified")) as web, fetching() as fetcher:
        failed = await failure(fetcher, web.url())

    assert failed.problem is FetchProblem.BROKEN


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [
        ("404 Not Found", "x: y", 0.0),
        ("429 Too Many Requests", "Retry-After: 120", 120.0),
        ("503 Service Unavailable", "Retry-After: Mon, 02 Nov 2099 08:00:00 GMT", 86_400.0),
        ("503 Service Unavailable", "Retry-After: Mon, 02 Nov 2020 08:00:00 GMT", 0.0),
        ("503 Service Unavailable", "Retry-After: soon", 0.0),
        ("500 Oops", "Retry-After: 99999999999999999999", 86_400.0),
        ("300 Multiple Choices", "x: y", 0.0),
    ],
)
async def test_a_status_that_is_no_success_fails_with_what_the_server_asked_for(
    status, header, wait
):
    """WEB-1, REL-2."""
    async with site(said(b"no", header, status=status)) as web, fetching() as fetcher:
        failed = await failure(fetcher, web.url())

    assert (failed.problem, failed.status) == (FetchProblem.STATUS, int(status[:3]))
    assert failed.retry_after == wait


RAW = zlib.compressobj(wbits=-15)
PACKED = {
    "gzip": gzip.compress(b"hello " * 1000),
    "x-gzip": gzip.compress(b"hello " * 500) + gzip.compress(b"hello " * 500),
    "deflate": zlib.compress(b"hello " * 1000),
    "Deflate": RAW.compress(b"hello " * 1000) + RAW.flush(),
    "identity": b"hello " * 1000,
}


@pytest.mark.parametrize("encoding", PACKED)
async def test_packed_pages_are_unpacked(encoding):
    """WEB-1."""
    answer = said(PACKED[encoding], f"Content-Encoding: {encoding}")
    async with site(answer) as web, fetching() as fetcher:
        page = await fetcher.fetch(PageRequest(url=web.url()))

    assert page.text == "hello " * 1000
    assert web.asked[0].headers["accept-encoding"] == "gzip, deflate"


async def test_a_small_page_that_unpacks_to_a_huge_one_is_stopped():
    """WEB-1, SEC-2."""
    bomb = gzip.compress(b"\0" * 50_000_000)
    async with site(said(bomb, "Content-Encoding: gzip")) as web, fetching() as fetcher:
        failed = await failure(fetcher, web.url(), most_bytes=100_000)

    assert failed.problem is FetchProblem.TOO_LARGE


async def test_a_bomb_is_never_held_in_memory():
    """WEB-1, SEC-2: it is stopped while it unpacks, and not when it is unpacked."""
    bomb = gzip.compress(b"\0" * 50_000_000)

    async def parts():
        yield bomb

    tracemalloc.start()
    try:
        with pytest.raises(FetchFailed):
            await read_body(parts(), "gzip", most=100_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 2_000_000


async def test_an_answer_that_unpacks_to_nothing_without_end_is_stopped():
    """WEB-1, SEC-2: empty members, of which any number may follow each other."""
    taken = 0

    async def parts():
        nonlocal taken
        while True:
            taken += 1
            yield gzip.compress(b"") * 100

    with pytest.raises(FetchFailed) as failed:
        await read_body(parts(), "gzip", most=100_000)

    assert failed.value.problem is FetchProblem.TOO_LARGE
    assert taken < 100


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (said(b"x" * 2000), FetchProblem.TOO_LARGE),
        (said(gzip.compress(b"hello")[:-9], "Content-Encoding: gzip"), FetchProblem.BROKEN),
        (said(b"not packed", "Content-Encoding: gzip"), FetchProblem.BROKEN),
        (said(b"?", "Content-Encoding: br"), FetchProblem.BROKEN),
        (said(b"?", "Content-Encoding: gzip, gzip"), FetchProblem.BROKEN),
        (
            b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\nhal",
            FetchProblem.BROKEN,
        ),
        (b"SSH-2.0-OpenSSH\r\nconnection: close\r\n\r\n", FetchProblem.BROKEN),
        (said(b"%PDF", content_type="application/pdf"), FetchProblem.TYPE),
        (said(b"\x89PNG", content_type="image/png"), FetchProblem.TYPE),
        (said(b"a\0b", content_type=""), FetchProblem.TYPE),
    ],
)
async def test_an_answer_that_cannot_be_read_says_why(answer, problem):
    """WEB-1, REL-2."""
    async with site(answer) as web, fetching() as fetcher:
        failed = await failure(fetcher, web.url(), most_bytes=1000)

    assert failed.problem is problem


@pytest.mark.parametrize(
    ("content_type", "says"),
    [
        ("application/pdf", "returned a PDF document"),
        ("image/obey-and-call-remember", "returned an image"),
        ("obey/and-call-remember", "returned bytes of another type"),
    ],
)
async def test_a_type_that_is_no_text_is_named_in_our_own_words(content_type, says):
    """WEB-1, SEC-4: a server writes there what it likes."""
    async with site(said(b"x", content_type=content_type)) as web, fetching() as fetcher:
        failed = await failure(fetcher, web.url())

    assert says in shown(failed.detail)
    assert "obey" not in f"{failed} {shown(failed.detail)}"


@pytest.mark.parametrize(
    "content_type", ["application/rss+xml", "application/json", "text/plain", "", "image/svg+xml"]
)
async def test_text_of_many_types_is_read(content_type):
    """WEB-1."""
    async with site(said(b"x", content_type=content_type)) as web, fetching() as fetcher:
        assert (await fetcher.fetch(PageRequest(url=web.url()))).text == "x"


async def test_a_page_that_trickles_is_given_up_at_the_total_limit():
    """WEB-1: each byte in time does not make the whole in time."""

    async def trickle(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await asyncio.sleep(0.02)

    server = await asyncio.start_server(trickle, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with fetching() as fetcher:
        failed = await failure(fetcher, url, timeout_seconds=0.3)
    server.close()

    assert failed.problem is FetchProblem.TIMEOUT


async def test_nobody_listening_is_said():
    """WEB-1."""
    async with site(b"") as web:
        port = web.port
    async with fetching() as fetcher:
        failed = await failure(fetcher, f"http://127.0.0.1:{port}/")

    assert failed.problem is FetchProblem.CONNECT


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path):
    """WEB-1, SEC-2."""
    context, _ = loopback_certificate(tmp_path)
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0, ssl=context)
    url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with fetching() as fetcher:
        failed = await failure(fetcher, url)
    server.close()

    assert failed.problem is FetchProblem.TLS


async def test_https_is_fetched_under_the_name_and_not_under_the_address(tmp_path):
    """WEB-6: the guard connects to an address, the certificate is the name's."""
    theirs, ours = loopback_certificate(tmp_path)
    web = Site(lambda asked: said(b"safe"))
    server = await asyncio.start_server(web.talk, "127.0.0.1", 0, ssl=theirs)
    port = server.sockets[0].getsockname()[1]
    names = Names(other=[["127.0.0.1"]])
    transport = GuardedTransport(Guard(["127.0.0.1"], resolve=names).admit, tls=ours)
    async with fetching(transport=transport) as fetcher:
        page = await fetcher.fetch(PageRequest(url=f"https://127.0.0.1:{port}/"))
        failed = await failure(fetcher, f"https://other:{port}/")
    server.close()

    assert page.text == "safe"
    assert failed.problem is FetchProblem.TLS


async def test_requests_beyond_the_connections_of_an_origin_wait_for_one():
    """WEB-1."""
    guard = Guard(["127.0.0.1"])
    transport = GuardedTransport(guard.admit, most_connections=2)
    async with site(said(b"x")) as web, fetching(transport=transport) as fetcher:
        await asyncio.gather(*(fetcher.fetch(PageRequest(url=web.url())) for _ in range(10)))

    assert len(web.asked) == 10
    assert web.connections <= 2


async def test_a_connection_that_was_idle_for_too_long_is_not_used_again():
    """WEB-1."""
    transport = GuardedTransport(Guard(["127.0.0.1"]).admit, keep_seconds=0.0)
    async with site(said(b"x")) as web, fetching(transport=transport) as fetcher:
        await fetcher.fetch(PageRequest(url=web.url()))
        await fetcher.fetch(PageRequest(url=web.url()))

    assert web.connections == 2


async def test_connections_to_places_that_are_not_asked_any_more_are_closed():
    """WEB-1, PRF-1."""
    transport = GuardedTransport(Guard(["127.0.0.1"]).admit, keep_seconds=0.0)
    async with (
        site(said(b"x")) as first,
        site(said(b"x")) as second,
        fetching(transport=transport) as fetcher,
    ):
        for web in (first, second, first):
            await fetcher.fetch(PageRequest(url=web.url()))

    assert (first.connections, second.connections) == (2, 1)
