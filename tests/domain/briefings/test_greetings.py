"""The short answers to a greeting."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain.briefings.briefings import BriefingSettings, GreetingKind
from domain.briefings.greetings import hello, short_answer
from domain.common.readers import Language, Reader
from domain.people.people import Person
from tests.fakes.words import LANGUAGES, WORDS

ZH, EN = Language.CHINESE, Language.ENGLISH
SHANGHAI = "Asia/Shanghai"
MEI = Person(id="u_mei", name="小梅")
SHORT = [kind for kind in GreetingKind if kind is not GreetingKind.BRIEFING]


def greeting_text(kind, person, settings, *, now):
    answer = short_answer(kind, person, settings, now=now)
    return WORDS.text(answer, Reader(settings.language, settings.zone))


def words(now, zone, language):
    return WORDS.text(hello(now, zone), Reader(language, zone))


def wall(hour, minute=0, zone=SHANGHAI):
    return datetime.combine(datetime(2026, 11, 21), time(hour, minute), ZoneInfo(zone))


@pytest.mark.parametrize(
    ("at", "chinese", "english"),
    [
        (wall(0), "夜深了", "Hello"),
        (wall(4, 59), "夜深了", "Hello"),
        (wall(5), "早上好", "Good morning"),
        (wall(11, 59), "早上好", "Good morning"),
        (wall(12), "下午好", "Good afternoon"),
        (wall(17, 59), "下午好", "Good afternoon"),
        (wall(18), "晚上好", "Good evening"),
        (wall(23, 59), "晚上好", "Good evening"),
    ],
)
def test_the_greeting_fits_the_hour(at, chinese, english):
    """BRF-2, BRF-6."""
    now = at.astimezone(UTC)

    assert words(now, SHANGHAI, ZH) == chinese
    assert words(now, SHANGHAI, EN) == english


def test_the_hour_is_that_of_the_persons_wall():
    """BRF-2."""
    now = wall(7).astimezone(UTC)

    assert words(now, "America/New_York", EN) == "Good evening"
    assert words(now, "Pacific/Auckland", EN) == "Good afternoon"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", SHORT)
def test_every_short_answer_calls_the_person_by_name_and_fits_the_ear(kind, language):
    """BRF-2, BRF-6: one spoken part has 1,024 bytes."""
    longest = Person(id="u_mei", name="梅" * 64)

    text = greeting_text(kind, longest, BriefingSettings(language=language), now=wall(7))

    assert longest.name in text
    assert len(text.encode()) <= 1024


def test_the_answers_tell_apart_why_there_is_no_briefing():
    """BRF-2, BRF-8."""
    for language in LANGUAGES:
        settings = BriefingSettings(language=language)
        texts = {greeting_text(kind, MEI, settings, now=wall(7)) for kind in SHORT}

        assert len(texts) == len(SHORT)


def test_what_may_be_asked_for_next_is_said():
    """BRF-2, BRF-8."""
    english = BriefingSettings(language=EN)

    given = greeting_text(GreetingKind.ALREADY_GIVEN, MEI, english, now=wall(7))
    paused = greeting_text(GreetingKind.PAUSED, MEI, english, now=wall(7))
    outside = greeting_text(GreetingKind.OUTSIDE_WINDOW, MEI, english, now=wall(7))

    assert "read today's briefing" in given
    assert "resume" in paused
    assert outside == "Good morning, 小梅."


def test_the_language_and_the_zone_are_those_of_the_settings():
    """BRF-6, BRF-8."""
    person = Person(id="u_mei", name="Mei", zone=SHANGHAI, language=ZH)
    settings = BriefingSettings(zone="Europe/London", language=EN)

    text = greeting_text(GreetingKind.OUTSIDE_WINDOW, person, settings, now=wall(20))

    assert text == "Good afternoon, Mei."


def test_a_name_is_never_taken_for_a_form():
    """SEC-4."""
    person = Person(id="u_mei", name="{hello} {0} %s")

    text = greeting_text(GreetingKind.OUTSIDE_WINDOW, person, BriefingSettings(), now=wall(7))

    assert text == "早上好，{hello} {0} %s。"
