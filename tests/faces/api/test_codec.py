"""Payloads in clear for the Temporal Web UI, and for nobody else (SEC-1)."""

from base64 import b64encode
from dataclasses import replace

import httpx
import pytest

from api.app import build_api

UI = {"Origin": "http://127.0.0.1:8233"}


def payload(data: bytes, encoding: bytes = b"json/plain") -> dict:
    metadata = {"encoding": b64encode(encoding).decode()}
    return {"payloads": [{"metadata": metadata, "data": b64encode(data).decode()}]}


@pytest.fixture
async def here(client):
    return await client(peer="127.0.0.1")


async def test_the_web_ui_on_this_machine_reads_payloads(here):
    """SEC-1."""
    response = await here.post("/codec/decode", json=payload(b"olleh", b"turned"), headers=UI)

    assert response.status_code == 200
    assert response.json() == payload(b"hello")
    assert response.headers["access-control-allow-origin"] == UI["Origin"]
    assert response.headers["vary"] == "Origin"


async def test_what_was_encoded_decodes_to_itself(here):
    """SEC-1."""
    encoded = (await here.post("/codec/encode", json=payload(b"hello"), headers=UI)).json()
    decoded = (await here.post("/codec/decode", json=encoded, headers=UI)).json()

    assert encoded != payload(b"hello")
    assert decoded == payload(b"hello")


async def test_another_page_on_this_machine_reads_nothing(here):
    """SEC-1."""
    body = payload(b"olleh", b"turned")
    answers = [
        await here.post("/codec/decode", json=body, headers={"Origin": "http://evil.example"}),
        await here.post("/codec/decode", json=body),
    ]

    assert [each.status_code for each in answers] == [401, 401]
    assert all("access-control-allow-origin" not in each.headers for each in answers)


async def test_the_web_ui_elsewhere_needs_an_admins_token(nobody, mei, admin):
    """SEC-1."""
    body = payload(b"olleh", b"turned")
    answers = [
        await http.post("/codec/decode", json=body, headers=UI) for http in (nobody, mei, admin)
    ]

    assert [each.status_code for each in answers] == [401, 403, 200]


@pytest.mark.parametrize("path", ["/codec/encode", "/codec/decode"])
async def test_the_browser_is_told_that_the_web_ui_may(nobody, path):
    """SEC-1."""
    response = await nobody.options(path, headers=UI)

    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == UI["Origin"]
    assert response.headers["access-control-allow-methods"] == "POST"
    assert "x-namespace" in response.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in response.headers


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
async def test_what_cannot_be_opened_is_said_without_its_reason(here, body):
    """SEC-1."""
    response = await here.post("/codec/decode", json=body, headers=UI)

    assert response.status_code == 422
    assert response.json()["field"] == "payloads"
    assert "k-7" not in response.text


async def test_payloads_may_be_larger_than_other_bodies(here):
    """SEC-1."""
    response = await here.post(
        "/codec/decode", json=payload(b"x" * 2_000_000, b"turned"), headers=UI
    )

    assert response.status_code == 200


@pytest.mark.parametrize("method", ["POST", "OPTIONS"])
async def test_without_a_codec_there_is_no_such_page(world, options, method):
    """SEC-1."""
    app = build_api(world.desks, options=replace(options, codec=None))
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        body = {"payloads": []} if method == "POST" else None
        response = await http.request(method, "/codec/decode", json=body, headers=UI)

    assert response.status_code == 404
