"""Dashboards over HTTP."""

import pytest

from application.ports.dashboards import no_browser
from tests.fakes.dashboards import BOARD
from tests.fakes.face_services import MEI

PATH = "/api/v1/dashboards"


@pytest.fixture
async def mei(client):
    return await client(MEI)


async def test_dashboards_are_listed_and_run(mei):
    """ANL-4."""
    (listed,) = (await mei.get(PATH, params={"name": "SHOP"})).json()
    found = (await mei.get(f"{PATH}/{listed['id']}")).json()

    assert (listed["id"], listed["charts"]) == (BOARD, 8)
    assert [each["look"] for each in found["charts"]] == [
        *("time", "time", "parts", "number", "empty", "table", "failed", "failed"),
    ]
    assert all(each["said"] in found["said"] for each in found["charts"])


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_a_picture_is_svg_that_nothing_can_run_in(mei, theme):
    """ANL-4, SEC-4."""
    answer = await mei.get(f"{PATH}/overview/picture", params={"theme": theme})
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.text.startswith("<svg ")
    assert "<b>" not in answer.text


async def test_a_png_is_painted_or_says_what_there_is(mei, world):
    """ANL-4."""
    asked = {"form": "png"}
    answer = await mei.get(f"{PATH}/overview/picture", params=asked)
    world.painter.error = no_browser()
    without = await mei.get(f"{PATH}/overview/picture", params=asked)

    assert answer.headers["content-type"] == "image/png"
    assert (without.status_code, "SVG" in without.text) == (503, True)


@pytest.mark.parametrize(
    ("path", "asked", "code"),
    [
        ("/nowhere", {}, 404),
        ("/shop", {"start": "2026-10-01T00:00:00Z"}, 422),
        ("/shop", {"start": "soon"}, 422),
        ("/shop/picture", {"form": "gif"}, 422),
        ("", {"limit": 101}, 422),
    ],
)
async def test_a_wrong_question_is_refused(mei, path, asked, code):
    """ANL-4."""
    assert (await mei.get(f"{PATH}{path}", params=asked)).status_code == code
