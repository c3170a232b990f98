"""Text messages of Tencent Cloud (SendSms): an approved template, its gaps, one number.

Sending is not idempotent: whatever may have been carried out is "uncertain", and nobody sends it
again by himself (PSH-2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.common import messages
from domain.common.errors import (
    InvalidRequest,
    Misconfigured,
    TooManyRequests,
    Unavailable,
    ZhibanError,
)
from domain.common.messages import Called, Foreign
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message, Outcome, Receipt
from domain.deliveries.rulings import Ruling, bad_number, sent_before
from domain.deliveries.text_messages import check_number
from domain.deliveries.text_templates import TextTemplate, poured
from integrations.tencent.calls import TencentCalls
from integrations.tencent.failures import Unreachable, class_of

_REGION = "ap-guangzhou"
"""One of the three that send; data stays there."""

_PROVIDER = messages.message("provider.tencent_sms")


_TEMPLATE = Ruling(Outcome.CONFIGURATION, messages.message("delivery_advice.text_template"))
_DAILY = Ruling(Outcome.PERMANENT, messages.message("delivery_advice.number_daily"))

_OF_CODES: Mapping[str, Ruling] = {
    "FailedOperation.PhoneNumberInBlacklist": Ruling(
        Outcome.PERMANENT, messages.message("delivery_advice.opted_out")
    ),
    "FailedOperation.ContainSensitiveWord": Ruling(
        Outcome.PERMANENT, messages.message("delivery_advice.sensitive_word")
    ),
    "FailedOperation.PhoneNumberParseFail": Ruling(
        Outcome.PERMANENT, messages.message("delivery_advice.number")
    ),
    "InvalidParameterValue.IncorrectPhoneNumber": Ruling(
        Outcome.PERMANENT, messages.message("delivery_advice.number")
    ),
    "FailedOperation.TemplateIncorrectOrUnapproved": _TEMPLATE,
    "FailedOperation.TemplateUnapprovedOrNotExist": _TEMPLATE,
    "FailedOperation.TemplateIdNotExist": _TEMPLATE,
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": _TEMPLATE,
    "FailedOperation.SignatureIncorrectOrUnapproved": _TEMPLATE,
    "InvalidParameterValue.SdkAppIdNotExist": _TEMPLATE,
    "InvalidParameterValue.TemplateParameterFormatError": _TEMPLATE,
    "InvalidParameterValue.TemplateParameterLengthLimit": _TEMPLATE,
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter": _TEMPLATE,
    "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone": _TEMPLATE,
    "UnsupportedOperation.GlobalTemplateToChineseMainlandPhone": _TEMPLATE,
    "UnsupportedOperation.UnsupportedRegion": _TEMPLATE,
    "LimitExceeded.PhoneNumberThirtySecondLimit": Ruling(
        Outcome.RETRY, messages.message("delivery_advice.pair"), 30.0
    ),
    "LimitExceeded.PhoneNumberOneHourLimit": Ruling(
        Outcome.RETRY, messages.message("delivery_advice.pair"), 3_600.0
    ),
    "LimitExceeded.DeliveryFrequencyLimit": Ruling(
        Outcome.RETRY, messages.message("delivery_advice.pair"), 60.0
    ),
    "LimitExceeded.PhoneNumberDailyLimit": _DAILY,
    "LimitExceeded.PhoneNumberSameContentDailyLimit": _DAILY,
}

_OF_CLASSES: Mapping[str, Ruling] = {
    "throttled": Ruling(Outcome.RETRY, messages.message("delivery_advice.busy"), 5.0),
    "credentials": Ruling(Outcome.CONFIGURATION, messages.message("delivery_advice.account")),
    "closed": Ruling(Outcome.CONFIGURATION, messages.message("delivery_advice.text_package")),
    "region": _TEMPLATE,
    "passing": Ruling(Outcome.UNCERTAIN, messages.message("delivery_advice.unknown")),
    "invalid": Ruling(Outcome.PERMANENT, messages.message("delivery_advice.our_fault")),
}
"""By the class of a code; every other code is permanent."""

_UNKNOWN = Ruling(Outcome.PERMANENT, messages.message("delivery_advice.unknown"))


@dataclass(frozen=True)
class TextAccount:
    """What the operator had approved.

    Attributes:
        app_id: the application (`SmsSdkAppId`).
        sign: the signature before each text; numbers of other countries need none.
        template_id: the approved text.
        template: its gaps.
    """

    app_id: str
    sign: str
    template_id: str
    template: TextTemplate


@dataclass(frozen=True)
class TencentTexts:
    """Sends text messages of one template, one number a call."""

    calls: TencentCalls
    account: TextAccount

    @property
    def kind(self) -> ChannelKind:
        """Which channel this is."""
        return ChannelKind.SMS

    def parts_of(self, message: Message, to: ChannelAddress) -> int:
        """Return 1: a template with its gaps is one text."""
        del message, to
        return 1

    async def send(self, message: Message, to: ChannelAddress, *, first_part: int = 0) -> Receipt:
        """Send once."""
        if first_part:
            return sent_before(1)
        try:
            number = check_number(to.target)
        except InvalidRequest:
            return bad_number()
        filled = poured(message, self.account.template)
        params: dict[str, Any] = {
            "PhoneNumberSet": [number],
            "SmsSdkAppId": self.account.app_id,
            "TemplateId": self.account.template_id,
            "TemplateParamSet": list(filled.gaps),
            "SessionContext": message.key[:100],
        }
        if self.account.sign:
            params["SignName"] = self.account.sign
        try:
            answer = await self.calls.call("sms", "SendSms", params, region=_REGION)
        except ZhibanError as error:
            return _failed(error)
        return _read(answer, said=filled.said, whole=filled.whole)


def _read(answer: dict[str, Any], *, said: int, whole: int) -> Receipt:
    """Return what became of the one number; a call that succeeds may still have sent nothing."""
    statuses = answer.get("SendStatusSet")
    status = statuses[0] if isinstance(statuses, list) and len(statuses) == 1 else None
    if not isinstance(status, dict) or not status.get("Code"):
        unclear = messages.message("answer.unclear", provider=_PROVIDER)
        return Receipt(outcome=Outcome.UNCERTAIN, detail=unclear)
    code = str(status["Code"])
    if code != "Ok":
        return _refused(code, str(status.get("Message") or ""))
    detail = messages.message("answer.poured", provider=_PROVIDER, said=said, whole=whole)
    reference = str(status.get("SerialNo") or "")[:64]
    return Receipt(
        outcome=Outcome.ACCEPTED, detail=detail, parts=1, sent_parts=1, reference=reference
    )


def _refused(code: str, words: str) -> Receipt:
    ruling = _OF_CODES.get(code) or _OF_CLASSES.get(class_of(code), _UNKNOWN)
    text = " ".join(words.split())[:200]
    detail = messages.message(
        "answer.code",
        provider=_PROVIDER,
        code=Called(code),
        text=Foreign(text) if text else None,
        advice=ruling.advice,
    )
    return Receipt(outcome=ruling.outcome, detail=detail, retry_after_seconds=ruling.wait_seconds)


def _failed(error: ZhibanError) -> Receipt:
    """Return what it means that the call itself failed."""
    wait = 0.0
    match error:
        case Unreachable():
            outcome = Outcome.RETRY
        case TooManyRequests():
            outcome = Outcome.RETRY
            wait = error.delay.total_seconds() if error.delay else 0.0
        case Unavailable():
            outcome = Outcome.UNCERTAIN
        case Misconfigured():
            outcome = Outcome.CONFIGURATION
        case _:
            outcome = Outcome.PERMANENT
    return Receipt(outcome=outcome, detail=error.explanation, retry_after_seconds=wait)
