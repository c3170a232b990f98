import asyncio
import gzip
import zlib
from contextlib import asynccontextmanager

import pytest

from application.ports.web import FetchFailed, FetchProblem, PageRequest
from domain.errors import Misconfigured
from integrations.web.credentials import Credential, Credentials
from integrations.web.fetcher import GuardedFetcher
from integrations.web.guard import Guard
from integrations.web.politeness import Politeness
from integrations.web.refusals import Refused
from integrations.web.transport import GuardedTransport
from tests.fakes.pages import Names, Refusals, Site, said, site
from tests.sandbox.mail.certificates import loopback_certificate

EASY = Politeness(at_once=100, per_second=1e6)
AGENT = "Zhiban/0.1 (+https://ops.example)"


@asynccontextmanager
async def fetching(*allow, names=None, politeness=EASY, on_refused=None, **more):
    guard = Guard(
        allow or ("127.0.0.1",), resolve=names or Names(), on_refused=on_refused or Refusals()
    )
    fetcher = GuardedFetcher(guard, politeness, agent=AGENT, **more)
    yield fetcher
    await fetcher.aclose()


async def failure(fetcher, url, **more):
    with pytest.raises(FetchFailed) as failed:
        await fetcher.fetch(PageRequest(url, **more))
    return failed.value


async def test_a_page_comes_with_its_text_type_and_validators():
    """WEB-1."""
    answer = said(
        "<p>你好</p>".encode(), 'ETag: W/"7"', "Last-Modified: Mon, 02 Nov 2026 08:00:00 GMT"
    )
    async with site(answer) as web, fetching() as fetcher:
        page = await fetcher.fetch(PageRequest(web.url("/a?b=1#c")))

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
        first = await fetcher.fetch(PageRequest(web.url()))
        second = await fetcher.fetch(PageRequest(web.url(), etag=first.etag, last_modified="Then"))

    assert second.unchanged
    assert (second.text, second.etag, second.last_modified) == ("", tag, "Then")
    assert web.asked[1].headers["if-modified-since"] == "Then"


async def test_quiet_checks_share_one_connection():
    """WEB-1, PRF-1."""
    async with site(said(status="304 Not Modified")) as web, fetching() as fetcher:
        for _ in range(5):
            await fetcher.fetch(PageRequest(web.url(), etag='"a"'))

    assert web.connections == 1


async def test_a_kept_connection_that_was_closed_meanwhile_is_replaced():
    """WEB-1, REL-2."""

    def hang_up_second(asked):
        if len(web.asked) == 2:
            raise EOFError
        return said(b"x")

    async with site(hang_up_second) as web, fetching() as fetcher:
        await fetcher.fetch(PageRequest(web.url()))
        page = await fetcher.fetch(PageRequest(web.url()))

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
        page = await fetcher.fetch(PageRequest(web.url()))

    assert page.text == "hello " * 1000
    assert web.asked[0].headers["accept-encoding"] == "gzip, deflate"


async def test_a_small_page_that_unpacks_to_a_huge_one_is_stopped():
    """WEB-1, SEC-2."""
    bomb = gzip.compress(b"\0" * 50_000_000)
    async with site(said(bomb, "Content-Encoding: gzip")) as web, fetching() as fetcher:
        failed = await failure(fetcher, web.url(), most_bytes=100_000)

    assert failed.problem is FetchProblem.TOO_LARGE


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
    "content_type", ["application/rss+xml", "application/json", "text/plain", "", "image/svg+xml"]
)
async def test_text_of_many_types_is_read(content_type):
    """WEB-1."""
    async with site(said(b"x", content_type=content_type)) as web, fetching() as fetcher:
        assert (await fetcher.fetch(PageRequest(web.url()))).text == "x"


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
        began = asyncio.get_running_loop().time()
        failed = await failure(fetcher, url, timeout_seconds=0.3)
        took = asyncio.get_running_loop().time() - began
    server.close()

    assert failed.problem is FetchProblem.TIMEOUT
    assert took < 2


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
        page = await fetcher.fetch(PageRequest(f"https://127.0.0.1:{port}/"))
        failed = await failure(fetcher, f"https://other:{port}/")
    server.close()

    assert page.text == "safe"
    assert failed.problem is FetchProblem.TLS


# Redirects


async def test_redirects_are_followed_and_the_page_says_where_it_ended():
    """WEB-1."""

    def answer(asked):
        if asked.path == "/end":
            return said(b"here")
        return said(b"moved", "Location: /end", status="302 Found")

    async with site(answer) as web, fetching() as fetcher:
        page = await fetcher.fetch(PageRequest(web.url("/start")))

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

    with pytest.raises(FetchFailed, match="from https to http"):
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
        page = await fetcher.fetch(PageRequest(url))
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
        page = await fetcher.fetch(PageRequest(f"http://both:{web.port}/"))

    assert page.text == "page"


# Headers and credentials


def vault(*hosts):
    return Credentials([Credential("wiki", "Authorization", "Bearer hunter2", hosts)])


async def test_a_credential_goes_to_its_own_host_and_port_only():
    """WEB-6, SEC-2."""
    async with (
        site(said(b"x")) as own,
        site(said(b"x")) as other,
        fetching(credentials=vault(f"127.0.0.1:{own.port}")) as fetcher,
    ):
        await fetcher.fetch(PageRequest(own.url(), credential="wiki"))
        await fetcher.fetch(PageRequest(other.url(), credential="wiki"))

    assert own.asked[0].headers["authorization"] == "Bearer hunter2"
    assert "authorization" not in other.asked[0].headers


async def test_secrets_do_not_follow_a_redirect_to_another_host():
    """WEB-6, SEC-2: not even to a host that the credential is also for."""
    names = Names(other=[["127.0.0.1"]])
    async with site(said(b"x")) as other:
        lead = said(b"", f"Location: http://other:{other.port}/", status="302 Found")
        async with site(lead) as web:
            hosts = (f"127.0.0.1:{web.port}", f"other:{other.port}")
            async with fetching(names=names, credentials=vault(*hosts)) as fetcher:
                headers = {"X-Key": "k", "Accept-Language": "zh"}
                await fetcher.fetch(PageRequest(web.url(), credential="wiki", headers=headers))

    assert web.asked[0].headers["authorization"] == "Bearer hunter2"
    assert web.asked[0].headers["x-key"] == "k"
    assert {"authorization", "x-key"}.isdisjoint(other.asked[0].headers)
    assert other.asked[0].headers["accept-language"] == "zh"


async def test_an_unknown_credential_is_named_and_nothing_is_asked():
    """WEB-6."""
    async with site(said(b"x")) as web, fetching() as fetcher:
        failed = await failure(fetcher, web.url(), credential="wiki")

    assert "'wiki'" in str(failed)
    assert web.asked == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "inside"},
        {"Cookie": "a=b"},
        {"X": "a\r\nHost: b"},
        {"Connection": "x"},
        {"a b": "c"},
    ],
)
async def test_a_task_cannot_set_headers_that_decide_about_the_connection(headers):
    """WEB-6."""
    async with site(said(b"x")) as web, fetching() as fetcher:
        failed = await failure(fetcher, web.url(), headers=headers)

    assert failed.problem is FetchProblem.BAD_URL
    assert web.asked == []


@pytest.mark.parametrize(
    ("header", "value", "host"),
    [("bad header", "v", "a"), ("X", "two\nlines", "a"), ("X", "v", "a b"), ("X", "v", "")],
)
def test_a_credential_that_cannot_be_used_is_named_without_its_value(header, value, host):
    """SEC-2."""
    with pytest.raises(Misconfigured, match="'wiki'") as wrong:
        Credentials([Credential("wiki", header, value, (host,))])

    assert "two" not in str(wrong.value)


async def test_a_cookie_that_one_answer_sets_is_not_sent_with_the_next_request():
    """WEB-1: one person's watch must not carry what another's was given."""
    async with site(said(b"x", "Set-Cookie: who=me")) as web, fetching() as fetcher:
        await fetcher.fetch(PageRequest(web.url()))
        await fetcher.fetch(PageRequest(web.url()))

    assert "cookie" not in web.asked[1].headers


async def test_rendering_without_a_browser_says_what_to_install():
    """WEB-5."""
    async with fetching() as fetcher:
        failed = await failure(fetcher, "http://127.0.0.1:9/", render=True)

    assert failed.problem is FetchProblem.RENDERING
    assert "zhiban[browser]" in str(failed)


# Connections


async def test_requests_beyond_the_connections_of_an_origin_wait_for_one():
    """WEB-1."""
    guard = Guard(["127.0.0.1"])
    transport = GuardedTransport(guard.admit, most_connections=2)
    async with site(said(b"x")) as web, fetching(transport=transport) as fetcher:
        await asyncio.gather(*(fetcher.fetch(PageRequest(web.url())) for _ in range(10)))

    assert len(web.asked) == 10
    assert web.connections <= 2


async def test_connections_to_places_that_are_not_asked_any_more_are_closed():
    """WEB-1, PRF-1."""
    transport = GuardedTransport(Guard(["127.0.0.1"]).admit, keep_seconds=0.0)
    async with (
        site(said(b"x")) as first,
        site(said(b"x")) as second,
        fetching(transport=transport) as fetcher,
    ):
        for web in (first, second, first):
            await fetcher.fetch(PageRequest(web.url()))

    assert (first.connections, second.connections) == (2, 1)
