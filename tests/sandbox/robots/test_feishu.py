import base64
import hashlib
import hmac
import json

import pytest

from sandbox.robots.calls import Call, Refusal
from sandbox.robots.feishu import Feishu, FeishuRobot


class Hands:
    now = 1_700_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Hands()


@pytest.fixture
def feishu(clock):
    robots = [
        FeishuRobot("open", "t-open"),
        FeishuRobot("signed", "t-signed", secret="s3"),
        FeishuRobot("keyed", "t-keyed", keywords=("值班",)),
        FeishuRobot("listed", "t-listed", addresses=("10.0.0.1",)),
    ]
    return Feishu(robots, clock)


def text(content="x", **more):
    return {"msg_type": "text", "content": {"text": content}, **more}


def call(body, token="t-open", client_ip="127.0.0.1"):
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return Call(raw, token=token, client_ip=client_ip)


def signed(seconds, secret="s3"):
    digest = hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": str(seconds), "sign": base64.b64encode(digest).decode()}


def refused(provider, request):
    with pytest.raises(Refusal) as caught:
        provider.judge(request)
    return caught.value


def test_a_body_of_twenty_kilobytes_fits_and_one_byte_more_does_not(feishu):
    """PSH-3."""
    frame = len(json.dumps(text("")).encode())

    assert feishu.judge(call(text("a" * (20 * 1024 - frame)))).kind == "text"
    assert refused(feishu, call(text("a" * (20 * 1024 - frame + 1)))).code == 19036


def test_five_a_second_and_a_hundred_a_minute_are_the_limit(feishu, clock):
    """PSH-4."""
    for _ in range(20):
        for _ in range(5):
            feishu.judge(call(text()))
        assert refused(feishu, call(text())).code == 11232
        clock.now += 1

    assert refused(feishu, call(text())).code == 11232
    clock.now += 60
    assert feishu.judge(call(text())).kind == "text"


def test_the_signature_is_in_the_body_in_seconds(feishu, clock):
    """PSH-1."""
    now = int(clock.now)

    assert feishu.judge(call(text(**signed(now - 3600)), "t-signed")).text == "x"
    for proof in ({}, signed(now - 3601), signed(now * 1000), signed(now, secret="other")):
        assert refused(feishu, call(text(**proof), "t-signed")).code == 19021


def test_keyword_and_address_locks_have_their_own_codes(feishu):
    """PSH-2."""
    assert refused(feishu, call(text(), "t-keyed")).code == 19024
    assert refused(feishu, call(text(), "t-listed")).code == 19022
    assert feishu.judge(call(text("值班"), "t-keyed")).text == "值班"
    assert feishu.judge(call(text(), "t-listed", "10.0.0.1")).text == "x"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ({"msg_type": "image", "content": {"image_key": "img_1"}}, "[image img_1]"),
        ({"msg_type": "share_chat", "content": {"share_chat_id": "oc_1"}}, "[group card oc_1]"),
        (
            {
                "msg_type": "post",
                "content": {"post": {"zh_cn": {"title": "t", "content": [[{"text": "b"}]]}}},
            },
            "t\nb",
        ),
        (
            {
                "msg_type": "interactive",
                "card": {
                    "header": {"title": {"tag": "plain_text", "content": "t"}},
                    "elements": [
                        {"tag": "markdown", "content": "**b**"},
                        {
                            "tag": "action",
                            "actions": [
                                {"tag": "button", "text": {"content": "more"}, "url": "https://u"}
                            ],
                        },
                        "stray",
                    ],
                },
            },
            "t\n**b**\nhttps://u\nmore\n",
        ),
    ],
)
def test_each_kind_of_message_is_read(feishu, body, shown):
    """PSH-1."""
    assert feishu.judge(call(body)).text.strip() == shown.strip()


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (call(b"{"), 9499),
        (call(text(), token="other"), 19001),
        (call({"content": {}}), 19002),
        (call({"msg_type": "poem"}), 19002),
        (call(text("")), 9499),
        (call({"msg_type": "interactive", "card": {"elements": []}}), 9499),
    ],
)
def test_a_wrong_call_gets_the_provider_s_code(feishu, request_, code):
    """PSH-2."""
    assert refused(feishu, request_).code == code


def test_success_is_told_in_the_old_and_the_new_form(feishu):
    """PSH-2."""
    assert feishu.reply(0, "success") == {
        "StatusCode": 0,
        "StatusMessage": "success",
        "code": 0,
        "data": {},
        "msg": "success",
    }
