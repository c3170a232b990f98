"""Alertmanager is asked what it has, and believed only in the documented form."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from domain.alerts.alertmanager import read_alertmanager
from domain.alerts.alerts import AlertState, ReadBack
from domain.clusters.clusters import ObjectRef
from domain.common.errors import Misconfigured, Unavailable
from integrations.alertmanager.reader import FRESH, AlertmanagerAccess, AlertmanagerReader
from sandbox.alertmanager.app import AlertmanagerStandIn
from tests.fakes.alert_messages import FORMS
from tests.fakes.words import says

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
LABELS = {
    "alertname": "KubePodCrashLooping",
    "namespace": "shop",
    "pod": "checkout-7c9-x2",
    "severity": "critical",
}


@pytest.fixture
def alertmanager():
    return AlertmanagerStandIn(clock=lambda: NOW, token="t")


async def reader_of(app, *, token="t"):
    access = AlertmanagerAccess("http://am.invalid/", replace(FORMS, cluster="cls-1"), token)
    return AlertmanagerReader(access, httpx.ASGITransport(app))


@pytest.fixture
async def reader(alertmanager):
    made = await reader_of(alertmanager.app)
    yield made
    await made.close()


def told(alertmanager, held):
    body, forms = alertmanager.body(held), replace(FORMS, cluster="cls-1")
    (alert,) = read_alertmanager(body, received_at=NOW, settings=forms)
    return alert


async def state_of(reader, alert, *, at=NOW):
    return (await reader.read_back(alert, now=at)).state


async def test_an_alert_that_it_lists_fires_also_when_it_is_silenced_there(alertmanager, reader):
    """ALR-2."""
    alert = told(alertmanager, alertmanager.fire(LABELS))
    assert await state_of(reader, alert) is ReadBack.FIRING
    alertmanager.alerts.silence(LABELS, "s-1")
    assert await state_of(reader, alert) is ReadBack.FIRING


async def test_an_alert_that_was_there_and_is_not_any_more_is_over(alertmanager, reader):
    """ALR-2."""
    alert = told(alertmanager, alertmanager.fire(LABELS))
    assert await state_of(reader, alert) is ReadBack.FIRING
    over = told(alertmanager, alertmanager.resolve(LABELS))
    assert await state_of(reader, alert) is ReadBack.CLEARED
    assert await state_of(reader, over) is ReadBack.CLEARED


async def test_a_forged_alert_is_not_there(alertmanager, reader):
    """ALR-2: later nobody can tell it from one that is over."""
    forged = told(alertmanager, alertmanager.fire(LABELS))
    alertmanager.alerts.clear()
    assert await state_of(reader, forged) is ReadBack.NOT_FOUND
    later = NOW + FRESH + timedelta(seconds=1)
    assert await state_of(reader, forged, at=later) is ReadBack.CLEARED


@pytest.mark.parametrize(
    "labels", [{"pod": "ledger-1"}, {"alertname": "KubePodOther"}, {"fault": "latency"}]
)
async def test_a_borrowed_fingerprint_confirms_nothing_else(alertmanager, reader, labels):
    """ALR-2, SEC-4: not even while the alert that it belongs to fires."""
    body = alertmanager.body(alertmanager.fire(LABELS))
    body["alerts"][0]["labels"] |= labels
    forged = read_alertmanager(body, received_at=NOW, settings=replace(FORMS, cluster="cls-1"))[0]
    assert await state_of(reader, forged) is ReadBack.NOT_FOUND


async def test_a_poll_finds_what_its_message_was_lost_of_as_the_same_firing(alertmanager, reader):
    """ALR-1: key and beginning are those of the message."""
    message = told(alertmanager, alertmanager.fire(LABELS, summary="It crashes."))
    (found,) = await reader.poll(start=NOW - timedelta(minutes=1), end=NOW)
    assert (found.key, found.started_at, found.state) == (
        message.key, message.started_at, AlertState.FIRING,
    )  # fmt: skip
    assert found.object == ObjectRef("cls-1", "shop", "Pod", "checkout-7c9-x2")
    assert found.text == "It crashes."


async def test_a_wrong_token_is_for_a_person_and_trouble_passes(alertmanager, reader):
    """ALR-2."""
    stranger = await reader_of(alertmanager.app, token="x")
    with pytest.raises(Misconfigured, check=says("token")):
        await stranger.poll(start=NOW, end=NOW)
    await stranger.close()
    alertmanager.broken = True
    with pytest.raises(Unavailable):
        await reader.poll(start=NOW, end=NOW)


@pytest.mark.parametrize("body", [b"{}", b"<html>", b"", b"[" * 3_000, b"null"])
async def test_what_is_no_list_is_no_empty_list(body):
    """ALR-2: an answer that cannot be read never clears anything."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
    reader = AlertmanagerReader(AlertmanagerAccess("http://am.invalid", FORMS), transport)
    with pytest.raises(Unavailable):
        await reader.poll(start=NOW, end=NOW)
    await reader.close()


async def test_an_endless_answer_is_cut_off():
    """SEC-2."""
    huge = b"[" + b" " * (9 * 1024 * 1024) + b"]"
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=huge))
    reader = AlertmanagerReader(AlertmanagerAccess("http://am.invalid", FORMS), transport)
    with pytest.raises(Unavailable, check=says("too long|bytes")):
        await reader.poll(start=NOW, end=NOW)
    await reader.close()


async def test_a_server_that_is_not_there_is_unavailable():
    """ALR-2."""

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    reader = AlertmanagerReader(
        AlertmanagerAccess("http://am.invalid", FORMS), httpx.MockTransport(refuse)
    )
    with pytest.raises(Unavailable):
        await reader.poll(start=NOW, end=NOW)
    await reader.close()


async def test_one_alert_that_cannot_be_read_does_not_hide_the_others(reader, alertmanager):
    """ALR-1."""
    good = alertmanager.fire(LABELS)
    listed = [{"status": {"state": "active"}}, "odd", {**alertmanager.body(good)["alerts"][0]}]
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=listed))
    mixed = AlertmanagerReader(AlertmanagerAccess("http://am.invalid", FORMS), transport)
    assert len(await mixed.poll(start=NOW, end=NOW)) == 1
    await mixed.close()
