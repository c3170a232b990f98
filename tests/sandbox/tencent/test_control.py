"""The control face, as a scenario in another process uses it."""

import json
from datetime import UTC, datetime

import httpx
import pytest
from tencentcloud.cls.v20201016 import models

from sandbox.clock import SandboxClock
from sandbox.control import CONTROL_HEADER
from sandbox.tencent.app import TencentCloudStandIn
from tests.sandbox.tencent.support import START, refusal

TOKEN = "for-this-test"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def cloud():
    return TencentCloudStandIn(clock=SandboxClock.by_hand(NOON), control_token=TOKEN)


def asking(cloud, *, host="127.0.0.1", token=TOKEN):
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=cloud.app, client=(host, 5000)),
        base_url="http://sandbox",
        headers={CONTROL_HEADER: token},
    )


@pytest.fixture
async def control(cloud):
    async with asking(cloud) as http:

        async def ask(method, path, body=None, *, status=200):
            reply = await http.request(method, f"/_sim{path}", json=body)
            assert reply.status_code == status, reply.text
            assert reply.json()["sandbox"] is True
            return reply.json()

        yield ask


async def test_lines_that_are_loaded_can_be_searched(control, sdk, search_in):
    """CLD-1."""
    line = {"time": START, "fields": {"level": "ERROR"}, "source": "10.0.0.9"}
    loaded = await control("POST", "/logs", {"topic": "app", "lines": [line]})
    assert loaded["loaded"] == 1
    (found,) = (await search_in(loaded["topic_id"], "level:ERROR")).Results
    assert (found.Time, found.Source) == (START, "10.0.0.9")
    same = await control("POST", "/topics", {"topic": "app"})
    assert same["topic_id"] == loaded["topic_id"]
    shown = await control("GET", "")
    assert shown["topics"] == [{"id": loaded["topic_id"], "name": "app", "lines": 1}]


@pytest.fixture
def search_in(sdk):
    async def ask(topic_id, query):
        request = models.SearchLogRequest()
        request.TopicId, request.QueryString = topic_id, query
        request.From, request.To = 0, START * 2
        return await sdk("cls").SearchLog(request)

    return ask


async def test_a_file_can_be_loaded_as_a_day(control, search_in, tmp_path):
    """CLD-1."""
    file = tmp_path / "Web_2k.log"
    file.write_text("INFO started\nERROR broke\n")
    body = {"topic": "web", "path": str(file), "day": "2026-03-01", "zone": "UTC"}
    loaded = await control("POST", "/files", body)
    assert loaded["loaded"] == 2
    (line,) = (await search_in(loaded["topic_id"], "level:ERROR")).Results
    assert line.Time == int(NOON.timestamp() * 1000)


async def test_alarms_and_series_can_be_added(control, cloud):
    """CLD-1, CLD-3."""
    for path, kept in (
        ("/alarms", cloud.cls.alarms),
        ("/alarm-records", cloud.cls.alarm_records),
        ("/alarm-histories", cloud.monitor.histories),
        ("/alarm-policies", cloud.monitor.policies),
    ):
        added = await control("POST", path, {"items": [{"Name": "a", "PolicyName": "b"}]})
        assert len(added["ids"]) == len(kept) == 1
    body = {
        "namespace": "QCE/CVM",
        "metric": "CPUUsage",
        "dimensions": {"InstanceId": "ins-1"},
        "points": [[1, 2.5], [2, 3.5]],
    }
    assert (await control("POST", "/series", body))["points"] == 2


async def test_faults_can_be_ordered_listed_and_withdrawn(control, search_in):
    """REL-2."""
    fault = {"kind": "api_error", "code": "RequestLimitExceeded", "action": "SearchLog"}
    ordered = (await control("POST", "/faults", fault))["ordered"]
    assert (await control("GET", "/faults"))["faults"] == [ordered]
    assert await refusal(search_in("x", "")) == "RequestLimitExceeded"
    await control("POST", "/faults", {**fault, "times": None})
    await control("DELETE", "/faults")
    assert await refusal(search_in("x", "")) == "ResourceNotFound.TopicNotExist"
    (first, second) = (await control("GET", "/ledger?action=SearchLog"))["entries"]
    assert (first["fault"], second["fault"]) == ("api_error", None)
    assert (await control("GET", "/ledger?action=UploadLog"))["entries"] == []


async def test_the_clock_can_be_read_and_moved(control, cloud):
    """OPS-1."""
    assert await control("GET", "/clock") == {
        "sandbox": True,
        "time": NOON.isoformat(),
        "speed": 0.0,
    }
    moved = await control("POST", "/clock", {"set": "2026-04-01T00:00:00Z", "advance_s": 90})
    assert moved["time"] == "2026-04-01T00:01:30+00:00"
    assert (await control("POST", "/clock", {"speed": 60}))["speed"] == 60
    assert cloud.clock.now() >= datetime(2026, 4, 1, 0, 1, 30, tzinfo=UTC)


async def test_reset_forgets_everything(control, cloud):
    """REL-2."""
    await control("POST", "/topics", {"topic": "app"})
    await control("POST", "/reset")
    assert (await control("GET", ""))["topics"] == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/topics", {"topic": "a", "colour": "red"}),
        ("/topics", {}),
        ("/topics", None),
        ("/logs", {"topic": "a", "lines": [{"time": "soon", "fields": {}}]}),
        ("/files", {"topic": "a", "path": "/nowhere/at/all.log", "day": "2026-03-01"}),
        ("/files", {"topic": "a", "path": "x", "day": "2026-03-01", "zone": "Moon/Base"}),
        ("/faults", {"kind": "earthquake"}),
        ("/faults", {"kind": "api_error", "colour": "red"}),
        ("/clock", {"advance_s": -5}),
        ("/clock", {"set": "2026-04-01T00:00:00"}),
    ],
)
async def test_an_order_that_cannot_be_read_is_refused_with_the_reason(control, path, body):
    """REL-2."""
    assert (await control("POST", path, body, status=422))["error"]


async def test_only_loopback_with_the_token_is_let_in(cloud):
    """SEC-2."""
    for host, token in (("10.0.0.5", TOKEN), ("127.0.0.1", "guess"), ("127.0.0.1", "")):
        async with asking(cloud, host=host, token=token) as http:
            reply = await http.post("/_sim/reset")
        assert reply.status_code == 403
        assert reply.json()["sandbox"] is True


async def test_without_a_token_there_is_no_control_face():
    """SEC-2."""
    async with asking(TencentCloudStandIn(), token="") as http:
        reply = await http.post("/_sim/reset")
    assert reply.json()["Response"]["Error"]["Code"] == "AuthFailure.InvalidAuthorization"


async def test_the_ledger_is_json(control, search_in):
    """REL-2."""
    await refusal(search_in("x", "错误"))
    (entry,) = (await control("GET", "/ledger"))["entries"]
    assert json.dumps(entry)
    assert entry["params"]["QueryString"] == "错误"


async def test_the_stand_in_takes_part_in_the_start_and_stop_of_a_server(cloud):
    """OPS-1."""
    arriving = iter(({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}))
    answers = []

    async def receive():
        return next(arriving)

    async def send(message):
        answers.append(message["type"])

    await cloud.app({"type": "lifespan"}, receive, send)
    assert answers == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
