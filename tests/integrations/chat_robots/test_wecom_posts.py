import base64
import hashlib

from domain.deliveries.chat_posts import Mentions
from domain.deliveries.deliveries import Attachment, Message
from integrations.chat_robots.wecom_posts import posts

LINK = "https://zhiban.example.com/s/abc"
PNG = Attachment("a.png", "image/png", b"\x89PNG\r\n\x1a\n")
EVERYBODY = Mentions(("mei",), ("13800000000",), everybody=True)


def made(message, mentions=Mentions(), most_parts=5):  # noqa: B008 - frozen
    return posts(message, mentions, most_parts=most_parts)


def test_a_short_message_is_markdown_with_its_link():
    """PSH-1."""
    assert made(
        Message(
            key="k",
            title="简报",
            markdown="# 简报\n\n好",
            text="好",
            link=LINK,
            link_label="查看全文",
        )
    ) == [
        {
            "msgtype": "markdown",
            "markdown": {"content": f"**简报**\n好\n\n[查看全文]({LINK})"},
        }
    ]


def test_users_are_called_in_markdown_and_others_by_a_text():
    """PSH-1."""
    markdown, text = made(Message(key="k", title="t", markdown="b", text="b"), EVERYBODY)

    assert markdown["markdown"]["content"] == "**t**\nb\n<@mei>"
    assert text == {
        "msgtype": "text",
        "text": {
            "content": "t",
            "mentioned_list": ["@all"],
            "mentioned_mobile_list": ["13800000000"],
        },
    }


def test_a_title_calls_nobody_in_any_kind_of_message():
    """SEC-4: somebody named their watch `<@all>`."""
    long = "x" * 100_000
    for body in ("b", long):
        for post in made(
            Message(key="k", title="<@all> fell", markdown=body, text=body), EVERYBODY
        ):
            assert "<@all>" not in str(post)


def test_a_picture_is_posted_after_the_words():
    """PSH-1."""
    other = Attachment("a.pdf", "application/pdf", b"%PDF")
    huge = Attachment("b.png", "image/png", b"x" * (2 * 1024 * 1024 + 1))

    words, picture = made(
        Message(key="k", title="t", markdown="b", text="b", attachments=(other, huge, PNG))
    )

    assert words["msgtype"] == "markdown"
    assert base64.b64decode(picture["image"]["base64"]) == PNG.content
    assert picture["image"]["md5"] == hashlib.md5(PNG.content).hexdigest()


def test_a_message_of_too_many_parts_is_a_news_card_and_still_calls():
    """PSH-3."""
    card, text = made(
        Message(
            key="k",
            title="t" * 200,
            markdown="值" * 9000,
            text="",
            link=LINK,
            link_label="查看全文",
        ),
        EVERYBODY,
    )

    [article] = card["news"]["articles"]
    assert article["url"] == LINK
    assert len(article["title"].encode()) <= 128
    assert len(article["description"].encode()) <= 512
    assert text["text"]["mentioned_list"] == ["mei", "@all"]


LOG = "```yaml\na: 1\n\n  b: [z](http://evil)\n```"
PAGED = f"- 现象：重启 11 次\n  * 原因 `x - y`\n\n{LOG}\n\n> 另有 1 条"


def test_lists_and_code_blocks_are_lines_that_its_markdown_shows():
    """PSH-1: it shows the marks of both as they are; a log line makes no link."""
    [post] = made(Message(key="k", title="t", markdown=PAGED, text=""))

    assert post["markdown"]["content"] == (
        "**t**\n• 现象：重启 11 次\n  • 原因 `x - y`\n\n"
        "> a: 1\n> \u00a0\n> \u00a0\u00a0b: [z] (http://evil)\n\n> 另有 1 条"
    )


def test_a_news_card_shows_no_marks():
    """PSH-3: its description is plain text."""
    body = "## 需要你处理\n**要紧**\n" + "值" * 9000
    [card] = made(Message(key="k", title="t", markdown=body, text="", link=LINK, link_label="l"))

    [article] = card["news"]["articles"]
    assert article["description"].startswith("需要你处理\n要紧\n值")
