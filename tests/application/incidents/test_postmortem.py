"""The draft of a post-mortem, from the record alone (RBK-19, M28)."""

import pytest

from tests.fakes.postmortems import RECORDS, draft, draft_file
from tests.fakes.words import LANGUAGES

each_language = pytest.mark.parametrize("language", LANGUAGES)


@each_language
@pytest.mark.parametrize("name", RECORDS)
def test_a_draft_reads_as_it_was_reviewed(name, language):
    """RBK-19: `python -m tests.fakes.postmortems` writes anew what was meant to change."""
    assert draft(name, language) == draft_file(name, language).read_text(encoding="utf-8")


def test_a_draft_counts_from_the_first_alert_and_never_below_zero():
    """RBK-19: detected after a minute; where the source's clock is ahead of ours, at once."""
    assert "Time to detect: 1 min" in draft("fixed", "en-US")
    assert "Time to acknowledge: 4 min" in draft("fixed", "en-US")
    assert "Time to detect: unknown" in draft("unattended", "en-US")
    assert "Time to detect: 0 s" in draft("relapsed", "en-US")


@each_language
def test_what_people_wrote_is_no_markup_of_the_draft(language):
    """RBK-19, SEC-4: whoever opens the file follows no link of a note."""
    told = draft("fixed", language)
    assert "](http" not in told
    assert "**See**" not in told


@each_language
def test_what_the_record_does_not_say_is_left_to_people(language):
    """RBK-19: the cause, questions and actions are blanks."""
    told = draft("unattended", language)
    assert told.count("- [ ]") == 3
    assert "| | | |" in told
