import base64
import hashlib
import hmac
import json

import pytest

from sandbox.robots.calls import Call, Refusal
from sandbox.robots.dingtalk import Dingtalk, DingtalkRobot, DingtalkState


class Hands:
    now = 1_700_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Hands()


@pytest.fixture
def dingtalk(clock):
    robots = [
        DingtalkRobot("open", "t-open"),
        DingtalkRobot("signed", "t-signed", secret="SEC1"),
        DingtalkRobot("keyed", "t-keyed", keywords=("值班", "duty")),
        DingtalkRobot("listed", "t-listed", addresses=("10.0.0.1",)),
        *(DingtalkRobot(state.name, state.name, state=state) for state in DingtalkState),
    ]
    return Dingtalk(robots, clock)


def text(content="x"):
    return {"msgtype": "text", "text": {"content": content}}


def call(body, token="t-open", **more):
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    content_type = more.pop("content_type", "application/json; charset=utf-8")
    address = more.pop("client_ip", "127.0.0.1")
    return Call(
        raw, query={"access_token": token, **more}, content_type=content_type, client_ip=address
    )


def signed(milliseconds, secret="SEC1"):
    digest = hmac.new(
        secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256
    ).digest()
    return {"timestamp": str(milliseconds), "sign": base64.b64encode(digest).decode()}


def refused(provider, request):
    with pytest.raises(Refusal) as caught:
        provider.judge(request)
    return caught.value


def test_the_wire_body_is_measured_not_the_text(dingtalk):
    """PSH-3: escaping Chinese as \\uXXXX doubles a body."""
    content = "值" * 6000
    compact = json.dumps(text(content), ensure_ascii=False).encode()
    escaped = json.dumps(text(content)).encode()

    assert dingtalk.judge(call(compact)).text == content
    assert refused(dingtalk, call(escaped)).code == 460101


def test_the_twenty_first_call_in_a_minute_throttles_the_robot_for_ten_minutes(dingtalk, clock):
    """PSH-4."""
    for _ in range(20):
        dingtalk.judge(call(text()))

    assert refused(dingtalk, call(text())).code == 130101
    clock.now += 599
    assert refused(dingtalk, call(text())).code == 130101
    clock.now += 1
    assert dingtalk.judge(call(text())).kind == "text"


@pytest.mark.parametrize("skew", [-3600, 0, 3600])
def test_a_signature_of_the_last_or_next_hour_opens_the_robot(dingtalk, clock, skew):
    """PSH-1."""
    proof = signed(int((clock.now + skew) * 1000))

    assert dingtalk.judge(call(text(), "t-signed", **proof)).text == "x"


def test_the_three_locks_refuse_with_one_code_and_three_texts(dingtalk, clock):
    """PSH-2."""
    late = signed(int((clock.now - 3601) * 1000))
    wrong = signed(int(clock.now * 1000), secret="SEC2")

    refusals = [
        refused(dingtalk, call(text(), "t-signed")),
        refused(dingtalk, call(text(), "t-signed", **late)),
        refused(dingtalk, call(text(), "t-signed", timestamp="9" * 5000)),
        refused(dingtalk, call(text(), "t-signed", **wrong)),
        refused(dingtalk, call(text(), "t-keyed")),
        refused(dingtalk, call(text(), "t-listed")),
    ]

    assert {refusal.code for refusal in refusals} == {310000}
    assert [refusal.text for refusal in refusals] == [
        "invalid timestamp",
        "invalid timestamp",
        "invalid timestamp",
        "sign not match",
        "keywords not in content",
        "ip 127.0.0.1 not in whitelist",
    ]
    assert dingtalk.judge(call(text("on duty"), "t-keyed")).text == "on duty"
    assert dingtalk.judge(call(text(), "t-listed", client_ip="10.0.0.1")).text == "x"


@pytest.mark.parametrize("state", [state for state in DingtalkState if state.value])
def test_a_robot_that_left_its_group_says_how(dingtalk, state):
    """PSH-2."""
    assert refused(dingtalk, call(text(), state.name)).code == state.value


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (
            {**text("hi"), "at": {"atMobiles": ["138"], "atUserIds": ["mei"], "isAtAll": True}},
            "hi\n@138 @mei @all",
        ),
        (
            {"msgtype": "link", "link": {"title": "t", "text": "b", "messageUrl": "u"}},
            "t\nb\nu",
        ),
        ({"msgtype": "markdown", "markdown": {"title": "t", "text": "**b**"}}, "**b**"),
        (
            {
                "msgtype": "actionCard",
                "actionCard": {"title": "t", "text": "b", "singleTitle": "more", "singleURL": "u"},
            },
            "t\nb\nmore u",
        ),
        (
            {
                "msgtype": "actionCard",
                "actionCard": {
                    "title": "t",
                    "text": "b",
                    "btns": [{"title": "1", "actionURL": "u"}],
                },
            },
            "t\nb\n1 u",
        ),
        (
            {"msgtype": "feedCard", "feedCard": {"links": [{"title": "t", "messageURL": "u"}]}},
            "t u",
        ),
    ],
)
def test_each_kind_of_message_is_read(dingtalk, body, shown):
    """PSH-1."""
    assert dingtalk.judge(call(body)).text == shown


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (call(text(), content_type="text/plain"), 43004),
        (call(b"{"), 40035),
        (call(text(), token=""), 40035),
        (call(text(), token="other"), 300005),
        (call({"msgtype": "poem"}), 400105),
        (call(text(" ")), 40035),
        (call({"msgtype": "markdown", "markdown": {"text": "b"}}), 400402),
        (call({"msgtype": "markdown", "markdown": {"title": "t"}}), 40035),
        (call({"msgtype": "actionCard", "actionCard": {"title": "t", "text": "b"}}), 40035),
        (call({"msgtype": "feedCard", "feedCard": {}}), 40035),
    ],
)
def test_a_wrong_call_gets_the_provider_s_code(dingtalk, request_, code):
    """PSH-2."""
    assert refused(dingtalk, request_).code == code
