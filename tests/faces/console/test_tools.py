"""Small tools in the console: weather, pages, texts, forecasts, test alerts (MEM-2, CON-2)."""

import re

import pytest

from api.console.routes import ROOT
from tests.faces.console.examples import watch_of
from tests.fakes.api_services import DAY
from tests.fakes.face_services import ADMIN, MEI, OPERATOR

TOOLS = f"{ROOT}/tools"
SMS = {"to": "+8613800138000", "text": "磁盘快满了"}


async def test_only_what_somebody_may_do_is_offered(client):
    """CON-2, SEC-3."""
    mei, admin = await client(MEI, by_session=True), await client(ADMIN, by_session=True)

    assert f"{TOOLS}/test-alerts" not in (await mei.get(TOOLS)).text
    assert (await mei.get(f"{TOOLS}/test-alerts")).status_code == 403
    assert f"{TOOLS}/test-alerts" in (await admin.get(TOOLS)).text


async def test_the_weather_of_a_place_is_an_address(client):
    """MEM-2, SCH-3: an unknown place is refused at its field."""
    http = await client(MEI, by_session=True)
    found = await http.get(f"{TOOLS}/weather", params={"place": "深圳", "days": 2})
    unknown = await http.get(f"{TOOLS}/weather", params={"place": "Atlantis"})

    assert "24 degrees" in found.text
    assert unknown.status_code == 404
    assert 'role="alert"' in unknown.text


async def test_a_text_is_sent_once_for_each_form(client, world):
    """MEM-2, CON-2: what is wrong stands at its field and nothing is sent."""
    http = await client(MEI, by_session=True)
    form = (await http.get(f"{TOOLS}/text")).text
    key = re.search('name="key" value="([^"]+)"', form)[1]
    wrong = await http.post(f"{TOOLS}/text", data=SMS | {"to": "110", "key": key})
    sent = await http.post(f"{TOOLS}/text", data=SMS | {"key": key})
    again = await http.post(f"{TOOLS}/text", data=SMS | {"key": key})

    assert wrong.status_code == 422
    assert 'id="e-to"' in wrong.text
    assert (sent.status_code, again.status_code) == (200, 200)
    assert len(world.phones.sent) == 1


async def test_what_a_page_says_is_data(client):
    """MEM-2, SEC-4."""
    http = await client(MEI, by_session=True)
    read = await http.post(f"{TOOLS}/page", data={"url": "https://status.example.cn/"})
    inside = await http.post(f"{TOOLS}/page", data={"url": "gopher://x"})

    assert read.status_code == 200
    assert 'class="foreign"' in read.text
    assert inside.status_code == 422
    assert 'id="e-url"' in inside.text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"limit": "90", "source": ""}, "source"),
        ({"limit": "90", "source": "{"}, "source"),
        ({"limit": "much", "metric": "bitcoin_price"}, "limit"),
        ({"limit": "1", "url": "http://p:9090", "query": "up", "unit": "x" * 17}, "unit"),
    ],
)
async def test_what_a_forecast_refuses_stands_at_its_field(client, sent, field):
    """ANL-2, CON-2: in the sentence of the other faces."""
    http = await client(OPERATOR, by_session=True)
    page = await http.post(f"{TOOLS}/forecast", data=sent)

    assert page.status_code == 422
    assert f'id="e-{field}"' in page.text


async def test_a_forecast_says_when_or_why_not(client):
    """ANL-2."""
    http = await client(OPERATOR, by_session=True)
    sent = {"limit": "90", "url": "http://prometheus:9090", "query": "up", "name": "disk"}
    page = await http.post(f"{TOOLS}/forecast", data=sent)

    assert page.status_code == 200
    assert 'id="part-1"' in page.text


async def test_test_alerts_say_what_became_of_each(client):
    """ALR-13."""
    http = await client(ADMIN, by_session=True)
    tried = await http.post(f"{TOOLS}/test-alerts", data={"sources": ["plain"]})
    wrong = await http.post(f"{TOOLS}/test-alerts", data={"sources": ["pigeon"]})

    assert tried.status_code == 200
    assert "<table" in tried.text
    assert wrong.status_code == 422


async def test_a_digest_is_read_at_its_task_by_its_owner(client):
    """SCH-2, TSK-2."""
    http = await client(MEI, by_session=True)
    mine = f"{ROOT}/tasks/{watch_of(MEI.person_id)}/digests"
    others = f"{ROOT}/tasks/{watch_of(OPERATOR.person_id)}/digests"

    assert "https://news.example.cn/1" in (await http.get(f"{mine}/latest")).text
    assert (await http.get(f"{mine}/{DAY}")).status_code == 200
    assert (await http.get(f"{others}/latest")).status_code == 404


async def test_how_tasks_stand_is_a_page(client):
    """TSK-1."""
    http = await client(MEI, by_session=True)

    assert "Temporal" in (await http.get(f"{ROOT}/tasks/status")).text
