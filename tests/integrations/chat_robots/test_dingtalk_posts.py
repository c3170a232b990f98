import json

from hypothesis import given
from hypothesis import strategies as st

from domain.deliveries.chat_posts import Mentions
from domain.deliveries.deliveries import Message
from integrations.chat_robots.dingtalk_posts import MOST_WIRE, posts
from integrations.chat_robots.posts import encode

LINK = "https://zhiban.example.com/s/abc"
CALLED = Mentions(("mei",), ("13800000000",), everybody=True)


def made(message, mentions=Mentions(), most_parts=5, keyword=""):  # noqa: B008 - frozen
    return posts(message, mentions, most_parts=most_parts, keyword=keyword)


def test_a_message_with_a_link_is_a_card_with_one_button():
    """PSH-1."""
    assert made(
        Message(
            key="k",
            title="简报",
            markdown="# 简报\n\n好\n坏",
            text="",
            link=LINK,
            link_label="查看全文",
        )
    ) == [
        {
            "msgtype": "actionCard",
            "actionCard": {
                "title": "简报",
                "text": "### 简报\n\n好  \n坏  ",
                "singleTitle": "查看全文",
                "singleURL": LINK,
                "btnOrientation": "0",
            },
        }
    ]


def test_people_are_called_in_the_text_and_beside_it():
    """PSH-1."""
    [post] = made(
        Message(key="k", title="t", markdown="b", text="b", link=LINK, link_label="查看全文"),
        CALLED,
    )

    assert post["markdown"]["text"] == (f"### t\n\n@13800000000 @mei\n\nb  \n\n[查看全文]({LINK})")
    assert post["at"] == {
        "atMobiles": ["13800000000"],
        "atUserIds": ["mei"],
        "isAtAll": True,
    }


def test_only_the_first_of_several_posts_calls_people():
    """PSH-1."""
    first, second = made(Message(key="k", title="t", markdown="值班。" * 3000, text=""), CALLED)

    assert first["at"]["isAtAll"] is True
    assert second["at"] == {"atMobiles": [], "atUserIds": [], "isAtAll": False}
    assert second["markdown"]["title"] == "t (2/2)"


def test_a_message_of_too_many_parts_calls_first_and_shows_its_beginning():
    """PSH-3."""
    call, card = made(
        Message(
            key="k", title="t", markdown="值班。" * 9000, text="", link=LINK, link_label="查看全文"
        ),
        CALLED,
        most_parts=2,
    )

    assert call["at"]["atUserIds"] == ["mei"]
    assert card["actionCard"]["singleURL"] == LINK
    assert card["actionCard"]["text"].endswith("…")


def test_the_keyword_of_a_locked_robot_is_in_every_post():
    """PSH-1."""
    said = made(Message(key="k", title="t", markdown="x" * 30_000, text=""), keyword="值班")

    assert len(said) == 2
    assert all("值班" in post["markdown"]["text"] for post in said)
    assert made(Message(key="k", title="值班简报", markdown="b", text=""), keyword="值班")[0][
        "markdown"
    ]["title"] == ("值班简报")


def test_code_is_shown_without_its_marks():
    """PSH-1: its Markdown has none; a block is a quotation, and a log line makes no link."""
    body = "- 先看：`zhiban ls [a](b)`\n\n```\nx\n\n  y: [z](http://evil)\n```\n完"
    [post] = made(Message(key="k", title="t", markdown=body, text=""))

    assert post["markdown"]["text"] == (
        "### t\n\n- 先看：zhiban ls [a] (b)  \n\n"
        "> x  \n> \u00a0  \n> \u00a0\u00a0y: [z] (http://evil)  \n\n完  "
    )


@given(
    st.text(alphabet='值"\\\n`a🎉', max_size=3000).map(lambda text: text * 12),
    st.sampled_from([Mentions(), CALLED, Mentions(tuple(f"u{n}" * 30 for n in range(20)))]),
    st.sampled_from(["", LINK]),
)
def test_no_body_is_larger_than_the_wire_allows(body, mentions, link):
    """PSH-3."""
    for post in made(
        Message(key="k", title='"' * 300, markdown=body, text="", link=link), mentions, 50, "词"
    ):
        assert len(encode(post)) <= MOST_WIRE


def test_chinese_is_sent_as_it_is():
    """PSH-3: an escape would double it."""
    assert "值".encode() in encode({"a": "值"})
    assert json.loads(encode({"a": "值"})) == {"a": "值"}
