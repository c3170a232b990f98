"""What every channel makes of long messages: within its bytes, and no character in halves."""

import json
from collections.abc import Iterator

import apprise
from hypothesis import example, given
from hypothesis import strategies as st

from domain.deliveries.chat_posts import Mentions
from domain.deliveries.deliveries import Message
from domain.deliveries.message_parts import utf8_bytes
from domain.deliveries.text_messages import MOST_CHARACTERS, fits, text_of
from domain.deliveries.text_templates import TextTemplate, poured
from integrations.apprise.channel import _written
from integrations.chat_robots import dingtalk_posts, feishu_posts, wecom_posts
from integrations.chat_robots.posts import encode
from integrations.mail.letter import letter
from tests.fakes.clock import ManualClock

LINK = "https://zhiban.example/s/0123456789abcdef0123456789abcdef"
LABELS = ("查看全部", "Read all of it")
SEVERITIES = ("【严重】", "[Critical] ")

WHOLE = (
    "👨\u200d👩\u200d👧",  # a family: five code points
    "\U0001f1e8\U0001f1f3",  # a flag: two
    "Ж\u0301",  # a letter with its accent
    "👍\U0001f3fd",  # a thumb with its tone
    "❤\ufe0f",
    "𠮷",  # two surrogates in UTF-16
)
"""Characters of several code points; none of these stands alone in any text of this test."""

HALVES = set("".join(WHOLE)) - {"𠮷"}
PLAIN = ("值", "班", "a", '"', "\\", "。", " ", "\n", "\n\n", "<@a>", "<at id=all>", "`", "\ud83d")

characters = st.sampled_from([*WHOLE, *WHOLE, *PLAIN])
texts = st.builds(
    lambda some, times: "".join(some) * times,
    st.lists(characters, min_size=1, max_size=40),
    st.sampled_from([1, 7, 60, 700]),
)


@st.composite
def messages(draw: st.DrawFn) -> Message:
    """A message of any length in either language, whose severity stands first in its title."""
    place = draw(st.integers(0, 1))
    title, body = draw(texts), draw(texts)
    return Message(
        key="k",
        title=SEVERITIES[place] + title,
        markdown=body,
        text=body,
        html=f"<p>{body}</p>",
        link=draw(st.sampled_from([LINK, ""])),
        link_label=LABELS[place],
        sandbox=draw(st.booleans()),
        mark=("[沙箱]", "[SANDBOX]")[place],
    )


mentioned = st.sampled_from(
    [
        Mentions(),
        Mentions(("zhang",), ("13800138000",), everybody=True),
        Mentions(tuple(f"u{n}" * 30 for n in range(20))),
    ]
)


def strings(value: object) -> Iterator[str]:
    """Yield every text within a body."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from strings(each)


def check_said(said: list[str], message: Message, *, linked: bool = True) -> None:
    """Nothing is in halves; the severity comes first, and the link is somewhere."""
    for text in said:
        rest = text.encode().decode()  # no lone surrogate
        for one in WHOLE:
            rest = rest.replace(one, "")
        assert not HALVES & set(rest), text[-80:]
        assert "\ufffd" not in text
    severity = message.title[:4].strip()
    assert any(severity in text for text in said)
    if linked and message.link:
        assert any(message.link in text for text in said)


@given(messages(), mentioned, st.sampled_from([1, 5, 50]))
@example(
    Message(key="k", title="【严重】" + "🎉" * 99, markdown="值" * 1_355, text=""), Mentions(), 5
)
def test_wecom_takes_4096_2048_128_and_512_bytes(message, mentions, most):
    """PSH-3: Markdown, a text, a card's title and its description."""
    posts = wecom_posts.posts(message, mentions, most_parts=most)
    for post in posts:
        kind = post["msgtype"]
        if kind == "news":
            (article,) = post[kind]["articles"]
            assert utf8_bytes(article["title"]) <= 128
            assert utf8_bytes(article["description"]) <= 512
        else:
            most_bytes = {"markdown": 4096, "text": 2048}[kind]
            assert utf8_bytes(post[kind]["content"]) <= most_bytes
    check_said([*strings(posts)], message)


@given(messages(), mentioned, st.sampled_from([1, 5, 50]), st.sampled_from(["", "值班"]))
def test_dingtalk_takes_20_000_bytes_on_the_wire(message, mentions, most, keyword):
    """PSH-3."""
    posts = dingtalk_posts.posts(message, mentions, most_parts=most, keyword=keyword)
    for post in posts:
        assert len(encode(post)) <= 20_000
        assert any(keyword in text for text in strings(post))
    check_said([*strings(posts)], message)


@given(messages(), mentioned, st.sampled_from([1, 5, 50]), st.sampled_from(["", "值班"]))
def test_feishu_takes_20_000_bytes_with_its_signature(message, mentions, most, keyword):
    """PSH-3."""
    posts = feishu_posts.posts(message, mentions, most_parts=most, keyword=keyword)
    signed = {"timestamp": "1795680000", "sign": "x" * 44}
    for post in posts:
        assert len(encode(signed | post)) <= 20_000
        assert any(keyword in text for text in strings(post))
    check_said([*strings(posts)], message)


@given(messages(), st.integers(1, 10))
def test_a_text_takes_its_segments(message, segments):
    """PSH-3: what was cut ends with the link where one segment has room for both."""
    text = text_of(message, most_segments=segments)
    assert fits(text, most_segments=segments)
    assert len(text.encode("utf-16-le")) <= 2 * MOST_CHARACTERS
    whole = len(text_of(message, most_segments=10_000)) == len(text)
    check_said([text], message, linked=not whole and segments > 2)


@given(messages(), st.integers(1, 20), st.integers(8, 12))
def test_each_gap_of_an_approved_text_takes_few_characters(message, gaps, longest):
    """PSH-3, PSH-1: and never a link, which the provider refuses."""
    said = poured(message, TextTemplate(gaps, longest))
    assert len(said.gaps) == gaps
    assert all(0 < len(gap) <= longest for gap in said.gaps)
    assert not any("http" in gap for gap in said.gaps)
    check_said(list(said.gaps), message, linked=False)


@given(messages(), st.sampled_from(["json://h", "tgram://123456789:abcdefg_hijklmnop/12315544"]))
def test_a_service_of_apprise_takes_what_it_says(message, address):
    """PSH-1, PSH-3: each names its own bounds, in characters."""
    service = apprise.Apprise.instantiate(address)
    title, body = _written(message, marked=True, service=service)
    assert len(title) <= service.title_maxlen or not service.title_maxlen
    assert len(body) <= service.body_maxlen
    check_said([title, body], message)


@given(messages())
def test_no_line_of_a_mail_is_too_long(message):
    """PSH-3: RFC 5322 allows 998 bytes a line, and a subject is as long as elsewhere."""
    mail = letter(
        message,
        name="值班",
        sender="z@example.com",
        recipient="mei@example.cn",
        at=ManualClock().moment,
    )
    assert max(map(len, mail.as_bytes().splitlines())) <= 998
    assert utf8_bytes(str(mail["Subject"])) <= 100
    plain, page = (each.get_content() for each in mail.iter_parts())
    check_said([str(mail["Subject"])], message, linked=False)
    check_said([f"{message.title[:4]}{plain}"], message)
    assert not message.link or message.link in page
    assert json.dumps(plain, ensure_ascii=False).encode()
