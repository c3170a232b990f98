"""The Alertmanager stand-in: its list, and its webhook."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sandbox.alertmanager.alerts import fingerprint
from sandbox.alertmanager.app import AlertmanagerStandIn, Receiver
from sandbox.alertmanager.webhook import ATTEMPTS, send
from tests.fakes.doors import Door
from tests.fakes.loopback import serve

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
DOWN = {"alertname": "Down", "namespace": "shop", "pod": "w-1", "severity": "critical"}
SLOW = {"alertname": "Slow", "namespace": "shop", "deployment": "w"}


@pytest.fixture
def times():
    return [NOON]


@pytest.fixture
def manager(times):
    return AlertmanagerStandIn(clock=lambda: times[-1])


@pytest.fixture
async def ask(manager):
    transport = httpx.ASGITransport(app=manager.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://am") as http:

        async def get(path="/api/v2/alerts", headers=None, **params):
            return await http.get(path, params=params, headers=headers)

        yield get


async def names(ask, **params):
    return [one["labels"]["alertname"] for one in (await ask(**params)).json()]


async def test_what_fires_is_listed_and_what_is_over_is_not(manager, ask, times):
    """ALR-1."""
    manager.fire(DOWN, summary="it is down")
    times.append(NOON + timedelta(seconds=1))
    manager.fire(SLOW)
    manager.fire(DOWN, summary="it is down")
    (down, slow) = (await ask()).json()
    assert down["status"] == {"state": "active", "silencedBy": [], "inhibitedBy": []}
    assert (down["startsAt"], down["endsAt"]) == (
        "2026-01-01T12:00:00.000Z",
        "0001-01-01T00:00:00Z",
    )
    assert down["annotations"] == {"summary": "it is down"}
    assert down["fingerprint"] != slow["fingerprint"]
    manager.resolve(DOWN)
    assert await names(ask) == ["Slow"]
    with pytest.raises(KeyError):
        manager.resolve(DOWN)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (['alertname="Down"'], ["Down"]),
        (['alertname!="Down"'], ["Slow"]),
        (["alertname=~D.*"], ["Down"]),
        (['alertname!~"D.*"', 'namespace="shop"'], ["Slow"]),
        (['severity=""'], ["Slow"]),
        (['namespace="other"'], []),
    ],
)
async def test_the_list_is_filtered_by_labels(manager, ask, filters, found):
    """ALR-1."""
    manager.fire(DOWN)
    manager.fire(SLOW)
    assert await names(ask, filter=filters) == found


@pytest.mark.parametrize("bad", ["no matcher", 'a=~"("'])
async def test_a_filter_that_cannot_be_read_is_refused(ask, bad):
    """REL-2."""
    assert (await ask(filter=bad)).status_code == 400


async def test_what_is_silenced_is_listed_as_suppressed(manager, ask):
    """ALR-6."""
    manager.fire(DOWN)
    manager.alerts.silence(DOWN, "silence-1")
    (down,) = (await ask()).json()
    assert down["status"]["state"] == "suppressed"
    assert await names(ask, silenced="false") == []


async def test_the_api_may_want_a_token_or_be_in_trouble(manager, ask):
    """REL-2."""
    assert (await ask("/-/ready")).text == "OK"
    assert (await ask("/api/v2/status")).json()["cluster"]["status"] == "disabled"
    manager.broken = True
    assert (await ask()).status_code == 500
    closed = AlertmanagerStandIn(token="t")
    transport = httpx.ASGITransport(app=closed.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://am") as http:
        assert (await http.get("/api/v2/alerts")).status_code == 401
        shown = {"authorization": "Bearer t"}
        assert (await http.get("/api/v2/alerts", headers=shown)).json() == []


def test_the_message_is_that_of_version_four(manager, times):
    """ALR-1."""
    down, slow = manager.fire(DOWN, summary="s"), manager.fire({**DOWN, "pod": "w-2"}, summary="s")
    body = manager.body(down, slow)
    assert (body["version"], body["status"], body["truncatedAlerts"]) == ("4", "firing", 0)
    assert body["groupLabels"] == {"alertname": "Down"}
    assert body["commonLabels"] == {name: DOWN[name] for name in DOWN if name != "pod"}
    assert body["commonAnnotations"] == {"summary": "s"}
    assert [one["status"] for one in body["alerts"]] == ["firing", "firing"]
    times.append(NOON + timedelta(minutes=1))
    over = manager.body(manager.resolve(DOWN))
    assert (over["status"], over["alerts"][0]["endsAt"]) == ("resolved", "2026-01-01T12:01:00.000Z")
    assert over["alerts"][0]["fingerprint"] == fingerprint(DOWN)


def test_a_fingerprint_does_not_depend_on_the_order_of_labels():
    """ALR-3."""
    assert fingerprint(DOWN) == fingerprint(dict(reversed(DOWN.items())))
    assert fingerprint({}) == "cbf29ce484222325"


async def test_every_receiver_is_told(manager):
    """ALR-1."""
    door = Door()
    async with serve(door.app) as url:
        headers = {"authorization": "Bearer secret"}
        manager.receivers.append(Receiver(f"{url}/hook", "team", headers))
        assert await manager.tell(manager.fire(DOWN)) == [200]
    assert door.bodies[0]["receiver"] == "team"
    assert door.headers["authorization"] == "Bearer secret"


@pytest.mark.parametrize(
    ("codes", "asked", "status"),
    [((500, 503), 3, 200), ((400,), 1, 400), ((500,) * ATTEMPTS, ATTEMPTS, 500)],
)
async def test_only_errors_of_the_server_are_tried_again(codes, asked, status):
    """ALR-1: what was answered with 400 never comes back."""
    door = Door(*codes)
    async with serve(door.app) as url:
        assert await send(f"{url}/hook", {}, pause_s=0) == status
    assert len(door.bodies) == asked


async def test_a_receiver_that_is_away_is_no_answer():
    """ALR-1."""
    async with serve(Door().app) as url:
        pass
    assert await send(f"{url}/hook", {}, pause_s=0) is None
