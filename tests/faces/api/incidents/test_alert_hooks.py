"""The door for alert sources: proven, bounded, and answered so that nothing wanted is lost."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from fastapi import Depends, FastAPI

from api.edge import Edge
from api.errors import install_error_handlers
from api.incidents.alert_hooks import AlertHooks, HookKey, install_alert_hooks
from api.options import ApiOptions
from api.strict import strict_request
from application.incidents.alerts import AlertIntake
from domain.alerts.alerts import AlertSource
from domain.common.errors import Misconfigured, Unavailable
from tests.fakes.alert_messages import FORMS, NOW, alertmanager, cls_message, monitor, plain
from tests.fakes.alerts import InMemoryAlerts, Listening, Owned
from tests.fakes.clock import ManualClock
from tests.fakes.face_services import FaceWorld

SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQ"
KEYS = {
    AlertSource.TENCENT_MONITOR: HookKey(SECRET, FORMS),
    AlertSource.TENCENT_CLS: HookKey(SECRET, FORMS, "Authorization", "Bearer second"),
    AlertSource.ALERTMANAGER: HookKey(SECRET, replace(FORMS, cluster="cls-3f1k2m9q")),
    AlertSource.PLAIN: HookKey(SECRET, FORMS),
}


class Door:
    """A small app with the hooks, and what its incidents hear."""

    def __init__(self) -> None:
        self.lives = Listening()
        intake = AlertIntake(Owned(), InMemoryAlerts(), self.lives, ManualClock(NOW))
        self.hooks = AlertHooks(intake, KEYS)
        self.app = FastAPI(dependencies=[Depends(strict_request)])
        install_alert_hooks(self.app, self.hooks)
        install_error_handlers(self.app)
        self.app.state.options = ApiOptions(version="0", public_url="http://test")
        self.app.add_middleware(Edge, options=self.app.state.options)
        self.app.state.services = FaceWorld().services
        self.http: httpx.AsyncClient

    async def send(self, source: str, body: object, *, secret: str = SECRET, **headers: str):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        path = f"/api/v1/alerts/{source}/{secret}"
        return await self.http.post(path, content=content, headers=headers)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    made = Door()
    transport = httpx.ASGITransport(made.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made.http:
        yield made


async def test_each_source_comes_in_by_its_own_address(door):
    """ALR-1, SEC-2."""
    answers = [
        await door.send("tencent_monitor", monitor()),
        await door.send("tencent_cls", cls_message(), Authorization="Bearer second"),
        await door.send("alertmanager", alertmanager(3)),
        await door.send("plain", plain()),
    ]
    assert [each.status_code for each in answers] == [200] * 4
    assert len(door.lives.heard) == 6
    assert answers[0].json() == {"sessionId": "s-1", "retCode": 0}
    assert answers[2].json() == {
        "taken": 3,
        "repeated": 0,
        "left_out": 0,
        "broken": 0,
        "ignored": 0,
    }


@pytest.mark.parametrize(
    ("source", "secret"),
    [("plain", "wrong"), ("plain", SECRET[:-1]), ("nobody", SECRET), ("threshold_watch", SECRET),
     ("person", SECRET), ("plain", "ü"), ("plain", "%00")],
)  # fmt: skip
async def test_a_wrong_address_looks_like_none_at_all(door, source, secret):
    """SEC-2."""
    answer = await door.send(source, plain(), secret=secret)
    assert answer.status_code == 404
    assert door.lives.heard == []


async def test_a_source_without_a_secret_is_off(door):
    """SEC-2: an empty secret opens nothing."""
    door.hooks.keys = {AlertSource.PLAIN: HookKey("", FORMS)}
    assert door.hooks.opens("plain", "") is None
    assert door.hooks.opens("tencent_cls", SECRET) is None
    assert (await door.send("plain", plain())).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
async def test_the_second_secret_has_to_come_too(door, headers):
    """SEC-2."""
    answer = await door.send("tencent_cls", cls_message(), **headers)
    assert answer.status_code == 401
    assert door.lives.heard == []


async def test_secrets_are_in_no_log_and_no_answer(door, caplog, capsys):
    """SEC-2, CLD-4."""
    caplog.set_level(logging.DEBUG)
    answers = [
        await door.send("tencent_cls", cls_message()),
        await door.send("plain", b"{"),
        await door.send("plain", plain()),
    ]
    printed = capsys.readouterr()
    # The sender's own client logs what it asks for.
    logged = [each.getMessage() for each in caplog.records if each.name != "httpx"]
    for text in (*logged, printed.out, printed.err, repr(KEYS), *(a.text for a in answers)):
        assert SECRET not in text
        assert "Bearer second" not in text


@pytest.mark.parametrize("source", ["alertmanager", "plain", "tencent_monitor"])
async def test_what_could_not_be_made_durable_is_sent_again(door, source):
    """ALR-1: 503, which TCOP and Alertmanager repeat."""
    door.lives.error = Unavailable("Temporal is down.")
    body = {"alertmanager": alertmanager(1), "plain": plain(), "tencent_monitor": monitor()}[source]
    answer = await door.send(source, body)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1


async def test_too_many_messages_are_wanted_later_and_never_lost(door):
    """SEC-2, ALR-1: Alertmanager repeats nothing that was answered with 4xx."""
    door.hooks.most_a_minute = 2
    statuses = [(await door.send("alertmanager", alertmanager(1))).status_code for _ in range(3)]
    assert statuses == [200, 200, 503]
    assert (await door.send("plain", plain())).status_code == 200


def test_a_minute_later_messages_pass_again(door):
    """SEC-2."""
    door.hooks.most_a_minute = 1
    passes = [door.hooks.admits(AlertSource.PLAIN, now) for now in (0.0, 59.9, 60.0)]
    assert passes == [True, False, True]


@pytest.mark.parametrize(
    "body",
    [b"", b"probe", b"[]", b'{"sessionId": "s-1"}', b"\xff\xfe", b"[" * 100_000],
    ids=["empty", "text", "list", "half", "bytes", "deep"],
)
async def test_the_platforms_probe_and_nonsense_are_answered_with_200(door, body):
    """ALR-1: it would only be repeated; the poll finds what it may have meant."""
    answer = await door.send("tencent_monitor", body)
    assert (answer.status_code, answer.json()["retCode"]) == (200, 0)
    assert door.lives.heard == []


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b'{"name": NaN}', b'{"nmae": "x"}'])
async def test_nonsense_of_others_is_a_named_mistake(door, body):
    """ALR-1, SEC-2."""
    answer = await door.send("plain", body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_alertmanager_without_a_list_is_told_so(door):
    """ALR-1: nothing in it could be wanted again."""
    assert (await door.send("alertmanager", {"version": "4"})).status_code == 422


async def test_a_body_over_its_bound_is_not_read_to_its_end(door):
    """SEC-2: 1 MiB."""
    answer = await door.send("plain", b" " * (1024 * 1024 + 1))
    assert answer.status_code in (413, 422)
    door.hooks.most_bytes = 100
    answer = await door.send("plain", plain())
    assert (answer.status_code, answer.json()["field"]) == (422, "body")
    assert door.lives.heard == []


async def test_a_body_that_does_not_come_is_not_waited_for(door):
    """SEC-2, ALR-1: the sender is told in time to send it again."""
    door.hooks.answering = 0.02

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    answer = await door.http.post(f"/api/v1/alerts/plain/{SECRET}", content=slow())
    assert answer.status_code == 503


async def test_incidents_that_take_too_long_are_not_waited_for(door):
    """ALR-1: under 5 s."""
    door.hooks.answering = 0.02
    door.lives.waits = asyncio.Event()
    assert (await door.send("tencent_monitor", monitor())).status_code == 503


async def test_odd_text_of_a_vendor_is_cleaned_and_not_refused(door):
    """SEC-4: the API's own strictness would lose the alert."""
    body = json.dumps(monitor(extra=2**70)).replace("pod 内存", "\\ud800\\u0000pod 内存").encode()
    answer = await door.send("tencent_monitor", body, **{"content-type": "text/plain"})
    assert answer.status_code == 200
    assert len(door.lives.heard) == 1


async def test_only_posts_are_known_there(door):
    """SEC-2."""
    answer = await door.http.get(f"/api/v1/alerts/plain/{SECRET}")
    assert answer.status_code == 405


@pytest.mark.parametrize("source", ["plain", "tencent_monitor"])
async def test_a_setting_that_a_person_must_change_is_no_mistake_of_the_sender(door, source):
    """ALR-1: the alert is wanted again."""
    door.lives.error = Misconfigured("The key is gone.")
    body = plain() if source == "plain" else monitor()
    assert (await door.send(source, body)).status_code == 503
