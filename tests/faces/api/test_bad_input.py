"""What was tried to break it: each gets a clear refusal and changes nothing (EVT-3, SEC-3)."""

import asyncio
import json
from copy import deepcopy

import httpx
import pytest

from api import edge
from tests.fakes.api_services import DAY

SEARCH = {"topic_id": "t-pay", "start": "2026-11-20T00:00:00Z", "end": "2026-11-21T00:00:00Z"}
SETTINGS = "/api/v1/briefings/settings"
LOGS = "/api/v1/logs/search"
PATIENCE = 25
"""Seconds for what comes at once on a quiet machine."""
FEEDBACK = "/process_background_feedback"
NEST = "[" * 200 + "]" * 200


def kept(world):
    """Return everything a refused request could have changed."""
    return deepcopy(
        (
            world.people.kept,
            world.people.hashes,
            world.briefings.kept_settings,
            world.briefings.written,
            world.life.paused,
            world.life.given,
            world.events.kept,
            world.deliveries.rows,
            {digest: record.revoked_at for digest, record in world.tokens.kept.items()},
        )
    )


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        # settings that cannot be
        ("PATCH", SETTINGS, {"zone": "Mars/Olympus"}, 422, "IANA time zone"),
        ("PATCH", SETTINGS, {"zone": "../../etc/passwd"}, 422, "IANA time zone"),
        ("PATCH", SETTINGS, {"zone": ""}, 422, "IANA time zone"),
        ("PATCH", SETTINGS, {"window_start": "08:00", "window_end": "08:00"}, 422, "later than"),
        ("PATCH", SETTINGS, {"window_start": "12:00", "window_end": "01:00"}, 422, "later than"),
        ("PATCH", SETTINGS, {"window_start": "25:00"}, 422, "wall-clock time such as 06:00"),
        ("PATCH", SETTINGS, {"window_start": "06:00+08:00"}, 422, "wall-clock time"),
        ("PATCH", SETTINGS, {"window_start": 21600}, 422, "wall-clock time"),
        ("PATCH", SETTINGS, {"prepare_minutes": 181}, 422, "prepare_minutes"),
        ("PATCH", SETTINGS, {"prepare_minutes": "20"}, 422, "prepare_minutes"),
        ("PATCH", SETTINGS, {"prepare_minutes": 10**400}, 422, "64 bits"),
        ("PATCH", SETTINGS, {"topics": []}, 422, "topics"),
        ("PATCH", SETTINGS, {"topics": ["logs", "logs"]}, 422, "each once"),
        ("PATCH", SETTINGS, {"channels": [{"kind": "fax", "target": "1"}]}, 422, "channels.0.kind"),
        ("PATCH", SETTINGS, {"mail_after_spoken": "mei"}, 422, "mail address"),
        ("PATCH", SETTINGS, {"windw_start": "06:00"}, 422, "windw_start is not known here"),
        # queries that cannot be
        ("POST", LOGS, SEARCH | {"end": SEARCH["start"]}, 422, "later than start"),
        ("POST", LOGS, SEARCH | {"start": "2026-11-20T00:00:00"}, 422, "with an offset"),
        ("POST", LOGS, SEARCH | {"start": "1600-01-01T00:00:00Z"}, 422, "between 1970 and 2200"),
        ("POST", LOGS, SEARCH | {"start": "2025-01-01T00:00:00Z"}, 422, "at most 31 days"),
        ("POST", LOGS, SEARCH | {"end": "0001-01-01T00:00:00+23:59"}, 422, "between 1970"),
        ("POST", LOGS, SEARCH | {"limit": 10**30}, 422, "64 bits"),
        ("POST", LOGS, SEARCH | {"query": "x" * 12_289}, 422, "query"),
        ("POST", LOGS, SEARCH | {"query": "错" * 12_288}, 413, "12,288 bytes"),
        ("POST", LOGS, SEARCH | {"query": "a\x00b"}, 422, "NUL"),
        ("POST", LOGS, SEARCH | {"topic_id": "t-none"}, 404, "No log topic “t-none”."),
        ("POST", "/api/v1/logs/histogram", SEARCH | {"interval_seconds": 1}, 422, "200 bars"),
        ("GET", "/events?limit=0", None, 422, "limit"),
        ("GET", "/events?limit=99999999999999999999", None, 422, "limit"),
        ("GET", "/events?after=-1", None, 422, "after"),
        ("GET", f"/events?after={2**63}", None, 422, "after"),
        ("GET", "/events?sort=newest", None, 422, "sort is not a query parameter here"),
        ("GET", "/events?limit=1&limit=2", None, 422, "limit must be given once"),
        ("GET", "/events?subject=%00", None, 422, "NUL"),
        ("GET", "/events?subject=%ED%A0%80", None, 200, "events"),
        ("GET", "/events?since=yesterday", None, 422, "since"),
        ("GET", "/events/..%2f..%2fetc%2fpasswd", None, 404, "Nothing is here"),
        ("GET", "/events/a%00b", None, 422, "type"),
        # names that cannot be
        ("GET", f"/api/v1/briefings/u_bob/{DAY}", None, 404, "No briefing"),
        ("GET", "/api/v1/briefings/u_mei/2026-13-45", None, 422, "day"),
        ("GET", "/api/v1/briefings/u_mei/1700000000", None, 422, "day"),
        ("GET", "/api/v1/briefings/..%2fu_bob/2026-11-20", None, 404, ""),
        ("GET", f"/api/v1/briefings/u_mei/{DAY}?form=exe", None, 422, "form"),
        ("GET", "/api/v1/people/u_mei%00", None, 422, "NUL"),
        ("GET", f"/api/v1/people/{'x' * 5000}", None, 422, "person_id"),
        ("GET", "/api/v1//people/me", None, 404, "Nothing is here"),
        ("GET", "/api/v1/people/me/", None, 404, "Nothing is here"),
        ("DELETE", "/api/v1/tokens/nope", None, 404, "No token “nope”."),
        ("DELETE", "/api/v1/shares/nope", None, 404, "No share “nope”."),
        # bodies that cannot be
        ("PATCH", "/api/v1/people/me", {"wake_words": ["x"] * 6}, 422, "wake_words"),
        ("PATCH", "/api/v1/people/me", {"roles": ["admin"]}, 422, "roles is not known here"),
        ("PATCH", "/api/v1/people/me", {"disabled": False}, 422, "disabled is not known here"),
        ("PATCH", "/api/v1/people/me", {"name": " "}, 422, "printable characters"),
        ("PATCH", "/api/v1/people/me", {"name": "a\nb"}, 422, "printable characters"),
        ("POST", "/api/v1/briefings/greetings", {"key": "k" * 65}, 422, "key"),
        ("POST", "/api/v1/briefings/greetings", [], 422, "body"),
        ("POST", "/api/v1/briefings/greetings", "hello", 422, "body"),
        ("POST", "/api/v1/briefings/greetings", None, 422, "body is missing"),
        ("POST", FEEDBACK, {"note": "a\x00b"}, 422, "NUL"),
        ("POST", FEEDBACK, {"a\x00": 1}, 422, "NUL"),
    ],
)
async def test_a_wrong_request_is_refused_with_a_reason(
    mei, world, method, path, body, status, words
):
    """EVT-3, SEC-3."""
    before = kept(world)

    response = await mei.request(method, path, json=body)

    assert response.status_code == status, response.text
    assert words in response.text
    assert kept(world) == before


@pytest.mark.parametrize(
    ("raw", "status", "words"),
    [
        (b"{", 422, "not valid JSON"),
        (b'{"a": 1,}', 422, "not valid JSON"),
        (b'{"a": "\xff"}', 400, "UTF-8"),
        (b'{"a": NaN}', 422, "finite numbers"),
        (b'{"a": 1e999}', 422, "finite numbers"),
        (b'{"a": ' + b"9" * 5000 + b"}", 400, "cannot be read"),
        (b'{"a": 9223372036854775808}', 422, "64 bits"),
        (b'{"a": "\\ud800"}', 422, "broken Unicode"),
        (b'{"a": "\\u0000"}', 422, "NUL"),
        (f'{{"a": {NEST}}}'.encode(), 422, "32 deep"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, "cannot be read"),
        (b"null", 422, "body"),
        (b"", 422, "body is missing"),
    ],
)
async def test_json_that_cannot_be_kept_is_refused(mei, world, raw, status, words):
    """EVT-3, SEC-3."""
    before = kept(world)

    response = await mei.post(FEEDBACK, content=raw, headers={"Content-Type": "application/json"})

    assert response.status_code == status, response.text
    assert words in response.text
    assert kept(world) == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_that_is_not_declared_json_is_refused(mei, world, kind):
    """SEC-3: a foreign page's plain form is no request of ours."""
    before = kept(world)

    response = await mei.post(
        "/api/v1/briefings/pause", content=b"{}", headers={"Content-Type": kind}
    )

    assert response.status_code == 415
    assert kept(world) == before


async def test_a_body_of_5_mb_is_refused(mei, world):
    """SEC-3."""
    before = kept(world)

    response = await mei.post(FEEDBACK, json={"text": "x" * 5_000_000})

    assert response.status_code == 413
    assert response.json()["detail"] == "The body is over 1,048,576 bytes; send less."
    assert kept(world) == before


async def refused_early(port: int, head: str, pieces: int) -> dict:
    """Send a head and some pieces of 64 KiB, never the end; return the problem."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"POST {FEEDBACK} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n\r\n".encode())
    for _ in range(pieces):
        writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        await writer.drain()
    async with asyncio.timeout(PATIENCE):
        answer = await reader.readuntil(b"}")
    writer.close()
    head_, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-security-policy" in head_.lower()
    return json.loads(body)


async def test_a_declared_large_body_is_refused_before_it_is_sent(serve):
    """SEC-3."""
    head = "Content-Type: application/json\r\nContent-Length: 5000000"

    assert (await refused_early(serve().port, head, 0))["status"] == 413


async def test_a_chunked_large_body_is_refused_before_its_end(serve):
    """SEC-3."""
    head = "Content-Type: application/json\r\nTransfer-Encoding: chunked"

    assert (await refused_early(serve().port, head, 17))["status"] == 413


async def five_megabytes():
    for _ in range(80):
        yield b"x" * 65_536


@pytest.mark.parametrize("body", [b"x" * 5_000_000, five_megabytes()], ids=["whole", "in pieces"])
async def test_who_sends_5_mb_over_a_real_line_hears_why_it_was_refused(serve, body, monkeypatch):
    """SEC-2: a line that is cut under the sender would take the answer with it."""
    monkeypatch.setattr(edge, "LINGER_SECONDS", PATIENCE)  # a busy machine sends slowly
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    async with httpx.AsyncClient(timeout=PATIENCE) as http:
        answer = await http.post(
            f"http://127.0.0.1:{serve().port}{FEEDBACK}", content=body, headers=headers
        )

    assert answer.status_code == 413
    assert answer.json()["detail"] == "The body is over 1,048,576 bytes; send less."


async def test_who_goes_on_sending_after_the_refusal_is_cut_off(serve, monkeypatch):
    """SEC-2."""
    monkeypatch.setattr(edge, "LINGER_SECONDS", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", serve().port)
    head = "Content-Type: application/json\r\nContent-Length: 5000000"
    writer.write(f"POST {FEEDBACK} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n\r\n".encode())
    async with asyncio.timeout(PATIENCE):
        answer = await reader.read()
    writer.close()

    assert answer.startswith(b"HTTP/1.1 413")
    assert answer.endswith(b"}")
