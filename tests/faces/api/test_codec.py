"""Payloads in clear for the Temporal Web UI, and for nobody else (SEC-1)."""

from base64 import b64encode
from dataclasses import replace

import httpx
import pytest

from api.app import build_api
from tests.faces.api.conftest import CODEC_KEY
from tests.fakes.face_services import ADMIN, MEI

UI = {"Origin": "http://127.0.0.1:8233"}


def payload(data: bytes, encoding: bytes = b"json/plain") -> dict:
    metadata = {"encoding": b64encode(encoding).decode()}
    return {"payloads": [{"metadata": metadata, "data": b64encode(data).decode()}]}


@pytest.fixture
async def signed_in(client):
    """The Web UI in the browser of an admin who has signed in; it knows no CSRF token of ours."""
    return await without_csrf(client, ADMIN)


async def without_csrf(client, who):
    http = await client(who, by_session=True)
    del http.headers["X-CSRF-Token"]
    return http


async def test_the_web_ui_reads_payloads_with_an_admins_session(signed_in):
    """SEC-1, OPS-8: the UI of 2.54 adds a wish of its own to the address."""
    response = await signed_in.post(
        "/codec/decode?preserveStorageRefs=true", json=payload(b"olleh", b"turned"), headers=UI
    )

    assert response.status_code == 200
    assert response.json() == payload(b"hello")
    assert response.headers["access-control-allow-origin"] == UI["Origin"]
    assert response.headers["access-control-allow-credentials"] == "true"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["vary"] == "Origin"


async def test_what_was_encoded_decodes_to_itself(signed_in):
    """SEC-1."""
    encoded = (await signed_in.post("/codec/encode", json=payload(b"hello"), headers=UI)).json()
    decoded = (await signed_in.post("/codec/decode", json=encoded, headers=UI)).json()

    assert encoded != payload(b"hello")
    assert decoded == payload(b"hello")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", f"{UI['Origin']}.evil.example"])
async def test_another_page_reads_nothing_with_an_admins_session(signed_in, origin):
    """SEC-1, SEC-3."""
    response = await signed_in.post(
        "/codec/decode", json=payload(b"olleh", b"turned"), headers={"Origin": origin}
    )

    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers
    assert response.headers["cross-origin-resource-policy"] == "same-origin"


async def test_a_cookie_that_no_page_vouches_for_reads_nothing(signed_in):
    """SEC-3."""
    response = await signed_in.post("/codec/decode", json=payload(b"olleh", b"turned"))

    assert response.status_code == 403


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "203.0.113.9"])
@pytest.mark.parametrize("headers", [UI, {}])
async def test_nobody_reads_payloads_for_being_near(client, peer, headers):
    """SEC-1: what comes from this machine may come from a proxy on it."""
    near = await client(peer=peer)
    response = await near.post("/codec/decode", json=payload(b"olleh", b"turned"), headers=headers)

    assert response.status_code == 401
    assert "Sign in to Zhiban" in response.json()["detail"]


async def test_the_web_ui_can_read_why_it_was_refused(client, nobody):
    """SEC-1, OPS-8: a viewer is refused at once, and the browser lets the page see it."""
    viewer = await without_csrf(client, MEI)
    body = payload(b"olleh", b"turned")
    answers = [await http.post("/codec/decode", json=body, headers=UI) for http in (viewer, nobody)]

    assert [each.status_code for each in answers] == [403, 401]
    for each in answers:
        assert each.headers["access-control-allow-origin"] == UI["Origin"]
        assert each.headers["access-control-allow-credentials"] == "true"


async def test_elsewhere_an_admins_token_is_needed(nobody, mei, admin):
    """SEC-1."""
    body = payload(b"olleh", b"turned")
    answers = [await http.post("/codec/decode", json=body) for http in (nobody, mei, admin)]

    assert [each.status_code for each in answers] == [401, 403, 200]


@pytest.mark.parametrize("what", ["encode", "decode"])
async def test_an_address_with_the_key_serves_the_web_ui_that_sends_no_cookies(nobody, what):
    """SEC-1, OPS-1."""
    body = payload(b"olleh", b"turned")
    right = f"/codec/{CODEC_KEY}/{what}"
    answers = {
        "ui": await nobody.post(f"{right}?preserveStorageRefs=true", json=body, headers=UI),
        "other page": await nobody.post(right, json=body, headers={"Origin": "http://e.example"}),
        "no page": await nobody.post(right, json=body),
        "wrong key": await nobody.post(f"/codec/{CODEC_KEY}x/{what}", json=body, headers=UI),
    }

    codes = {name: each.status_code for name, each in answers.items()}
    assert codes == {"ui": 200, "other page": 403, "no page": 403, "wrong key": 404}


async def test_without_a_key_no_address_has_one(world, options):
    """SEC-1."""
    app = build_api(world.services, options=replace(options, codec_key=""))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as http:
        for key in ("", "x", "None"):
            response = await http.post(f"/codec/{key}/decode", json=payload(b""), headers=UI)
            assert response.status_code == 404


async def test_nothing_that_we_show_of_our_options_holds_a_key(options):
    """SEC-1, CLD-4."""
    assert options.codec_key not in repr(options)
    assert options.metrics_token not in repr(options)


@pytest.mark.parametrize(
    "path",
    ["/codec/encode", "/codec/decode?preserveStorageRefs=true", f"/codec/{CODEC_KEY}/decode"],
)
async def test_the_browser_is_told_that_the_web_ui_may(nobody, path):
    """SEC-1."""
    response = await nobody.options(path, headers=UI)

    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == UI["Origin"]
    assert response.headers["access-control-allow-methods"] == "POST"
    assert "x-namespace" in response.headers["access-control-allow-headers"]
    assert response.headers["access-control-allow-credentials"] == "true"


async def test_the_browser_is_told_that_other_pages_may_not(nobody):
    """SEC-1."""
    response = await nobody.options("/codec/decode", headers={"Origin": "http://evil.example"})

    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    "body",
    [
        {"payloads": [{"metadata": {}, "data": "not base64!"}]},
        {"payloads": [{"metadata": {"encoding": "ü"}, "data": ""}]},
        payload(b"made elsewhere", b"binary/encrypted"),
    ],
)
async def test_what_cannot_be_opened_is_said_without_its_reason(signed_in, body):
    """SEC-1."""
    response = await signed_in.post("/codec/decode", json=body, headers=UI)

    assert response.status_code == 422
    assert response.json()["field"] == "payloads"
    assert "k-7" not in response.text


async def test_payloads_may_be_larger_than_other_bodies(signed_in):
    """SEC-1."""
    response = await signed_in.post(
        "/codec/decode", json=payload(b"x" * 2_000_000, b"turned"), headers=UI
    )

    assert response.status_code == 200


@pytest.mark.parametrize("method", ["POST", "OPTIONS"])
async def test_without_a_codec_there_is_no_such_page(world, options, method):
    """SEC-1."""
    app = build_api(world.services, options=replace(options, codec=None))
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        body = {"payloads": []} if method == "POST" else None
        response = await http.request(method, "/codec/decode", json=body, headers=UI)

    assert response.status_code == 404
