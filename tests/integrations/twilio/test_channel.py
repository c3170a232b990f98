"""Text messages from the channel to the stand-in, over real sockets."""

import logging
import ssl

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import Route

from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message, Outcome
from domain.deliveries.text_messages import segments_of
from integrations.twilio.answers import RULINGS, Answer, read_answer
from integrations.twilio.channel import SmsChannel, TwilioAccount
from sandbox.twilio.app import TwilioSandbox
from sandbox.twilio.faults import Fault, FaultKind
from sandbox.twilio.rules import Account
from tests.fakes.clock import ManualClock
from tests.fakes.loopback import serve
from tests.fakes.words import shown

SID, TOKEN = "ACsandbox0000000000000000000000001", "sandbox-t0ken"
FROM, PHONE, SERVICE = "+15005550006", "+8613800138000", "MG" + "1" * 32
TO = ChannelAddress(ChannelKind.SMS, PHONE)
MESSAGE = Message(key="k", title="值班简报", markdown="", text="一切正常。")
TRUST = ssl.create_default_context()
HASTE = 2.0  # seconds; a busy machine connects in that time, and a stand-in that hangs does not


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def twilio(clock):
    account = Account(
        SID,
        TOKEN,
        numbers=frozenset({FROM}),
        keys={"SKkey": "s3cret"},
        services=frozenset({SERVICE}),
    )
    return TwilioSandbox(account, clock=lambda: clock.now().timestamp(), per_second=3)


@pytest.fixture
async def build(twilio):
    async with (
        serve(twilio.app) as base,
        httpx.AsyncClient(verify=TRUST, trust_env=False) as http,
    ):

        def channel(*, most_segments=4, timeout_seconds=20.0, **changes):
            given = {"sid": SID, "token": TOKEN, "sender": FROM, "server": base} | changes
            return SmsChannel(
                TwilioAccount(**given),
                http,
                most_segments=most_segments,
                timeout_seconds=timeout_seconds,
            )

        yield channel


async def test_an_accepted_message_is_on_the_phone_and_its_sid_is_kept(build, twilio):
    """PSH-1, PSH-2."""
    channel = build()

    receipt = await channel.send(MESSAGE, TO)

    [text] = twilio.texts()
    assert channel.kind is ChannelKind.SMS
    assert (receipt.outcome, receipt.reference) == (Outcome.ACCEPTED, text.sid)
    assert (receipt.parts, receipt.sent_parts) == (1, 1)
    assert (text.to, text.sender, text.body) == (PHONE, FROM, "值班简报\n一切正常。")


async def test_a_service_and_an_api_key_may_stand_for_sender_and_account(build, twilio):
    """PSH-1."""
    receipt = await build(service=SERVICE, key="SKkey", token="s3cret").send(MESSAGE, TO)

    assert receipt.outcome is Outcome.ACCEPTED
    assert (twilio.texts()[0].service, twilio.texts()[0].sender) == (SERVICE, "")


async def test_a_long_message_is_one_text_that_fits_and_ends_with_the_link(build, twilio):
    """PSH-3."""
    link = "https://zhiban.example.com/s/" + "a" * 64
    message = Message(
        key="k", title="t", markdown="", text="结账服务的错误率升高。" * 500, link=link
    )
    channel = build(most_segments=24)

    receipt = await channel.send(message, TO)

    [text] = twilio.texts()
    assert text.body.endswith(f"。…\n{link}")
    assert receipt.parts == channel.parts_of(message, TO) == segments_of(text.body).count > 20
    again = await channel.send(message, TO, first_part=receipt.sent_parts)
    assert (again.outcome, len(twilio.texts())) == (Outcome.ACCEPTED, 1)


@pytest.mark.parametrize(
    ("phone", "outcome", "code"),
    [
        ("+15005550001", Outcome.PERMANENT, 21211),
        ("+15005550002", Outcome.PERMANENT, 21612),
        ("+15005550003", Outcome.CONFIGURATION, 21408),
        ("+15005550004", Outcome.PERMANENT, 21610),
        ("+15005550009", Outcome.PERMANENT, 21614),
        (FROM, Outcome.PERMANENT, 21266),
    ],
)
async def test_twilios_own_test_numbers_are_classified(build, twilio, phone, outcome, code):
    """PSH-2."""
    receipt = await build().send(MESSAGE, ChannelAddress(ChannelKind.SMS, phone))

    assert receipt.outcome is outcome
    assert str(code) in shown(receipt.detail)
    assert twilio.texts() == []


@pytest.mark.parametrize(
    ("changes", "outcome", "code"),
    [
        ({"token": "wrong"}, Outcome.CONFIGURATION, 20003),
        ({"sid": "ACother"}, Outcome.CONFIGURATION, 20003),
        ({"sender": ""}, Outcome.CONFIGURATION, 21603),
        ({"sender": "12"}, Outcome.CONFIGURATION, 21212),
        ({"sender": "+15005550007"}, Outcome.CONFIGURATION, 21606),
        ({"sender": "+15005550008"}, Outcome.RETRY, 21611),
        ({"service": "MGother"}, Outcome.CONFIGURATION, 21701),
    ],
)
async def test_a_wrong_setting_is_called_one(build, changes, outcome, code):
    """PSH-2."""
    receipt = await build(**changes).send(MESSAGE, TO)

    assert receipt.outcome is outcome
    assert str(code) in shown(receipt.detail)


async def test_too_many_at_once_are_asked_to_wait(build):
    """PSH-4."""
    receipts = [await build().send(MESSAGE, TO) for _ in range(4)]

    assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED] * 3 + [Outcome.RETRY]
    assert receipts[-1].retry_after_seconds == 5


@pytest.mark.parametrize("code", RULINGS)
async def test_every_code_of_the_table_gets_its_ruling(build, twilio, code):
    """PSH-2."""
    twilio.order(Fault(FaultKind.ERROR, status=400, code=code, text=f"no, {TOKEN} {SID}"))

    receipt = await build().send(MESSAGE, TO)

    ruling = RULINGS[code]
    assert receipt.outcome is ruling.outcome
    assert receipt.retry_after_seconds == ruling.wait_seconds
    assert str(code) in shown(receipt.detail)
    assert shown(ruling.advice) in shown(receipt.detail)
    assert TOKEN not in shown(receipt.detail)
    assert SID not in shown(receipt.detail)


@pytest.mark.parametrize(
    ("fault", "outcome", "wait", "taken"),
    [
        (Fault(FaultKind.STATUS, status=500), Outcome.UNCERTAIN, 0, 0),
        (Fault(FaultKind.STATUS, status=502), Outcome.UNCERTAIN, 0, 0),
        (Fault(FaultKind.STATUS, status=504, retry_after=7), Outcome.UNCERTAIN, 0, 0),
        (Fault(FaultKind.STATUS, status=503, retry_after=7), Outcome.RETRY, 7, 0),
        (Fault(FaultKind.STATUS, status=429, retry_after=9999), Outcome.RETRY, 3600, 0),
        (Fault(FaultKind.STATUS, status=403), Outcome.CONFIGURATION, 0, 0),
        (Fault(FaultKind.STATUS, status=413), Outcome.PERMANENT, 0, 0),
        (Fault(FaultKind.ERROR, status=500, code=99999), Outcome.RETRY, 0, 0),
        (Fault(FaultKind.ERROR, status=400, code=99999), Outcome.PERMANENT, 0, 0),
        (Fault(FaultKind.GARBAGE), Outcome.UNCERTAIN, 0, 0),
        (Fault(FaultKind.HANG), Outcome.UNCERTAIN, 0, 0),
        (Fault(FaultKind.TAKEN_THEN_HANG), Outcome.UNCERTAIN, 0, 1),
        (Fault(FaultKind.TAKEN_THEN_RESET), Outcome.UNCERTAIN, 0, 1),
        (Fault(FaultKind.SLOW, seconds=0.01), Outcome.ACCEPTED, 0, 1),
    ],
    ids=str,
)
async def test_every_failure_has_its_class(build, twilio, fault, outcome, wait, taken):
    """PSH-2, REL-2: what may have been taken is never called a failure that can be tried again."""
    twilio.order(fault)

    patience = HASTE if "hang" in fault.kind else 20.0
    receipt = await build(timeout_seconds=patience).send(MESSAGE, TO)

    assert (receipt.outcome, receipt.retry_after_seconds) == (outcome, wait)
    assert shown(receipt.detail).endswith(".")
    assert len(twilio.texts()) == taken


@pytest.mark.parametrize(
    ("server", "outcome"),
    [
        ("http://127.0.0.1:1", Outcome.RETRY),
        ("ftp://127.0.0.1", Outcome.CONFIGURATION),
        ("http://127.0.0.1:port", Outcome.CONFIGURATION),
    ],
)
async def test_a_server_that_cannot_be_reached_has_taken_nothing(build, server, outcome):
    """PSH-2."""
    assert (await build(server=server).send(MESSAGE, TO)).outcome is outcome


async def test_what_is_no_number_is_never_sent(build, twilio):
    """PSH-2."""
    receipt = await build().send(MESSAGE, ChannelAddress(ChannelKind.SMS, "13800138000"))

    assert receipt.outcome is Outcome.PERMANENT
    assert twilio.texts() == []


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b'{"sid":"SM1","status":"failed","error_code":30003}', Outcome.PERMANENT),
        (b'{"sid":"SM1","status":"failed","error_code":"20429"}', Outcome.RETRY),
        (b'{"sid":"SM1","status":"failed","error_code":true}', Outcome.PERMANENT),
        (b'{"sid":7}', Outcome.UNCERTAIN),
        (b'{"sid":""}', Outcome.UNCERTAIN),
        (b"[]", Outcome.UNCERTAIN),
        (b"[" * 100_000, Outcome.UNCERTAIN),
        (b'{"sid":"SM1","status":"accepted"}', Outcome.ACCEPTED),
    ],
)
def test_a_resource_says_by_itself_how_it_ended(body, outcome):
    """PSH-2."""
    assert read_answer(Answer(201, body), segments=1, secrets=()).outcome is outcome


@pytest.mark.parametrize(
    ("status", "body", "outcome", "detail"),
    [
        (302, b"", Outcome.CONFIGURATION, "Twilio answered HTTP 302."),
        (400, b'{"code":true}', Outcome.PERMANENT, "Twilio answered HTTP 400."),
        (400, b'{"code":"%s"}' % (b"9" * 5000), Outcome.PERMANENT, "Twilio answered HTTP 400."),
        (400, b'{"code":"21211","message":null}', Outcome.PERMANENT,
         "Twilio answered 21211: this number cannot be written to; check it."),
    ],
)  # fmt: skip
def test_an_odd_answer_is_judged_by_its_status(status, body, outcome, detail):
    """PSH-2."""
    receipt = read_answer(Answer(status, body), segments=1, secrets=())

    assert (receipt.outcome, shown(receipt.detail)) == (outcome, detail)


async def test_a_redirect_is_not_followed_with_the_message(build, twilio):
    """PSH-2, SEC-2: it would be sent to wherever somebody says."""
    home = build()

    async def elsewhere(_request):
        server = str(home._account.server)
        path = f"/2010-04-01/Accounts/{SID}/Messages.json"
        return RedirectResponse(server + path, status_code=307)

    app = Starlette(routes=[Route("/{path:path}", elsewhere, methods=["POST"])])
    async with serve(app) as base:
        receipt = await build(server=base).send(MESSAGE, TO)

    assert receipt.outcome is Outcome.CONFIGURATION
    assert shown(receipt.detail) == "Twilio answered HTTP 307."
    assert twilio.texts() == []


async def test_no_secret_is_shown_or_logged(build, caplog):
    """CLD-4."""
    caplog.set_level(logging.DEBUG)

    await build().send(MESSAGE, TO)
    await build(token="wr0ng").send(MESSAGE, TO)

    assert TOKEN not in repr(TwilioAccount(SID, TOKEN))
    assert not [secret for secret in (TOKEN, "wr0ng", PHONE) if secret in caplog.text]
