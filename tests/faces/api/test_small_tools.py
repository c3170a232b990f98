"""Weather, texts and pages over HTTP."""

import pytest

PAGE = "https://status.example.cn/"
SMS = {"to": "+8613800138000", "text": "磁盘快满了"}


async def test_the_weather_comes_in_figures_and_words(mei):
    """MEM-2, SCH-3."""
    response = await mei.get("/api/v1/weather", params={"place": "深圳", "days": 2})

    weather = response.json()
    assert weather["place"]["zone"] == "Asia/Shanghai"
    assert [each["day"] for each in weather["days"]] == ["2026-11-21", "2026-11-22"]
    assert weather["spoken"]


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"place": "Atlantis"}, 404),
        ({}, 422),
        ({"place": "深圳", "days": 8}, 422),
    ],
)
async def test_weather_that_cannot_be_told_is_refused(mei, params, status):
    """MEM-2."""
    assert (await mei.get("/api/v1/weather", params=params)).status_code == status


async def test_a_text_is_sent_once_for_each_key_by_header_or_body(mei, world):
    """MEM-2."""
    first = await mei.post("/api/v1/sms", json=SMS | {"key": "k-1"})
    again = await mei.post("/api/v1/sms", json=SMS, headers={"Idempotency-Key": "k-1"})
    both = await mei.post(
        "/api/v1/sms", json=SMS | {"key": "k-2"}, headers={"Idempotency-Key": "k-1"}
    )
    other = await mei.post("/api/v1/sms", json=SMS | {"key": "k-1", "text": "x"})

    assert first.json()["state"] == "accepted"
    assert again.json()["key"] == first.json()["key"]
    assert (both.status_code, other.status_code) == (422, 409)
    assert len(world.phones.sent) == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"to": "110"}, 422),
        ({"text": "字" * 1_600}, 413),
        ({"from": "bank"}, 422),
    ],
)
async def test_a_text_that_cannot_be_is_refused_and_not_sent(mei, world, changes, status):
    """MEM-2."""
    response = await mei.post("/api/v1/sms", json=SMS | changes)

    assert response.status_code == status, response.text
    assert world.phones.sent == []


async def test_a_page_is_read_whole_or_in_part(mei):
    """MEM-2."""
    whole = (await mei.post("/api/v1/pages", json={"url": PAGE})).json()
    some = (await mei.post("/api/v1/pages", json={"url": PAGE, "selector": "No"})).json()

    assert whole["title"] == "All systems work."
    assert whole["links"] == [{"text": "Incidents", "url": f"{PAGE}incidents"}]
    assert some["text"] == "No incident."


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"url": PAGE, "selector": "Nowhere"},
        {"url": PAGE, "most_chars": 199},
        {"url": PAGE, "proxy": "http://10.0.0.1"},
    ],
)
async def test_a_page_that_cannot_be_asked_for_is_refused(mei, body):
    """MEM-2."""
    assert (await mei.post("/api/v1/pages", json=body)).status_code == 422
