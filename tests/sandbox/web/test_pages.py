"""The small web's pages, its odd addresses and its control face, over real sockets."""

import asyncio
import zlib
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sandbox.clock import SandboxClock
from sandbox.web.app import WebSandbox
from sandbox.web.odd import CHARSETS, REDIRECTS
from tests.fakes.loopback import serve

CONTROL = {"x-sandbox-control": "sandbox-control"}
BEGAN = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
WORDS = "价格上涨，请注意查看。"


@pytest.fixture
def web():
    return WebSandbox(clock=SandboxClock.by_hand(BEGAN))


@pytest.fixture
async def http(web):
    async with (
        serve(web.app) as base,
        httpx.AsyncClient(base_url=base, timeout=30, trust_env=False) as client,
    ):
        yield client


async def test_every_page_says_sandbox(http, web):
    """OPS-6."""
    paths = ["/", "/app", "/error/404", "/nowhere"]
    paths += [page.path for page in web.documents.listed() if "html" in page.media_type]
    for path in paths:
        answer = await http.get(path)

        assert "SANDBOX 沙箱" in answer.text, path
        assert answer.headers["x-sandbox"] == "1"


async def test_a_page_changes_on_command_and_only_then(http, web):
    """WEB-3."""
    before = await http.get("/shop/price")
    again = await http.get("/shop/price")
    done = await http.post("/control/price", json={"amount": 999.5, "stock": 0}, headers=CONTROL)
    after = await http.get("/shop/price")

    assert done.status_code == 200
    assert before.content == again.content
    assert "¥1,299.00" in before.text
    assert "¥999.50" in after.text
    assert "已售罄" in after.text
    assert before.headers["etag"] != after.headers["etag"]


@pytest.mark.parametrize(
    ("path", "etag", "dated"),
    [
        ("/shop/price", '"', True),
        ("/validators/weak", 'W/"', True),
        ("/validators/date-only", "", True),
    ],
)
async def test_a_client_that_has_the_page_gets_a_304(http, web, path, etag, dated):
    """WEB-1."""
    first = await http.get(path)
    wanted = {}
    if etag:
        assert first.headers["etag"].startswith(etag)
        wanted["if-none-match"] = first.headers["etag"]
    if dated:
        wanted["if-modified-since"] = first.headers["last-modified"]
    second = await http.get(path, headers=wanted)

    assert (first.status_code, second.status_code) == (200, 304)
    assert second.content == b""
    assert second.headers.get("etag") == first.headers.get("etag")
    visits = web.traffic.visits(path)
    assert (visits.count, visits.not_modified, visits.conditional) == (2, 1, 1)


async def test_an_etag_counts_more_than_a_date(http):
    """WEB-1."""
    first = await http.get("/shop/price")

    answer = await http.get(
        "/shop/price",
        headers={"if-none-match": '"other"', "if-modified-since": first.headers["last-modified"]},
    )

    assert answer.status_code == 200


async def test_a_restless_etag_never_matches_although_the_text_is_the_same(http):
    """WEB-1."""
    first = await http.get("/validators/fresh-etag")
    second = await http.get(
        "/validators/fresh-etag", headers={"if-none-match": first.headers["etag"]}
    )
    bare = await http.get("/validators/no-validators")

    assert second.status_code == 200
    assert first.text == second.text
    assert first.headers["etag"] != second.headers["etag"]
    assert not {"etag", "last-modified"} & set(bare.headers)


async def test_a_nonsense_date_is_no_date(http):
    """WEB-1."""
    answer = await http.get("/shop/price", headers={"if-modified-since": "yesterday"})

    assert answer.status_code == 200


async def test_pages_of_any_kind_are_made_over_http(http):
    """OPS-1."""
    made = await http.post(
        "/control/pages",
        json={"path": "/x/y", "body": "<b>hello</b>", "title": "T", "validators": "weak"},
        headers=CONTROL,
    )
    same = await http.post(
        "/control/pages", json={"path": "/x/y", "body": "<b>hello</b>"}, headers=CONTROL
    )
    changed = await http.post(
        "/control/pages", json={"path": "/x/y", "body": "<b>bye</b>"}, headers=CONTROL
    )
    page = await http.get("/x/y")
    listed = (await http.get("/control/pages", headers=CONTROL)).json()["pages"]

    versions = [answer.json()["page"]["version"] for answer in (made, same, changed)]
    assert versions == [1, 1, 2]
    assert "<b>bye</b>" in page.text
    assert page.headers["etag"].startswith("W/")
    assert "/x/y" in [each["path"] for each in listed]


async def test_a_thousand_like_pages_need_no_setting_up(http):
    """TSK-7."""
    answers = [await http.get(f"/many/{number}") for number in (0, 999, 999_999)]

    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert answers[0].headers["etag"] != answers[1].headers["etag"]


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/control/price", {"amount": 1}, {}, 403),
        ("/control/price", {"amount": 1}, {"x-sandbox-control": "no"}, 403),
        ("/control/price", {"amount": -1}, CONTROL, 422),
        ("/control/price", {"amount": 1, "x": 1}, CONTROL, 422),
        ("/control/pages", {"path": "x", "body": ""}, CONTROL, 422),
        ("/control/faults", {"kind": "storm"}, CONTROL, 422),
        ("/control/weather", {"values": {"mood": 1}}, CONTROL, 422),
        ("/control/clock", {"advance_s": 0}, CONTROL, 422),
    ],
)
async def test_a_command_nobody_may_give_or_understand_is_refused(
    http, path, body, headers, status
):
    """OPS-6."""
    answer = await http.post(path, json=body, headers=headers)

    assert answer.status_code == status
    assert answer.json()["error"]


async def test_a_lively_web_changes_a_little_by_itself():
    """OPS-1."""
    clock = SandboxClock.by_hand(BEGAN)
    web = WebSandbox(clock=clock, lively=True)
    async with serve(web.app) as base, httpx.AsyncClient(base_url=base, trust_env=False) as http:
        paths = ("/shop/price", "/news", "/status", "/feeds/json", "/metrics/bitcoin")
        before = [(await http.get(path)).text for path in paths]
        still = [(await http.get(path)).text for path in paths]
        clock.advance(timedelta(minutes=10))
        after = [(await http.get(path)).text for path in paths]

    assert before == still
    assert all(old != new for old, new in zip(before, after, strict=True))
    assert "计划维护" in after[2]


async def test_the_clock_of_the_web_is_moved_over_http(http, web):
    """OPS-1."""
    moved = await http.post("/control/clock", json={"advance_s": 60, "speed": 0}, headers=CONTROL)
    put = await http.post("/control/clock", json={"set": BEGAN.isoformat()}, headers=CONTROL)

    assert moved.json()["time"] == (BEGAN + timedelta(minutes=1)).isoformat()
    assert put.json()["time"] == BEGAN.isoformat()


async def test_requests_are_counted_by_path(http, web):
    """WEB-1."""
    tag = (await http.get("/news")).headers["etag"]
    await http.get("/news", headers={"if-none-match": tag, "user-agent": "tester"})
    await http.get("/error/503?retry_after=9")

    told = (await http.get("/control/requests", headers=CONTROL)).json()
    one = (await http.get("/control/requests?path=/news", headers=CONTROL)).json()
    await http.delete("/control/requests", headers=CONTROL)

    assert (told["total"], told["not_modified"], told["most_at_once"]) == (3, 1, 1)
    [news] = one["paths"]
    assert news["statuses"] == {"200": 1, "304": 1}
    assert news["last"]["if-none-match"] == tag
    assert news["last"]["user-agent"] == "tester"
    assert [each["path"] for each in told["order"]] == ["/news", "/news", "/error/503"]
    assert web.traffic.as_json()["total"] == 0


async def test_ordered_failures_strike_the_path_they_are_meant_for(http):
    """REL-2."""
    for fault in (
        {"kind": "status", "path": "/news", "status": 500, "retry_after": 3},
        {"kind": "slow", "path": "/status", "seconds": 0.01},
        {"kind": "cut", "path": "/article"},
        {"kind": "hang", "path": "/app"},
    ):
        assert (await http.post("/control/faults", json=fault, headers=CONTROL)).is_success
    assert len((await http.get("/control/faults", headers=CONTROL)).json()["faults"]) == 4

    failed = await http.get("/news")
    assert (failed.status_code, failed.headers["retry-after"]) == (500, "3")
    assert (await http.get("/news")).status_code == 200
    assert (await http.get("/status")).status_code == 200
    with pytest.raises(httpx.RemoteProtocolError):
        await http.get("/article")
    with pytest.raises(httpx.ReadTimeout):
        await http.get("/app", timeout=httpx.Timeout(30, read=0.3))
    await http.delete("/control/faults", headers=CONTROL)
    assert (await http.get("/app")).status_code == 200


@pytest.mark.parametrize("name", CHARSETS)
async def test_bytes_are_what_the_page_is_written_in_whatever_it_declares(http, name):
    """WEB-1."""
    written, declared, meta = CHARSETS[name]

    answer = await http.get(f"/charset/{name}")

    assert answer.headers["content-type"] == declared
    text = answer.content.decode(written)
    assert (f'charset="{meta}"' in text) is bool(meta)
    assert "SANDBOX" in text
    if written in {"gb18030", "utf-8", "utf-8-sig", "utf-16"}:
        assert WORDS in text


async def head_of(base, path):
    """Return the head of an answer; a client library refuses some of the targets at once."""
    reader, writer = await asyncio.open_connection(base.host, base.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    writer.close()
    await writer.wait_closed()
    return head


@pytest.mark.parametrize("name", REDIRECTS)
async def test_redirects_lead_where_they_should_not(http, name):
    """WEB-6."""
    head = await head_of(http.base_url, f"/redirect/{name}?status=307")

    assert head.startswith("HTTP/1.1 307 ")
    target = REDIRECTS[name]
    assert (f"location: {target}\r\n" in head) if target else ("location:" not in head)


async def test_a_chain_of_redirects_ends_at_a_page(http):
    """WEB-1."""
    answer = await http.get("/redirect/chain/5", follow_redirects=True)
    free = await http.get("/redirect/to", params={"url": "http://10.1.1.1/", "status": "9999"})

    assert answer.url.path == "/shop/price"
    assert len(answer.history) == 5
    assert (free.status_code, free.headers["location"]) == (308, "http://10.1.1.1/")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/error/404", 404),
        ("/error/500", 500),
        ("/error/503?retry_after=7", 503),
        ("/error/200", 404),
        ("/charset/other", 404),
        ("/redirect/other", 404),
        ("/feeds/other", 404),
        ("/metrics/other", 404),
        ("/empty", 200),
        ("/picture", 200),
    ],
)
async def test_statuses_are_as_ordered(http, path, status):
    """WEB-1."""
    answer = await http.get(path)

    assert answer.status_code == status
    assert answer.headers.get("retry-after") == ("7" if "retry_after" in path else None)
    assert path != "/empty" or answer.content == b""


async def test_a_truncated_body_breaks_in_the_middle(http):
    """WEB-1."""
    with pytest.raises(httpx.RemoteProtocolError):
        await http.get("/truncated")


async def test_a_slow_page_trickles_and_a_late_one_keeps_waiting(http):
    """WEB-1."""
    async with http.stream("GET", "/slow?seconds=0.05&pieces=4") as answer:
        pieces = [piece async for piece in answer.aiter_raw()]
    late = await http.get("/late?seconds=0.01")

    assert len(pieces) >= 2
    assert "慢" in b"".join(pieces).decode()
    assert late.status_code == 200
    with pytest.raises(httpx.ReadTimeout):
        await http.get("/late?seconds=nonsense", timeout=httpx.Timeout(30, read=0.3))


async def test_a_huge_page_can_be_left_before_its_end(http):
    """WEB-1."""
    read = 0
    async with http.stream("GET", "/huge?megabytes=500") as answer:
        async for piece in answer.aiter_raw():
            read += len(piece)
            if read > 3_000_000:
                break

    assert read < 500_000_000


async def test_a_bomb_is_small_on_the_wire_and_large_behind_it(http):
    """WEB-1, SEC-2."""
    async with http.stream("GET", "/bomb?megabytes=20") as answer:
        packed = b"".join([piece async for piece in answer.aiter_raw()])

    assert answer.headers["content-encoding"] == "gzip"
    assert len(packed) < 100_000
    assert len(zlib.decompress(packed, wbits=31)) == 20 * 1024 * 1024


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw-deflate", "twice"])
async def test_packed_pages_unpack_to_one_text(http, coding):
    """WEB-1."""
    answer = await http.get(f"/packed/{coding}")

    assert WORDS in answer.text
    assert answer.headers["content-encoding"]


async def test_a_page_that_lies_about_its_packing_cannot_be_unpacked(http):
    """WEB-1."""
    with pytest.raises(httpx.DecodingError):
        await http.get("/packed/lying")
    assert (await http.get("/packed/other")).status_code == 404


async def test_a_page_made_by_a_script_says_nothing_without_it(http):
    """WEB-5."""
    page = await http.get("/app")
    data = (await http.get("/app/data")).json()

    assert data["text"] not in page.text
    assert data["sandbox"] is True
