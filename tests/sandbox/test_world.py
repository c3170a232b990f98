"""All faces of the sandbox together."""

import re

import httpx
import pytest

from sandbox.world import (
    CONTROL_TOKEN,
    TWILIO_FROM,
    TWILIO_SID,
    TWILIO_TOKEN,
    World,
)

BASE = 8100


@pytest.fixture(scope="module")
def world():
    return World()


def client(world, name, **more):
    [face] = [face for face in world.faces(BASE) if face.name == name]
    transport = httpx.ASGITransport(face.app, client=("127.0.0.1", 1))
    return httpx.AsyncClient(transport=transport, base_url="http://sandbox", **more)


def test_no_two_faces_share_a_port_and_none_has_that_of_mail(world):
    """OPS-1."""
    offsets = [face.offset for face in world.faces(BASE)]

    assert sorted([*offsets, 5]) == list(range(len(offsets) + 1))


async def test_every_face_says_that_it_is_well(world):
    """OPS-1."""
    for face in world.faces(BASE):
        async with client(world, face.name) as http:
            assert (await http.get("/health")).status_code == 200, face.name


async def test_the_first_page_leads_to_what_people_look_at(world):
    """OPS-1, OPS-6."""
    faces = {face.offset: face.name for face in world.faces(BASE)}
    async with client(world, "page") as http:
        page = (await http.get("/")).text

    ports = [int(port) for port in re.findall(r"http://127\.0\.0\.1:(\d+)/", page)]
    assert {faces[port - BASE] for port in ports} == {"inbox", "robots", "twilio", "web"}
    assert "SANDBOX" in page


async def test_the_small_web_is_commanded_with_the_token_of_the_sandbox(world):
    """OPS-6."""
    async with client(world, "web", headers={"x-sandbox-control": CONTROL_TOKEN}) as http:
        answer = await http.post("/control/price", json={"amount": 7})
        page = await http.get("/shop/price")

    assert answer.status_code == 200
    assert "¥7.00" in page.text


async def test_the_published_credentials_open_the_text_messages(world):
    """OPS-6, PSH-1."""
    path = f"/2010-04-01/Accounts/{TWILIO_SID}/Messages.json"
    form = {"To": "+8613800138000", "From": TWILIO_FROM, "Body": "hello"}
    async with client(world, "twilio", auth=(TWILIO_SID, TWILIO_TOKEN)) as http:
        answer = await http.post(path, data=form)

    assert answer.status_code == 201
    assert TWILIO_TOKEN.startswith("sandbox-")
    assert TWILIO_SID.startswith("ACsandbox")
    assert len(TWILIO_SID) == 34
