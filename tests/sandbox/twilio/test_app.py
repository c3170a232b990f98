"""Twilio's stand-in over real sockets."""

import httpx
import pytest

from sandbox.twilio.app import TwilioSandbox
from sandbox.twilio.faults import Fault, FaultKind
from sandbox.twilio.rules import Account
from sandbox.twilio.segments import segments
from tests.fakes.clock import ManualClock
from tests.fakes.loopback import serve

SID = "ACsandbox0000000000000000000000001"
PATH = f"/2010-04-01/Accounts/{SID}/Messages.json"
FROM, TO, SERVICE = "+15005550006", "+8613800138000", "MG" + "0" * 32
ORDER = {"To": TO, "From": FROM, "Body": "hello"}
ACCOUNT = Account(
    SID,
    "sandbox-token",
    numbers=frozenset({FROM}),
    keys={"SKkey": "sandbox-secret"},
    services=frozenset({SERVICE}),
    unsubscribed=frozenset({"+8613800138009"}),
)


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def twilio(clock):
    return TwilioSandbox(ACCOUNT, clock=lambda: clock.now().timestamp(), per_second=5)


@pytest.fixture
async def http(twilio):
    async with (
        serve(twilio.app) as base,
        httpx.AsyncClient(
            base_url=base, timeout=30, auth=(SID, "sandbox-token"), trust_env=False
        ) as client,
    ):
        yield client


async def test_a_message_is_taken_and_looks_like_twilios_resource(http, twilio):
    """PSH-1."""
    answer = await http.post(PATH, data=ORDER)

    body = answer.json()
    assert answer.status_code == 201
    assert body["sid"].startswith("SM")
    assert len(body["sid"]) == 34
    assert (body["status"], body["num_segments"], body["error_code"]) == ("queued", "1", None)
    assert body["uri"] == PATH.replace(".json", f"/{body['sid']}.json")
    assert [text.body for text in twilio.texts()] == ["hello"]


async def test_a_messaging_service_counts_segments_later(http, clock):
    """PSH-1."""
    order = {"To": TO, "MessagingServiceSid": SERVICE, "Body": "好" * 80}
    body = (await http.post(PATH, data=order)).json()
    clock.move(seconds=5)
    later = (await http.get(body["uri"])).json()

    assert (body["status"], body["num_segments"], body["from"]) == ("accepted", "0", None)
    assert (later["status"], later["num_segments"]) == ("delivered", "2")


@pytest.mark.parametrize(
    ("to", "fate", "code"),
    [(TO, "delivered", None), ("+8613800030003", "undelivered", 30003)],
)
async def test_a_message_moves_on_with_time(http, clock, to, fate, code):
    """PSH-7."""
    uri = (await http.post(PATH, data=ORDER | {"To": to})).json()["uri"]
    states = []
    for _ in range(3):
        found = (await http.get(uri)).json()
        states.append(found["status"])
        clock.move(seconds=2)

    assert states == ["queued", "sent", fate]
    assert found["error_code"] == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": ""}, 21604),
        ({"From": ""}, 21603),
        ({"Body": " "}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"Body": "😀" * 801}, 21617),
        ({"To": "13800138000"}, 21211),
        ({"To": "+0138"}, 21211),
        ({"To": "+15005550001"}, 21211),
        ({"To": "+15005550002"}, 21612),
        ({"To": "+15005550003"}, 21408),
        ({"To": "+15005550004"}, 21610),
        ({"To": "+15005550009"}, 21614),
        ({"To": "+8613800138009"}, 21610),
        ({"From": "12"}, 21212),
        ({"From": "+15005550001"}, 21212),
        ({"From": "+15005550007"}, 21606),
        ({"From": "+15005550008"}, 21611),
        ({"From": "+15005550099"}, 21606),
        ({"From": TO}, 21266),
        ({"MessagingServiceSid": "MGother"}, 21701),
    ],
)
async def test_each_rule_has_its_code(http, twilio, changes, code):
    """PSH-2."""
    answer = await http.post(PATH, data=ORDER | changes)

    body = answer.json()
    assert (body["code"], body["status"]) == (code, answer.status_code)
    assert body["more_info"].endswith(f"/{code}")
    assert body["message"]
    assert twilio.texts() == []


async def test_a_trial_account_writes_to_verified_numbers_only():
    """PSH-2."""
    account = Account(SID, "t", numbers=frozenset({FROM}), keys={}, verified=frozenset({TO}))
    async with (
        serve(TwilioSandbox(account).app) as base,
        httpx.AsyncClient(base_url=base, auth=(SID, "t"), trust_env=False) as http,
    ):
        known = await http.post(PATH, data=ORDER)
        other = await http.post(PATH, data=ORDER | {"To": "+8613800138001"})

    assert (known.status_code, other.json()["code"]) == (201, 21608)


@pytest.mark.parametrize(
    ("auth", "status"),
    [
        ((SID, "wrong"), 401),
        (("ACother", "sandbox-token"), 401),
        (("", ""), 401),
        (("SKkey", "sandbox-secret"), 201),
    ],
)
async def test_only_who_has_the_token_or_a_key_comes_in(http, auth, status):
    """PSH-2."""
    answer = await http.post(PATH, data=ORDER, auth=auth)

    assert answer.status_code == status
    assert status == 201 or answer.json()["code"] == 20003


@pytest.mark.parametrize("header", ["", "Basic !", "Bearer abc"])
async def test_a_header_that_is_no_basic_credential_is_refused(twilio, header):
    """PSH-2."""
    async with (
        serve(twilio.app) as base,
        httpx.AsyncClient(base_url=base, trust_env=False) as http,
    ):
        answer = await http.post(PATH, data=ORDER, headers={"authorization": header})

    assert answer.json()["code"] == 20003


async def test_other_accounts_messages_and_forms_are_not_there(http):
    """PSH-2."""
    other = await http.post(PATH.replace(SID, "ACother"), data=ORDER)
    missing = await http.get(PATH.replace(".json", "/SMnone.json"))
    wordless = await http.post(PATH, json=ORDER)
    unknown = await http.get(PATH.replace(SID, "ACother").replace(".json", "/SM1.json"))

    codes = [answer.json()["code"] for answer in (other, missing, wordless, unknown)]
    assert codes == [20404, 20404, 21604, 20404]


async def test_too_many_calls_at_once_are_refused_for_a_second(http, clock):
    """PSH-4."""
    codes = [(await http.post(PATH, data=ORDER)).status_code for _ in range(6)]
    clock.move(seconds=1)

    assert codes == [201] * 5 + [429]
    assert (await http.post(PATH, data=ORDER)).status_code == 201


async def test_ordered_failures_happen_before_or_after_the_message_is_taken(http, twilio):
    """REL-2."""
    twilio.order(Fault(FaultKind.STATUS, status=503, retry_after=4))
    twilio.order(Fault(FaultKind.ERROR, nth=2, status=400, code=30001, text="{queue}"))
    twilio.order(Fault(FaultKind.GARBAGE, nth=3))
    failed = await http.post(PATH, data=ORDER)
    refused = await http.post(PATH, data=ORDER)
    garbage = await http.post(PATH, data=ORDER)
    assert (failed.status_code, failed.headers["retry-after"]) == (503, "4")
    assert (refused.json()["code"], refused.json()["message"]) == (30001, "{queue}")
    assert garbage.text.startswith("<html>")
    assert twilio.texts() == []

    for kind in (FaultKind.TAKEN_THEN_RESET, FaultKind.TAKEN_THEN_HANG, FaultKind.HANG):
        twilio.order(Fault(kind))
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadTimeout)):
            await http.post(PATH, data=ORDER, timeout=httpx.Timeout(30, read=2))
    twilio.order(Fault(FaultKind.SLOW, seconds=0.01))
    assert (await http.post(PATH, data=ORDER)).status_code == 201
    assert len(twilio.texts()) == 3


async def test_failures_are_ordered_listed_and_cleared_over_http(http, twilio):
    """REL-2."""
    ordered = await http.post("/_sim/faults", json={"kind": "status", "status": 502})
    bad = await http.post("/_sim/faults", json={"kind": "storm"})
    listed = (await http.get("/_sim/faults")).json()["faults"]
    await http.post("/_sim/reset")

    assert (ordered.status_code, bad.status_code) == (201, 422)
    assert listed == [ordered.json()["ordered"]]
    assert (await http.post(PATH, data=ORDER)).status_code == 201


async def test_the_page_shows_texts_escaped_and_says_sandbox(http):
    """OPS-6, SEC-4."""
    await http.post(PATH, data=ORDER | {"Body": "<script>alert(1)</script> 你好"})

    page = await http.get("/")
    listed = (await http.get("/messages")).json()

    assert "SANDBOX" in page.text
    assert "<script" not in page.text
    assert "你好" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert listed["messages"][0]["to"] == TO
    assert "sandbox-token" not in page.text + str(listed)
    assert (await http.get("/health")).json() == {"status": "ok", "sandbox": True}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("x" * 152 + "€" * 5, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("好" * 70, 1),
        ("好" * 71, 2),
        ("好" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 67, 3),
    ],
)
def test_segments_are_counted_as_phones_do(text, count):
    """PSH-3."""
    assert segments(text) == count
