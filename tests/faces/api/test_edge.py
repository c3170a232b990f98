"""What guards every answer: headers, hosts, bounds, ids (SEC-3)."""

from dataclasses import replace

import httpx
import pytest

from api.app import build_api
from api.edge import is_trusted


@pytest.mark.parametrize("path", ["/", "/nowhere", "/events", "/static/page.js", "/docs"])
async def test_every_answer_carries_the_headers_that_bind_browsers(nobody, path):
    """SEC-3."""
    response = await nobody.get(path)

    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["referrer-policy"] in ("no-referrer", "same-origin")
    assert response.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in response.headers


async def test_an_answer_tells_who_signed_in_what_a_program_needs_to_show_it(mei, nobody):
    """OPS-3, SEC-3: the version, and the reader's language and zone; strangers learn nothing."""
    names = ("zhiban-version", "content-language", "zhiban-zone")
    told = (await mei.get("/api/v1/memories")).headers
    assert [told.get(each) for each in names] == ["0.1.0", "en-US", "Asia/Shanghai"]
    refused = await nobody.get("/api/v1/memories")
    assert refused.status_code == 401
    assert not set(names) & set(refused.headers)


async def test_behind_tls_browsers_are_told_to_stay_there(world, options):
    """SEC-3."""
    app = build_api(world.services, options=replace(options, secure_cookies=True))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="https://test"
    ) as http:
        response = await http.get("/")

    assert response.headers["strict-transport-security"] == "max-age=31536000"


async def test_a_host_that_is_not_ours_is_not_served(nobody):
    """SEC-3: a foreign page cannot reach us through a name it made resolve to us."""
    response = await nobody.get("/", headers={"Host": "evil.example"})

    assert response.status_code == 421
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("host", "trusted", "expected"),
    [
        ("zhiban.cn", ["zhiban.cn"], True),
        ("ZHIBAN.cn:8080", ["zhiban.cn"], True),
        ("[::1]:8080", ["[::1]"], True),
        ("a.zhiban.cn", ["*.zhiban.cn"], True),
        ("evilzhiban.cn", ["*.zhiban.cn"], False),
        ("zhiban.cn", ["*.zhiban.cn"], False),
        ("anything", ["*"], True),
        ("", ["zhiban.cn"], False),
    ],
)
def test_a_host_is_trusted_by_name_or_by_a_star(host, trusted, expected):
    """SEC-3."""
    assert is_trusted(host, trusted) is expected


async def test_the_public_name_is_trusted_without_saying_so(world, options):
    """OPS-1."""
    app = build_api(
        world.services, options=replace(options, public_url="https://ops.example.cn:8443")
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="https://ops.example.cn:8443"
    ) as http:
        assert (await http.get("/health")).status_code == 200


async def test_a_request_keeps_the_id_it_came_with(nobody):
    """OPS-5."""
    response = await nobody.get("/", headers={"X-Request-Id": "trace-12345"})

    assert response.headers["x-request-id"] == "trace-12345"


async def test_an_id_that_could_forge_a_log_line_is_replaced(nobody):
    """OPS-5."""
    response = await nobody.get("/", headers={"X-Request-Id": "a b\tc"})

    assert response.headers["x-request-id"] != "a b\tc"


async def test_head_is_answered_as_get_without_the_body(nobody):
    """EVT-3."""
    response = await nobody.head("/health")

    assert response.status_code == 200
    assert response.content == b""
    assert int(response.headers["content-length"]) > 0


async def test_a_stream_does_not_know_head(mei):
    """EVT-2."""
    assert (await mei.head("/events/stream")).status_code == 405


async def test_the_access_log_never_holds_a_share_link(mei, nobody, capsys):
    """PSH-6, CLD-4."""
    made = await mei.post("/api/v1/shares", json={"person_id": "u_mei", "day": "2026-11-20"})
    token = made.json()["url"].rpartition("/")[2]
    capsys.readouterr()

    await nobody.get(f"/s/{token}")

    logged = "".join(capsys.readouterr())
    assert "/s/{token}" in logged
    assert token not in logged
