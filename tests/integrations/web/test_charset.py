import pytest

from integrations.web.charset import declared_charsets, decode

TEXT = (
    "值班系统每天早上向大家通报昨天夜里发生的事情，包括日志里的错误、告警和回滚的结果。"
    "如果没有人打招呼，简报会在窗口结束时发送到个人的推送渠道。" * 3
)
PAGE = f"<html><head><title>值班</title></head><body>{TEXT}</body></html>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (PAGE.encode(), "text/html"),
        (PAGE.encode(), "text/html; charset=UTF-8"),
        (PAGE.encode("utf-8-sig"), "text/html; charset=gbk"),
        (PAGE.encode("utf-16"), "text/html; charset=utf-8"),
        (b"\xfe\xff" + PAGE.encode("utf-16-be"), "text/html"),
        (PAGE.encode("gbk"), "text/html; charset=gb2312"),
        (PAGE.encode("gb18030"), 'text/html;charset="GBK"'),
        (PAGE.encode("gb18030"), "text/html"),
        (PAGE.encode(), "text/html; charset=nonsense"),
        (PAGE.encode(), "text/html; charset=base64"),
        (PAGE.encode(), "text/html; charset=utf-7"),
    ],
)
def test_a_chinese_page_is_read_whatever_it_says_and_does_not_say(body, content_type):
    """WEB-1."""
    assert decode(body, content_type) == PAGE


def test_a_declaration_inside_the_page_counts_when_the_header_is_silent():
    """WEB-1."""
    page = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>值班</p>'
    feed = '<?xml version="1.0" encoding="GBK"?><rss>值班</rss>'

    assert decode(page.encode("gbk"), "text/html") == page
    assert decode(feed.encode("gbk"), "application/xml") == feed


def test_the_header_is_trusted_before_the_page():
    """WEB-1."""
    page = b'<meta charset="gbk">'

    assert declared_charsets(page, "text/html; charset=big5") == ["big5hkscs", "gb18030"]


def test_a_header_that_cannot_be_right_gives_way_to_the_page():
    """WEB-1."""
    page = '<meta charset="utf-8">值班'

    assert decode(page.encode(), "text/html; charset=euc-jp") == page


def test_a_declaration_that_was_read_byte_by_byte_cannot_mean_16_bit_units():
    """WEB-1."""
    assert decode('<meta charset="utf-16">é'.encode(), "") == '<meta charset="utf-16">é'


def test_bytes_that_fit_nothing_are_replaced_and_do_not_fail():
    """WEB-1, REL-2."""
    assert decode(b"ok \xff\xfe\xfd", "text/html; charset=utf-8") == "ok ���"
    assert "abc" in decode(b"abc \x81\x8d\x8f\x90\x9d", "")


def test_a_long_page_that_says_nothing_is_guessed_from_its_beginning():
    """WEB-1."""
    page = f"<p>{TEXT} and some words</p>" * 200

    assert decode(page.encode("gb18030"), "text/html") == page


def test_western_text_without_a_word_about_it_is_read():
    """WEB-1."""
    text = "Le café est fermé à cause d'une panne générale; réouverture prévue l'été prochain. " * 4

    assert decode(text.encode("cp1252"), "text/html") == text
