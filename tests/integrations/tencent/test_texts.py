"""Text messages of Tencent Cloud, through the real SDK."""

from datetime import timedelta

import httpx
import pytest

from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message, Outcome
from domain.deliveries.text_templates import TextTemplate
from integrations.tencent.calls import TencentCalls
from integrations.tencent.texts import TencentTexts, TextAccount
from sandbox.tencent.faults import Fault, FaultKind
from sandbox.tencent.sms import (
    GAPS,
    GLOBAL_TEMPLATE,
    LONGEST,
    MAINLAND_TEMPLATE,
    SANDBOX_APP,
    SANDBOX_SIGN,
)
from tests.fakes.words import shown
from tests.integrations.tencent.conftest import calls_of

MEI = ChannelAddress(ChannelKind.SMS, "+86 138 0013 8000")
PAGE = Message(
    key="incident/i_1/page/1",
    title="严重告警：支付错误率过高",
    markdown="",
    text="04:23 起仍未恢复",
    link="https://zhiban.example/i/1",
)


def account(**changes) -> TextAccount:
    given = {
        "app_id": SANDBOX_APP,
        "sign": SANDBOX_SIGN,
        "template_id": MAINLAND_TEMPLATE,
        "template": TextTemplate(GAPS, LONGEST),
        **changes,
    }
    return TextAccount(**given)


@pytest.fixture
def texts(calls) -> TencentTexts:
    return TencentTexts(calls, account())


async def test_a_page_reaches_a_phone_of_the_mainland(cloud, texts):
    """PSH-1: in the gaps of the approved text, without the link that no gap may hold."""
    receipt = await texts.send(PAGE, MEI)

    (text,) = cloud.phones.texts
    assert text.number == "+8613800138000"
    assert text.gaps == ("严重告警：支", "付错误率过高", "04:23", "起仍未恢复")
    assert receipt.outcome is Outcome.ACCEPTED
    assert receipt.reference
    assert shown(receipt.detail) == (
        "Tencent Cloud accepted it: 24 of 24 characters fit the template."
    )
    assert texts.parts_of(PAGE, MEI) == receipt.sent_parts == 1


async def test_a_try_that_went_out_is_not_sent_again(cloud, texts):
    """PSH-2."""
    assert (await texts.send(PAGE, MEI, first_part=1)).outcome is Outcome.ACCEPTED
    assert not cloud.phones.texts


@pytest.mark.parametrize(
    ("code", "outcome", "wait"),
    [
        ("FailedOperation.PhoneNumberInBlacklist", Outcome.PERMANENT, 0),
        ("FailedOperation.ContainSensitiveWord", Outcome.PERMANENT, 0),
        ("FailedOperation.InsufficientBalanceInSmsPackage", Outcome.CONFIGURATION, 0),
        ("UnauthorizedOperation.ServiceSuspendDueToArrears", Outcome.CONFIGURATION, 0),
        ("LimitExceeded.PhoneNumberOneHourLimit", Outcome.RETRY, 3_600),
        ("LimitExceeded.PhoneNumberSameContentDailyLimit", Outcome.PERMANENT, 0),
        ("InternalError.Timeout", Outcome.UNCERTAIN, 0),
        ("InternalError.SendAndRecvFail", Outcome.UNCERTAIN, 0),
        ("Never.HeardOf", Outcome.PERMANENT, 0),
    ],
)
async def test_a_call_that_succeeds_may_have_sent_nothing(cloud, texts, code, outcome, wait):
    """PSH-2: each number has its own code inside HTTP 200."""
    cloud.phones.refuse["+8613800138000"] = code

    receipt = await texts.send(PAGE, MEI)

    assert receipt.outcome is outcome
    assert receipt.retry_after_seconds == wait
    assert code in shown(receipt.detail)
    assert receipt.parts == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"sign": ""},
        {"app_id": "1"},
        {"template_id": "1"},
        {"template_id": GLOBAL_TEMPLATE},
        {"template": TextTemplate(GAPS + 1, LONGEST)},
        {"template": TextTemplate(GAPS, LONGEST + 9)},
    ],
)
async def test_settings_that_differ_from_the_console_are_said_to_be_that(calls, changes):
    """PSH-2."""
    receipt = await TencentTexts(calls, account(**changes)).send(PAGE, MEI)

    assert receipt.outcome is Outcome.CONFIGURATION
    assert "SMS console" in shown(receipt.detail)


async def test_two_texts_to_one_number_wait_for_each_other(cloud, texts):
    """PSH-4."""
    assert (await texts.send(PAGE, MEI)).outcome is Outcome.ACCEPTED
    again = await texts.send(PAGE, MEI)
    assert (again.outcome, again.retry_after_seconds) == (Outcome.RETRY, 30)

    cloud.clock.advance(timedelta(seconds=31))
    assert (await texts.send(PAGE, MEI)).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(FaultKind.API_ERROR, service="sms", code="InternalError"), Outcome.UNCERTAIN),
        (Fault(FaultKind.API_ERROR, service="sms", code="RequestLimitExceeded"), Outcome.RETRY),
        (
            Fault(FaultKind.API_ERROR, service="sms", code="AuthFailure.SignatureFailure"),
            Outcome.CONFIGURATION,
        ),
        (Fault(FaultKind.API_ERROR, service="sms", code="InvalidParameter"), Outcome.PERMANENT),
        (Fault(FaultKind.INVALID_JSON, service="sms"), Outcome.UNCERTAIN),
        (Fault(FaultKind.MISSING_REQUEST_ID, service="sms"), Outcome.UNCERTAIN),
    ],
)
async def test_a_call_that_fails_says_whether_it_may_have_been_sent(cloud, texts, fault, outcome):
    """PSH-2."""
    cloud.order(fault)

    assert (await texts.send(PAGE, MEI)).outcome is outcome


async def test_without_a_connection_nothing_was_sent(cloud):
    """PSH-2."""

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    calls: TencentCalls = calls_of(cloud)
    calls.transport = lambda: httpx.MockTransport(refuse)

    assert (await TencentTexts(calls, account()).send(PAGE, MEI)).outcome is Outcome.RETRY


async def test_a_number_without_its_country_is_not_guessed(cloud, texts):
    """PSH-2."""
    receipt = await texts.send(PAGE, ChannelAddress(ChannelKind.SMS, "13800138000"))

    assert receipt.outcome is Outcome.PERMANENT
    assert not cloud.ledger.entries("SendSms")
