"""Text messages: one application, one approved template of each kind, and phones that remember.

Where a figure stands without a source it is the console's default from memory: one text to a number
in 30 s, ten a day.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tencentcloud.sms.v20210111 import models

from sandbox.tencent.actions import Action, Request, Service
from sandbox.tencent.errors import ApiError
from sandbox.tencent.identifiers import Identifiers

SANDBOX_APP = "1400000001"
SANDBOX_SIGN = "值伴"
MAINLAND_TEMPLATE, GLOBAL_TEMPLATE = "1000001", "1000002"
GAPS = 4
LONGEST = 6
"""Characters of a gap; from the vendor's questions about templates (product/382/13301)."""

_MOST_NUMBERS = 200
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_HALF_MINUTE, _DAY = timedelta(seconds=30), timedelta(days=1)
_MOST_A_DAY = 10


@dataclass(frozen=True)
class SentText:
    """A text that was taken."""

    number: str
    template: str
    gaps: tuple[str, ...]
    at: datetime


@dataclass
class Phones:
    """What every phone got."""

    now: Callable[[], datetime]
    identifiers: Identifiers
    texts: list[SentText] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    """Numbers, and the code that the carrier answers for them."""


def sms_service(phones: Phones) -> Service:
    """Return the service of text messages."""

    def send(request: Request) -> Mapping[str, Any]:
        return _send(request, phones)

    required = frozenset(("PhoneNumberSet", "SmsSdkAppId", "TemplateId"))
    return Service("sms", "2021-01-11", models, (Action("SendSms", send, required),))


def _send(request: Request, phones: Phones) -> Mapping[str, Any]:
    params = request.params
    numbers = params["PhoneNumberSet"]
    if not numbers:
        raise ApiError("MissingParameter.EmptyPhoneNumberSet", "No number was given.")
    if len(numbers) > _MOST_NUMBERS:
        raise ApiError("LimitExceeded.PhoneNumberCountLimit", "At most 200 numbers.")
    kinds = {number.startswith("+86") for number in numbers}
    if len(kinds) > 1:
        raise ApiError(
            "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber",
            "Numbers of the mainland and of elsewhere in one call.",
        )
    if len(params.get("SessionContext", "").encode()) >= 512:
        raise ApiError("InvalidParameter.InvalidParameters", "SessionContext is too long.")
    return {"SendStatusSet": [_status(number, params, phones) for number in numbers]}


def _status(number: str, params: Mapping[str, Any], phones: Phones) -> dict[str, Any]:
    code = _refusal(number, params, phones)
    if code == "Ok":
        gaps = tuple(params.get("TemplateParamSet") or ())
        phones.texts.append(SentText(number, params["TemplateId"], gaps, phones.now()))
    return {
        "SerialNo": phones.identifiers.uuid() if code == "Ok" else "",
        "PhoneNumber": number,
        "Fee": 1 if code == "Ok" else 0,
        "SessionContext": params.get("SessionContext", ""),
        "Code": code,
        "Message": "send success" if code == "Ok" else f"refused: {code}",
        "IsoCode": "CN" if number.startswith("+86") else "DEF",
    }


def _refusal(number: str, params: Mapping[str, Any], phones: Phones) -> str:
    """Return the code for one number; a call that succeeds may still have sent nothing."""
    mainland = number.startswith("+86")
    gaps = params.get("TemplateParamSet") or []
    now = phones.now()
    sent = [each.at for each in phones.texts if each.number == number]
    checks = (
        (not _NUMBER.fullmatch(number), "InvalidParameterValue.IncorrectPhoneNumber"),
        (params["SmsSdkAppId"] != SANDBOX_APP, "InvalidParameterValue.SdkAppIdNotExist"),
        (
            params["TemplateId"] not in (MAINLAND_TEMPLATE, GLOBAL_TEMPLATE),
            "FailedOperation.TemplateIncorrectOrUnapproved",
        ),
        (
            mainland and params["TemplateId"] == GLOBAL_TEMPLATE,
            "UnsupportedOperation.GlobalTemplateToChineseMainlandPhone",
        ),
        (
            not mainland and params["TemplateId"] == MAINLAND_TEMPLATE,
            "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone",
        ),
        (
            mainland and params.get("SignName") != SANDBOX_SIGN,
            "FailedOperation.SignatureIncorrectOrUnapproved",
        ),
        (len(gaps) != GAPS, "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"),
        (
            any(_LINK.search(each) for each in gaps),
            "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
        ),
        (
            any(len(each) > LONGEST for each in gaps),
            "InvalidParameterValue.TemplateParameterLengthLimit",
        ),
        (number in phones.refuse, phones.refuse.get(number, "")),
        (
            any(now - each < _HALF_MINUTE for each in sent),
            "LimitExceeded.PhoneNumberThirtySecondLimit",
        ),
        (
            sum(now - each < _DAY for each in sent) >= _MOST_A_DAY,
            "LimitExceeded.PhoneNumberDailyLimit",
        ),
    )
    return next((code for broken, code in checks if broken), "Ok")
