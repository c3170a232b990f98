"""Every error code of the vendor's packages has a class, and a person has looked at it.

`error_codes.txt` is the reviewed list. A newer package with a code more fails here until somebody
has said what it means (`error_codes.toml`) and has written the list anew.
"""

import importlib
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

from domain.common.errors import InvalidRequest, Misconfigured, PermanentError, TemporaryError
from integrations.tencent.failures import class_of, explain

PACKAGES = (
    "asr.v20190614",
    "cls.v20201016",
    "monitor.v20180724",
    "sms.v20210111",
    "tke.v20180525",
    "tts.v20190823",
)
REVIEWED = Path(__file__).with_name("error_codes.txt")
RULES = tomllib.loads(
    files("integrations.tencent").joinpath("error_codes.toml").read_text("utf-8")
)["rule"]

SEEN_ELSEWHERE = {
    "InvalidCredential": "tencentcloud.common.credential",
    "ServerNetworkError": "tencentcloud.common.abstract_client_async",
    "FailedOperation.FrequencyLimit": "the mail service's list, read for the stand-in",
    "IpNotInWhitelist": "memory of the common codes; no page of ours shows it",
    "ServiceUnavailable": "memory of the common codes; no page of ours shows it",
    "UnsupportedRegion": "memory of the common codes; seen for a misspelt region",
}
"""Codes that no package lists, and where they come from."""


def codes_of(package: str) -> list[str]:
    module = importlib.import_module(f"tencentcloud.{package}.errorcodes")
    return [code for name, code in vars(module).items() if name.isupper()]


def test_the_reviewed_list_is_what_the_packages_have():
    """CLD-5."""
    listed = "".join(
        f"{package} {code} {class_of(code)}\n"
        for package in PACKAGES
        for code in sorted(codes_of(package))
    )

    assert listed == REVIEWED.read_text("utf-8"), "review the difference, then write it anew"


def test_each_rule_has_a_reason_and_no_code_two_classes():
    """CLD-5."""
    codes = [code for rule in RULES for code in rule["codes"]]

    assert all(rule["reason"] for rule in RULES)
    assert len(codes) == len(set(codes))


def test_no_rule_is_about_a_code_that_nobody_sends():
    """CLD-5."""
    known = {code for package in PACKAGES for code in codes_of(package)} | set(SEEN_ELSEWHERE)
    families = {code.partition(".")[0] for code in known}
    codes = {code for rule in RULES for code in rule["codes"]}

    assert {code for code in codes if not code.endswith(".*")} - known == set()
    assert {code.removesuffix(".*") for code in codes if code.endswith(".*")} - families == set()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        # What passes by itself is tried again …
        ("FailedOperation.DoHTTPTransferFailed", TemporaryError),
        ("FailedOperation.KubeClientConnection", TemporaryError),
        ("LimitExceeded.LimitedAccess", TemporaryError),
        ("InternalError.NeverHeardOf", TemporaryError),
        # … what a person must change is said to be that …
        ("UnsupportedOperation.NoBanlance", Misconfigured),
        ("InternalError.TradeInsufficientBalance", Misconfigured),
        ("InternalError.RequestTimeException", Misconfigured),
        ("FailedOperation.ErrNotOpen", Misconfigured),
        # … and what stays wrong is not asked again, whatever family it stands in.
        ("InternalError.CidrConflictWithVpcCidr", PermanentError),
        ("InternalError.QuotaMaxRtLimit", PermanentError),
        ("ResourceNotFound.TopicNotExist", PermanentError),
        ("SomethingNew.Entirely", PermanentError),
        ("InvalidParameterValue.NoHumanVoice", InvalidRequest),
    ],
)
def test_a_code_is_tried_again_only_if_it_can_pass(code, kind):
    """CLD-5, REL-2."""
    assert isinstance(explain(TencentCloudSDKException(code, "why"), action="Do"), kind)
