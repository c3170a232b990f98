from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deliveries.deliveries import Attachment, Message
from integrations.mail.letter import letter, mail_address, message_id
from tests.fakes.clock import ManualClock

LINK = "https://zhiban.example.com/s/abc"


def read(message, recipient="mei@example.com", name="值班"):
    sent = letter(
        message,
        name=name,
        sender="zhiban@example.com",
        recipient=recipient,
        at=ManualClock().now(),
    )
    return message_from_bytes(sent.as_bytes(), policy=default)


def test_a_mail_has_text_and_html_side_by_side_and_files_behind():
    """PSH-1."""
    picture = Attachment("趋势.png", "image/png", b"\x89PNG")
    message = Message(
        key="k",
        title="简报",
        markdown="# md",
        text="文字",
        html="<html><body><p>网页</p></body></html>",
        link=LINK,
        attachments=(picture,),
        link_label="查看全文",
    )

    mail = read(message)

    assert mail["Subject"] == "简报"
    assert mail["From"] == "值班 <zhiban@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == ManualClock().now()
    assert mail.get_content_type() == "multipart/mixed"
    assert mail.get_body(("plain",)).get_content().split() == [
        "文字",
        "查看全文:",
        LINK,
    ]
    assert "<p>网页</p>" in mail.get_body(("html",)).get_content()
    assert f'href="{LINK}"' in mail.get_body(("html",)).get_content()
    [file] = mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("趋势.png", "image/png")
    assert file.get_content() == b"\x89PNG"


@pytest.mark.parametrize("length", range(1, 30))
def test_a_title_keeps_its_blanks_wherever_its_lines_break(length):
    """PSH-1: `shop/stock 按人的要求处理` came as `shop/stock按人的要求处理`."""
    title = f"需要你处理：shop/{'a' * length} 按人的要求处理"
    for sandbox in (False, True):
        message = Message(key="k", title=title, markdown="", text="words", sandbox=sandbox)
        assert read(message)["Subject"].endswith(title)


def test_a_mail_without_html_is_plain():
    """PSH-1."""
    mail = read(Message(key="k", title="t", markdown="", text="words"))

    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().strip() == "words"


def test_a_sandbox_mail_says_so_everywhere():
    """OPS-6."""
    mail = read(
        Message(
            key="k",
            title="t",
            markdown="",
            text="words",
            html="<body class='a'><p>x</p></body>",
            sandbox=True,
        )
    )

    assert mail["Subject"].startswith("[SANDBOX")
    assert mail.get_body(("plain",)).get_content().startswith("[SANDBOX")
    assert "<body class='a'><p style" in mail.get_body(("html",)).get_content()


def test_html_without_a_body_tag_keeps_banner_and_link_around_it():
    """OPS-6."""
    page = read(
        Message(key="k", title="t", markdown="", text="", html="<p>x</p>", link=LINK, sandbox=True)
    ).get_body(("html",))

    words = page.get_content()
    assert words.index("SANDBOX") < words.index("<p>x</p>") < words.index(LINK)


@given(st.text(), st.text())
def test_no_title_or_file_name_becomes_a_header(title, name):
    """SEC-4."""
    file = Attachment(f"{name}\r\nBcc: eve@example.com", "text/plain", b"x")
    mail = read(
        Message(
            key="k",
            title=f"{title}\r\nBcc: eve@example.com\n\nbody",
            markdown="",
            text="t",
            attachments=(file,),
        )
    )

    assert mail["Bcc"] is None
    assert mail.keys().count("Subject") == 1
    assert mail.get_body(("plain",)).get_content().strip() == "t"
    assert next(mail.iter_attachments())["Bcc"] is None


@pytest.mark.parametrize(
    "kind", ["", "nonsense", "message/rfc822", "multipart/mixed", "a/b\r\nX: y"]
)
def test_a_media_type_that_cannot_be_attached_is_sent_as_bytes(kind):
    """SEC-4."""
    mail = read(
        Message(
            key="k", title="t", markdown="", text="t", attachments=(Attachment("\n", kind, b"x"),)
        )
    )

    [file] = mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == (
        "unnamed",
        "application/octet-stream",
    )


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("mei@example.com", "mei@example.com"),
        (" mei.li+ops@例子.cn ", "mei.li+ops@xn--fsqu00a.cn"),
        ("ops@localhost", "ops@localhost"),
        ("ops@[127.0.0.1]", "ops@[127.0.0.1]"),
        ("", None),
        ("mei", None),
        ("@example.com", None),
        ("mei@", None),
        ("梅@example.com", None),
        ("mei@example.com\r\nBcc: eve@example.com", None),
        ("mei@a,eve@b", None),
        ("Mei <mei@example.com>", None),
        ("mei@" + "例" * 80 + ".cn", None),
    ],
)
def test_only_plain_addresses_are_mailed_to(written, read_as):
    """SEC-4."""
    assert mail_address(written) == read_as


def test_the_same_delivery_has_the_same_message_id():
    """PSH-2."""
    first = message_id("briefing/mei/2026-11-21/mail", "z@example.com")

    assert first == message_id("briefing/mei/2026-11-21/mail", "z@example.com")
    assert first != message_id("briefing/mei/2026-11-22/mail", "z@example.com")
    assert first.startswith("<")
    assert first.endswith("@example.com>")
