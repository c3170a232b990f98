"""What the verifier accepts, and how it refuses everything else."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from tencentcloud.cls.v20201016 import models

from sandbox.clock import SandboxClock
from sandbox.tencent import signature
from sandbox.tencent.accounts import SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY, Account
from sandbox.tencent.app import TencentCloudStandIn
from sandbox.tencent.calls import Authorization, RawRequest
from tests.sandbox.tencent.support import refusal

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def listing():
    return models.DescribeTopicsRequest()


@pytest.fixture
def still() -> TencentCloudStandIn:
    """A stand-in whose watch stands at NOW."""
    return TencentCloudStandIn(wire_clock=SandboxClock.by_hand(NOW))


def signed_request(
    *,
    body: bytes = b"{}",
    at: int = int(NOW.timestamp()),
    signed: tuple[str, ...] = ("content-type", "host"),
    key: str = SANDBOX_SECRET_KEY,
    lower: bool = False,
    **headers: str,
) -> tuple[dict[str, str], bytes]:
    """Sign a DescribeTopics by hand, the way another SDK might."""
    named = {
        "content-type": "application/json; charset=UTF-8" if lower else "application/json",
        "host": "cls.sandbox",
        "x-tc-action": "DescribeTopics",
        "x-tc-version": "2020-10-16",
        "x-tc-region": "ap-guangzhou",
        "x-tc-timestamp": str(at),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    day = datetime.fromtimestamp(at, tz=UTC).strftime("%Y-%m-%d")
    parts = Authorization(SANDBOX_SECRET_ID, day, "cls", signed, "")
    mark = signature.sign(key, RawRequest("POST", "", named, body), parts, at, lower_values=lower)
    named["authorization"] = (
        f"TC3-HMAC-SHA256 Credential={SANDBOX_SECRET_ID}/{day}/cls/tc3_request, "
        f"SignedHeaders={';'.join(signed)}, Signature={mark}"
    )
    return named, body


async def post(cloud, headers, body) -> dict:
    transport = httpx.ASGITransport(app=cloud.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://cls.sandbox") as http:
        reply = await http.post("/", headers=headers, content=body)
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["x-sandbox"]
    return reply.json()["Response"]


async def code_of(cloud, headers, body=b"{}") -> str | None:
    return (await post(cloud, headers, body)).get("Error", {}).get("Code")


async def test_the_sdk_is_let_in_with_the_right_key(cls):
    """CLD-1."""
    assert (await cls.DescribeTopics(listing())).TotalCount == 0


async def test_the_sdk_is_let_in_with_get_and_nested_parameters(sdk, cloud):
    """CLD-1."""
    cloud.add_topic("orders")
    cloud.add_topic("billing")
    request = models.DescribeTopicsRequest()
    request.from_json_string(
        json.dumps({"Limit": 5, "Filters": [{"Key": "topicName", "Values": ["order", "x"]}]})
    )
    reply = await sdk("cls", method="GET").DescribeTopics(request)
    assert [topic.TopicName for topic in reply.Topics] == ["orders"]


async def test_an_unsigned_payload_is_let_in(sdk):
    """CLD-1."""
    assert (await sdk("cls", unsigned=True).DescribeTopics(listing())).TotalCount == 0


async def test_an_unknown_secret_id_is_told_so(sdk):
    """REL-2."""
    client = sdk("cls", secret_id="AKIDnobody")
    assert await refusal(client.DescribeTopics(listing())) == "AuthFailure.SecretIdNotFound"


async def test_a_wrong_key_is_a_signature_failure(sdk):
    """REL-2."""
    client = sdk("cls", key="another")
    assert await refusal(client.DescribeTopics(listing())) == "AuthFailure.SignatureFailure"


async def test_a_body_changed_on_the_way_is_a_signature_failure(still):
    """REL-2."""
    headers, _ = signed_request()
    assert await code_of(still, headers, b'{"Limit":1}') == "AuthFailure.SignatureFailure"


async def test_every_listed_header_is_covered_by_the_signature(still):
    """REL-2."""
    signed = ("content-type", "host", "x-tc-action")
    headers, body = signed_request(signed=signed)
    assert await code_of(still, headers, body) is None
    headers["x-tc-action"] = "DescribeLogsets"
    assert await code_of(still, headers, body) == "AuthFailure.SignatureFailure"


async def test_a_listed_header_that_is_not_sent_is_a_signature_failure(still):
    """REL-2."""
    headers, body = signed_request(signed=("content-type", "host", "x-tc-region"))
    del headers["x-tc-region"]
    assert await code_of(still, headers, body) == "AuthFailure.SignatureFailure"


async def test_an_unlisted_header_can_be_swapped_unnoticed(still):
    """REL-2: the SDK leaves the action unsigned, so nobody can notice."""
    headers, body = signed_request()
    headers["x-tc-action"] = "DescribeLogsets"
    assert "Logsets" in await post(still, headers, body)


async def test_header_values_signed_in_lower_case_are_accepted(still):
    """CLD-1: the rule says lower case, the Python SDK does not follow it."""
    headers, body = signed_request(lower=True)
    assert await code_of(still, headers, body) is None


@pytest.mark.parametrize("skew", [-301, 301])
async def test_a_timestamp_beyond_five_minutes_has_expired(still, skew):
    """REL-2."""
    headers, body = signed_request(at=int(NOW.timestamp()) + skew)
    assert await code_of(still, headers, body) == "AuthFailure.SignatureExpire"


@pytest.mark.parametrize("skew", [-300, 0, 300])
async def test_a_timestamp_within_five_minutes_is_accepted(still, skew):
    """REL-2."""
    headers, body = signed_request(at=int(NOW.timestamp()) + skew)
    assert await code_of(still, headers, body) is None


async def test_the_day_of_the_scope_must_be_the_day_of_the_timestamp(still):
    """REL-2."""
    headers, body = signed_request()
    headers["authorization"] = headers["authorization"].replace("/2026-03-01/", "/2026-03-02/")
    assert await code_of(still, headers, body) == "AuthFailure.SignatureFailure"


@pytest.mark.parametrize(
    "header",
    ["", "SKIP", "Bearer x", "TC3-HMAC-SHA256 Credential=a/b/c/tc3_request"],
)
async def test_a_malformed_authorization_is_refused(still, header):
    """REL-2."""
    headers, body = signed_request()
    headers["authorization"] = header
    assert await code_of(still, headers, body) == "AuthFailure.InvalidAuthorization"


async def test_content_type_and_host_must_be_signed(still):
    """REL-2."""
    headers, body = signed_request(signed=("host", "x-tc-action"))
    assert await code_of(still, headers, body) == "AuthFailure.InvalidAuthorization"


@pytest.mark.parametrize("name", ["x-tc-action", "x-tc-version", "x-tc-timestamp"])
async def test_a_missing_common_header_is_named(still, name):
    """REL-2."""
    headers, body = signed_request()
    del headers[name]
    assert await code_of(still, headers, body) == "MissingParameter"


async def test_a_timestamp_that_is_no_number_is_refused(still):
    """REL-2."""
    headers, body = signed_request()
    headers["x-tc-timestamp"] = "soon"
    assert await code_of(still, headers, body) == "AuthFailure.InvalidAuthorization"


async def test_a_body_over_ten_megabytes_is_refused(still):
    """REL-2."""
    headers, body = signed_request(body=b" " * (10 * 1024 * 1024 + 1))
    assert await code_of(still, headers, body) == "RequestSizeLimitExceeded"


async def test_a_session_is_let_in_with_its_token_only(sdk, cloud):
    """REL-2."""
    session = Account("AKIDsession", "session-key", token="t-1", expires_at=4e9)
    cloud.add_account(session)
    as_session = {"secret_id": "AKIDsession", "key": "session-key"}
    assert (await sdk("cls", **as_session, token="t-1").DescribeTopics(listing())).TotalCount == 0
    for token in (None, "t-2"):
        call = sdk("cls", **as_session, token=token).DescribeTopics(listing())
        assert await refusal(call) == "AuthFailure.TokenFailure"
    cloud.add_account(replace(session, expires_at=1.0))
    call = sdk("cls", **as_session, token="t-1").DescribeTopics(listing())
    assert await refusal(call) == "AuthFailure.TokenFailure"


async def test_the_ledger_keeps_the_hash_of_the_body_that_was_sent(still):
    """REL-2."""
    headers, body = signed_request(body=b'{"Limit": 3}', x_tc_traceid="trace-1")
    await post(still, headers, body)
    (entry,) = still.ledger.entries("DescribeTopics")
    assert entry.body_sha256 == hashlib.sha256(body).hexdigest()
    assert (entry.trace_id, entry.verdict, entry.applied) == ("trace-1", "ok", True)
    assert entry.params == {"Limit": 3}
