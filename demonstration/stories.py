"""Which fault stories a running sandbox can be told, and how they go while nothing is written."""

from collections.abc import Iterator
from dataclasses import replace

from cli.house import StoryLine
from domain.common.errors import InvalidRequest
from domain.common.readers import Language
from sandbox.stories import ALONE, STORIES, Story
from sandbox.stories.story import Beat, Deed, Expected, Signal

USUAL = "crash-loop"
"""The story that is told when none is named: two rungs, the second one helps."""

_TOLD = tuple(
    story
    for story in (*STORIES, *ALONE)
    if story.signal is Signal.PLAIN and story.cluster == "main"
)
"""Those that need no alarm of the cloud, and no second cluster."""

_NATURE = frozenset({Deed.DEPLOY, Deed.FAULT, Deed.EDIT, Deed.ALERT, Deed.KEEP_CONFIGS})
"""What happens without anybody who steps in."""
_BEFORE = frozenset({"", "settled", "unwell"})
_NOT_APPROVED, _TOP_BAND = "not_approved", "top_band"


def stories(language: Language) -> list[StoryLine]:
    """Return the stories that can be told, in the order in which they are best read."""
    return [
        StoryLine(each.name, _titled(each, language).title, each.repairable, bool(watched(each)))
        for each in _TOLD
    ]


def story_named(name: str, language: Language) -> Story:
    """Return a story, the usual one when `name` is empty; its title is in the language.

    Raises:
        InvalidRequest: there is no such story; names those that there are.
    """
    found = next((each for each in _TOLD if each.name == (name or USUAL)), None)
    if found is None:
        names = ", ".join(sorted(each.name for each in _TOLD))
        raise InvalidRequest("STORY", f"must be one of {names}")
    return _titled(found, language)


def watched(story: Story) -> Story | None:
    """Return a story as it goes when nothing may be written; None when it makes no sense then."""
    beats, expected = tuple(_until_alert(story)), story.expected
    by_itself = all(each.deed in _NATURE and each.once in _BEFORE for each in beats)
    if not by_itself or beats != story.beats or expected.called == _NOT_APPROVED:
        return None
    same = expected.called == _TOP_BAND or not expected.writes
    skipped = () if expected.writes else expected.skipped
    called = expected.called if same else "blocked"
    ending = Expected("handed_over", called=called, skipped=skipped, writes=False)
    return replace(story, expected=ending)


def _until_alert(story: Story) -> Iterator[Beat]:
    for beat in story.beats:
        yield beat
        if beat.deed is Deed.ALERT:
            return


def _titled(story: Story, language: Language) -> Story:
    return replace(story, title=story.title_zh) if language is Language.CHINESE else story
