"""Nothing has the id that was typed: the terminal names the command that lists what there is."""

import pytest

from cli.exit import ExitCode
from cli.lookups import LISTED_BY, list_for
from domain.common.errors import InvalidRequest, NotFound, Noun
from domain.common.messages import message
from tests.faces.cli.test_terminal import commands

UNLISTED = frozenset(
    {
        *(Noun.ALERT_SWEEP, Noun.ASSISTANT, Noun.BACKGROUND_JOB, Noun.BRIEFING_FACTS),
        *(
            Noun.CALENDAR_ADDRESS,
            Noun.BRIEFING_PART,
            Noun.BRIEFING_SUMMARY,
            Noun.DIGEST,
            Noun.EVIDENCE,
            Noun.FILE,
        ),
        *(Noun.FORWARDING, Noun.HISTORY, Noun.LOCK, Noun.LOG_LINE, Noun.MESSAGE),
        *(Noun.NAMESPACE_OWNER, Noun.OBJECT, Noun.PAGE, Noun.PAGE_PART, Noun.PASSWORD_LINK),
        *(Noun.PLACE, Noun.QUESTION, Noun.SCREENSHOT, Noun.SECOND_FACTOR, Noun.SHARE),
        *(Noun.STORE, Noun.VOICEPRINT, Noun.VOICE_REQUEST, Noun.WEBHOOK_ENDPOINT),
        Noun.WORKFLOW,
    }
)
"""Parts of something that was named, and what no command lists."""

NAMED = (
    *("task show", "task looks", "task snapshots", "task trigger", "task pause", "task delete"),
    *("incident show", "incident explain", "incident timeline", "incident notes", "incident ack"),
    *("delivery show", "delivery resend", "people show", "memory forget", "cluster nodes"),
    *("cluster edit", "discussions read", "plugins show", "assistant show", "assistant delete"),
)
"""Commands whose one argument is the id or the name of a thing."""


def test_a_thing_that_may_be_missing_is_listed_by_a_command_that_there_is():
    """OPS-3: whoever adds a noun says which command lists it, or that none does."""
    names = {name.removeprefix("zhiban ") for name, _ in commands()}

    assert set(Noun) == LISTED_BY.keys() | UNLISTED
    assert not LISTED_BY.keys() & UNLISTED
    for listed in LISTED_BY.values():
        assert any(listed.startswith(name) for name in names), listed


@pytest.mark.parametrize("command", NAMED)
@pytest.mark.parametrize("typed", ["nonsense", "t_nope"])
@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_an_id_that_is_none_is_answered_with_what_lists_them(zhiban, command, typed, language):
    """OPS-3, I18-1: in words of a terminal, never of HTTP or of patterns."""
    said = zhiban("--language", language, *command.split(), typed)

    assert said.code in {ExitCode.USAGE, ExitCode.REFUSED}, said
    assert "zhiban " in said.err
    assert not any(each in said.err for each in ("GET ", "^", "_id")), said.err
    assert ("查看现有的" in said.err) == (language == "zh-CN")


def test_what_is_wrong_with_something_else_names_no_list():
    """OPS-3."""
    assert list_for(InvalidRequest("limit", message("rule.whole_number"))) is None
    assert list_for(NotFound("Deployment", "shop/cart")) is None
