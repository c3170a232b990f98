import base64
import hashlib
import json

import pytest

from sandbox.robots.calls import Call, Refusal
from sandbox.robots.wecom import Wecom, WecomRobot

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8


class Hands:
    now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Hands()


@pytest.fixture
def wecom(clock):
    return Wecom([WecomRobot("ops", "k-1")], clock)


def call(body, key="k-1"):
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return Call(raw, query={"key": key})


def text(content, kind="text", **more):
    return {"msgtype": kind, kind: {"content": content, **more}}


def image(picture, md5=None):
    digest = md5 or hashlib.md5(picture).hexdigest()
    return {
        "msgtype": "image",
        "image": {"base64": base64.b64encode(picture).decode(), "md5": digest},
    }


def refused(provider, request):
    with pytest.raises(Refusal) as caught:
        provider.judge(request)
    return caught.value


@pytest.mark.parametrize(
    ("kind", "most"), [("text", 2048), ("markdown", 4096), ("markdown_v2", 4096)]
)
def test_content_is_measured_in_bytes_of_utf8(wecom, kind, most):
    """PSH-3."""
    fits = "值" * (most // 3) + "a" * (most % 3)

    assert wecom.judge(call(text(fits, kind))).text == fits
    assert refused(wecom, call(text(fits + "a", kind))).code == 40058


def test_mentions_are_part_of_what_is_read(wecom):
    """PSH-1."""
    draft = wecom.judge(
        call(text("look", mentioned_list=["mei"], mentioned_mobile_list=["13800000000"]))
    )

    assert draft.text == "look\n@mei @13800000000"


def test_one_more_than_twenty_in_a_minute_is_refused_until_the_minute_is_over(wecom, clock):
    """PSH-4."""
    for _ in range(20):
        wecom.judge(call(text("x")))

    assert refused(wecom, call(text("x"))).code == 45009
    clock.now += 60
    assert wecom.judge(call(text("x"))).kind == "text"


def test_a_picture_is_accepted_with_its_digest(wecom):
    """PSH-1."""
    assert wecom.judge(call(image(PNG))).text == f"[image, {len(PNG)} bytes]"


def test_news_shows_at_most_128_bytes_of_title_and_512_of_description(wecom):
    """PSH-1."""
    article = {"title": "题" * 50, "description": "述" * 200, "url": "https://a.example"}

    shown = wecom.judge(call({"msgtype": "news", "news": {"articles": [article]}})).text.split("\n")

    assert [len(line.encode()) for line in shown[:2]] == [126, 510]


def test_a_notice_card_is_accepted(wecom):
    """PSH-1."""
    card = {
        "card_type": "text_notice",
        "main_title": {"title": "hello", "desc": "there"},
        "card_action": {"type": 1, "url": "https://a.example"},
    }

    assert wecom.judge(call({"msgtype": "template_card", "template_card": card})).text == (
        "hello\nthere"
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", 47001),
        (b"[]", 47001),
        ({}, 40008),
        ({"msgtype": "poem"}, 40008),
        (text("  "), 44004),
        ({"msgtype": "text", "text": "x"}, 44004),
        (image(b""), 40009),
        (image(PNG + b"\0" * (2 * 1024 * 1024)), 40009),
        (image(PNG, md5="0" * 32), 301019),
        (image(b"GIF89a"), 40005),
        ({"msgtype": "image", "image": {"base64": "&&&"}}, 40058),
        ({"msgtype": "news", "news": {"articles": []}}, 40058),
        ({"msgtype": "news", "news": {"articles": [{"title": "t", "url": "u"}] * 9}}, 40058),
        ({"msgtype": "news", "news": {"articles": [{"title": "t"}]}}, 40058),
        ({"msgtype": "file", "file": {"media_id": "m"}}, 40007),
        ({"msgtype": "template_card", "template_card": {"card_type": "text_notice"}}, 40058),
        ({"msgtype": "template_card", "template_card": {"card_type": "other"}}, 40058),
    ],
)
def test_a_wrong_body_gets_the_provider_s_code(wecom, body, code):
    """PSH-2."""
    assert refused(wecom, call(body)).code == code


def test_a_card_with_seven_lines_is_refused(wecom):
    """PSH-2."""
    card = {
        "card_type": "text_notice",
        "card_action": {"type": 1},
        "horizontal_content_list": [{"keyname": "k"}] * 7,
    }

    assert refused(wecom, call({"msgtype": "template_card", "template_card": card})).code == 40058


def test_an_unknown_key_is_not_a_robot(wecom):
    """PSH-2."""
    request = call(text("x"), key="other")

    assert wecom.robot_of(request) == ""
    assert refused(wecom, request).code == 93000
