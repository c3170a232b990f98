from hypothesis import given
from hypothesis import strategies as st

from domain.deliveries.chat_posts import Mentions
from domain.deliveries.deliveries import Message
from integrations.chat_robots.feishu_posts import MOST_WIRE, SIGNATURE_BYTES, posts
from integrations.chat_robots.posts import encode

LINK = "https://zhiban.example.com/s/abc"
CALLED = Mentions(("ou_mei",), ("13800000000",), everybody=True)


def made(message, mentions=Mentions(), most_parts=5, keyword=""):  # noqa: B008 - frozen
    return posts(message, mentions, most_parts=most_parts, keyword=keyword)


def test_a_message_is_a_card_with_title_words_and_button():
    """PSH-1."""
    assert made(
        Message(
            key="k",
            title="简报",
            markdown="# 简报\n\n## 要做的事\n```\n# x\n```",
            text="",
            link=LINK,
            link_label="查看全文",
        )
    ) == [
        {
            "msg_type": "interactive",
            "card": {
                "config": {"wide_screen_mode": True},
                "header": {"template": "blue", "title": {"tag": "plain_text", "content": "简报"}},
                "elements": [
                    {"tag": "markdown", "content": "**要做的事**\n```\n# x\n```"},
                    {
                        "tag": "action",
                        "actions": [
                            {
                                "tag": "button",
                                "text": {"tag": "plain_text", "content": "查看全文"},
                                "type": "primary",
                                "url": LINK,
                            }
                        ],
                    },
                ],
            },
        }
    ]


def test_headings_stand_apart_and_quotations_are_grey():
    """PSH-1: a card shows the marks of both as they are."""
    body = "**要紧**\n> **沙箱** <b>\n## 需要你处理\n- a\n\n## 值得留意\n- b\n\n> 另有 1 条\n"
    [post] = made(Message(key="k", title="t", markdown=body, text=""))

    assert post["card"]["elements"][0]["content"] == (
        "**要紧**\n<font color='grey'>沙箱 ＜b></font>\n\n**需要你处理**\n- a\n\n"
        "**值得留意**\n- b\n\n<font color='grey'>另有 1 条</font>"
    )


def test_people_are_called_at_the_top_of_the_first_card():
    """PSH-1: a card cannot call by phone number."""
    first, second = made(
        Message(
            key="k", title="t", markdown="x" * 30_000, text="", link=LINK, link_label="查看全文"
        ),
        CALLED,
    )

    words = first["card"]["elements"][0]["content"]
    assert words.startswith("<at id=all></at> <at id=ou_mei></at>\nxx")
    assert len(first["card"]["elements"]) == 1
    assert "<at" not in second["card"]["elements"][0]["content"]
    assert second["card"]["header"]["title"]["content"] == "t (2/2)"
    assert second["card"]["elements"][1]["tag"] == "action"


def test_a_message_of_too_many_parts_is_its_beginning_and_the_button():
    """PSH-3."""
    [card] = made(
        Message(
            key="k", title="t", markdown="值班。" * 9000, text="", link=LINK, link_label="查看全文"
        ),
        CALLED,
        most_parts=2,
    )

    words, button = card["card"]["elements"]
    assert words["content"].startswith("<at id=all>")
    assert words["content"].endswith("…")
    assert button["actions"][0]["url"] == LINK


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
        assert len(encode(post)) <= MOST_WIRE - SIGNATURE_BYTES
