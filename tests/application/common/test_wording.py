"""Recorded messages become words only where somebody reads them (I18-1)."""

from datetime import UTC, date, datetime

import pytest

from application.common.wording import message_for, refusal, worded, worded_event
from application.ports.rendering import Form
from domain.common.errors import Conflict, InvalidRequest, Rejected, TooManyRequests
from domain.common.messages import (
    Alternatives,
    Called,
    Gist,
    Link,
    Names,
    Prose,
    bare,
    message,
    message_of,
)
from domain.common.notifications import Bullets, Excerpt, Notification, notification_of
from domain.events.events import Event
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS

MORNING = message("hello.morning")
PAUSED = message("greeting.paused", hello=MORNING, name=Called("王芳"))
TOLD = Notification(PAUSED, (PAUSED, Bullets((MORNING, MORNING)), Excerpt(("- a*b", "+ ```x"))))


def event(data):
    return Event(
        id="e1",
        type="zhiban.task.x",
        source="/tasks/t",
        subject="t",
        time=datetime(2026, 11, 22, tzinfo=UTC),
        owner=None,
        data=data,
    )


def test_a_notification_survives_being_recorded():
    """I18-1."""
    assert notification_of(TOLD.recorded) == TOLD


@pytest.mark.parametrize(
    "recorded", [None, "x", {}, {"title": "x"}, {"title": {"id": 1, "args": {}}}, {"body": []}]
)
def test_what_is_no_notification_is_none(recorded):
    """I18-1: an event may hold anything under that name."""
    assert notification_of(recorded) is None


def test_parts_of_a_newer_release_are_left_out():
    """I18-1."""
    recorded = {**TOLD.recorded, "body": [{"chart": 1}, *TOLD.recorded["body"]]}

    assert notification_of(recorded) == TOLD


def test_an_event_is_told_in_the_language_of_whoever_reads_it():
    """I18-1."""
    told = event({"notification": TOLD.recorded, "n": 1})

    chinese = worded_event(told, WORDS, IN_CHINESE).data
    english = worded_event(told, WORDS, IN_ENGLISH).data

    assert chinese["title"].startswith("早上好，王芳。")
    assert english["title"].startswith("Good morning, 王芳.")
    assert english["text"].split("\n\n")[1:] == [
        "- Good morning\n- Good morning",
        "```\n- a∗b\n+ ˋˋˋx\n```",
    ]
    assert english["n"] == 1


def test_an_event_with_words_of_its_own_keeps_them():
    """I18-1: another program wrote them."""
    foreign = event({"title": "from elsewhere"})

    assert worded_event(foreign, WORDS, IN_CHINESE) is foreign


def test_a_notification_without_a_body_says_its_title():
    """I18-1."""
    said = worded(Notification(MORNING), WORDS, IN_ENGLISH)

    assert (said.title, said.text) == ("Good morning", "Good morning")


def test_a_refusal_is_rendered_for_its_reader_and_bare_in_logs():
    """I18-1."""
    error = InvalidRequest("window.start", MORNING)

    assert refusal(error, WORDS, IN_CHINESE) == "window.start 早上好。"
    assert refusal(error, WORDS, IN_ENGLISH) == "window.start Good morning."
    assert str(error) == "window.start hello.morning()."


@pytest.mark.parametrize("kind", [Conflict, Rejected, TooManyRequests])
def test_every_kind_of_error_carries_a_message(kind):
    """I18-1."""
    assert refusal(kind(MORNING), WORDS, IN_ENGLISH) == "Good morning"
    assert str(kind(MORNING)) == "hello.morning()"
    assert kind(MORNING).explanation == MORNING


def test_words_of_another_side_stay_as_they_are():
    """I18-1, SEC-4: `No server answers` must never be read as a sentence of ours."""
    error = Rejected("No server answers, and none is registered.")

    assert refusal(error, WORDS, IN_CHINESE) == "No server answers, and none is registered."
    said = message_for(error)
    assert WORDS.text(said, IN_CHINESE) == "“No server answers, and none is registered.”"


def test_messages_are_recorded_as_json_and_shown_bare():
    """I18-1."""
    assert message_of(PAUSED.recorded) == PAUSED
    assert message_of({"id": 3}) is None
    assert bare(PAUSED) == "greeting.paused(hello=hello.morning, name=王芳)"


def test_a_link_opens_only_where_it_may():
    """SEC-4: neither its text nor its address ends it early."""

    def shown(address, form):
        link = Link(address, "shop](http://evil) <b>")
        return WORDS.text(
            message("greeting.outside_window", hello=MORNING, name=link), IN_ENGLISH, form=form
        )

    good = shown("https://shop.example/a(b)", Form.MARKDOWN)
    assert "(https://shop.example/a%28b%29)" in good
    assert good.count("](") == 1
    assert "<b>" not in shown("https://shop.example/", Form.HTML)
    assert "href" not in shown("javascript:alert(1)", Form.HTML)
    assert "https://shop.example/" in shown("https://shop.example/", Form.PLAIN)
    assert "shop.example" not in shown("https://shop.example/", Form.SPOKEN)


def test_things_of_which_one_is_meant_are_joined_as_each_language_does():
    """I18-1."""
    either = Alternatives((Called("a"), Called("b"), Called("c")))
    all_ = Names((Called("a"), Called("b"), Called("c")))
    said = [
        WORDS.text(message("greeting.outside_window", hello=MORNING, name=each), reader)
        for each in (either, all_)
        for reader in (IN_CHINESE, IN_ENGLISH)
    ]

    assert said == [
        "早上好，a、b 或 c。", "Good morning, a, b, or c.",
        "早上好，a、b 和 c。", "Good morning, a, b, and c.",
    ]  # fmt: skip


@pytest.mark.parametrize("form", Form)
def test_of_a_long_message_the_first_whole_sentences_are_told(form):
    """I18-1, BRF-6: nothing is cut inside a sentence, and no form's markup either."""
    long = message("error.foreign", text=Prose("It broke <b>. It was mended; by hand. More. More."))

    text = WORDS.text(message("error.foreign", text=Gist(long, 40)), IN_ENGLISH, form=form)

    assert text.removesuffix("</bdi>").endswith("mended; by hand")
    assert "<b>" not in text or form is Form.PLAIN


def test_a_day_and_a_clock_stand_as_the_language_puts_them():
    """I18-1."""
    at = datetime(2026, 11, 22, 4, 20, tzinfo=UTC)
    said = message("error.foreign", text=at)

    assert WORDS.text(said, IN_ENGLISH, today=date(2026, 11, 22)) == "04:20 today"
    assert WORDS.text(said, IN_CHINESE, today=date(2026, 11, 22)) == "今天 12:20"
    assert WORDS.text(said, IN_CHINESE) == "2026-11-22 12:20"
