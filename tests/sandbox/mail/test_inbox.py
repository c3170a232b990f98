from email.message import EmailMessage

import aiosmtplib
import httpx
import pytest

from sandbox.mail.app import MailSandbox


def letter():
    message = EmailMessage()
    message["From"] = "zhiban@example.com"
    message["To"] = "mei@example.com"
    message["Subject"] = "<b>bold</b> 简报"
    message["Message-ID"] = "<one@example.com>"
    message.set_content("plain <i>text</i>")
    message.add_alternative("<p>html</p><script>alert(1)</script>", subtype="html")
    message.add_attachment(b"<svg/>", maintype="image", subtype="svg+xml", filename="图.svg")
    return message


@pytest.fixture
async def post():
    sandbox = MailSandbox(clock=lambda: 1_000_000.0)
    sandbox.port = await sandbox.open()
    yield sandbox
    await sandbox.close()


@pytest.fixture
async def http(post):
    await aiosmtplib.send(letter(), hostname="127.0.0.1", port=post.port, timeout=30)
    transport = httpx.ASGITransport(post.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://inbox") as client:
        yield client


async def test_the_inbox_lists_mails_escaped_and_says_sandbox(http):
    """OPS-6, SEC-4."""
    page = await http.get("/")

    assert "SANDBOX" in page.text
    assert "&lt;b&gt;bold&lt;/b&gt; 简报" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_a_mail_is_json_for_programs(http):
    """OPS-1."""
    [line] = (await http.get("/messages")).json()["messages"]
    mail = (await http.get(f"/messages/{line['id']}")).json()

    assert line["message_id"] == "<one@example.com>"
    assert mail["text"].strip() == "plain <i>text</i>"
    assert mail["html"].startswith("<p>html</p>")
    assert mail["attachments"] == [{"name": "图.svg", "media_type": "image/svg+xml", "bytes": 6}]
    assert ["Subject", "<b>bold</b> 简报"] in mail["headers"]
    assert (await http.get("/messages", params={"after": "1"})).json()["messages"] == []


async def test_the_html_part_is_only_shown_in_a_sandboxed_frame(http):
    """SEC-4."""
    page = await http.get("/messages/1", headers={"accept": "text/html"})
    body = await http.get("/messages/1/html")

    assert '<iframe sandbox=""' in page.text
    assert "<script" not in page.text
    assert "plain &lt;i&gt;text&lt;/i&gt;" in page.text
    assert body.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


async def test_attachments_and_the_raw_mail_are_saved_never_shown(http):
    """SEC-4."""
    file = await http.get("/messages/1/attachments/1")
    raw = await http.get("/messages/1/raw")

    assert file.content == b"<svg/>"
    assert b"Subject:" in raw.content
    for answer in (file, raw):
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/messages/9",
        "/messages/9/html",
        "/messages/9/raw",
        "/messages/9/attachments/1",
        "/messages/1/attachments/0",
        "/messages/1/attachments/2",
    ],
)
async def test_what_is_not_there_is_404(http, path):
    """OPS-1."""
    assert (await http.get(path)).status_code == 404


async def test_faults_and_reset_work_over_http(http, post):
    """REL-2."""
    ordered = await http.post("/_sim/faults", json={"kind": "recipient", "code": 550})
    assert ordered.status_code == 201
    assert (await http.get("/_sim/faults")).json()["faults"] == [ordered.json()["ordered"]]
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await aiosmtplib.send(letter(), hostname="127.0.0.1", port=post.port, timeout=30)

    await http.post("/_sim/reset")

    assert post.mails() == []
    assert (await http.get("/health")).json() == {"status": "ok", "sandbox": True}


@pytest.mark.parametrize(
    "body",
    ["{", "[]", '{"kind":"storm"}', '{"kind":"data","code":200}', '{"kind":"data","nth":"1"}',
     '{"kind":"data","x":1}', '{"kind":"data","times":0}'],
)  # fmt: skip
async def test_a_fault_nobody_can_understand_is_refused(http, body):
    """OPS-6."""
    assert (await http.post("/_sim/faults", content=body)).status_code == 422


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\r\n\r\n\xff",
        b"Content-Type: text/plain; charset=martian\r\n\r\nhi \xff",
        b"Subject: =?utf-8?b?!!!?=\r\nContent-Type: multipart/mixed\r\n\r\nno boundary",
    ],
)
async def test_a_broken_mail_does_not_break_the_inbox(post, http, raw):
    """OPS-1."""
    smtp = aiosmtplib.SMTP(hostname="127.0.0.1", port=post.port, timeout=30)
    async with smtp:
        await smtp.sendmail("a@example.com", ["b@example.com"], raw)

    assert (await http.get("/")).status_code == 200
    assert (await http.get("/messages/2")).status_code == 200
    assert (await http.get("/messages/2", headers={"accept": "text/html"})).status_code == 200
