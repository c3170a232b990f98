"""`zhiban discussions …`."""

import pytest

from tests.fakes.api_services import DISCUSSION
from tests.fakes.discussions import FolderOfDiscussions

SAY = ("discussions", "send", "磁盘快满了", "--from", "lingyi", "--topic", "数据库")


@pytest.fixture
def said(zhiban):
    """A discussion with one message: (its id, the message's)."""
    return zhiban(*SAY).out.split()


def test_what_is_sent_here_is_read_and_found_and_proves_nobody(zhiban, said):
    """BUS-1, BUS-3, OPS-3."""
    discussion, message = said
    piped = zhiban(
        *("discussions", "reply", discussion, "-", "--from", "guangda", "--reply-to", message),
        *("--tag", "db", "--source-type", "inferred"),
        stdin="收到\n",
    )
    read = zhiban("discussions", "read", discussion)
    found = zhiban("discussions", "search", "磁盘", "--discussion", discussion)
    data = zhiban("discussions", "search", "磁盘快满了", "--json").data

    assert piped.code == 0
    assert "counts as unverifiable" in piped.err
    assert "Queued for: lingbridge." in piped.err
    assert f"→ {message}" in read.out
    assert "#db: 收到\n" in read.out
    assert "磁盘快满了" in found.out
    assert data["found"][0]["message"]["id"] == message


def test_a_person_named_with_as_is_not_proven_either(zhiban):
    """BUS-3: the terminal can act for anybody."""
    sent = zhiban(*SAY, "--as", "u_operator", "--json").data

    read = zhiban("discussions", "read", sent["discussion_id"], "--json").data
    assert sent["source_type"] == "unverifiable"
    assert read["messages"][0]["sender"] == "u_operator"


def test_a_closed_discussion_takes_no_reply(zhiban, said):
    """BUS-1, OPS-3."""
    closed = zhiban("discussions", "close", said[0])
    as_json = zhiban("discussions", "close", said[0], "--json").data
    late = zhiban("discussions", "reply", said[0], "x", "--from", "lingyi")

    assert "is closed" in closed.err
    assert as_json["status"] == "closed"
    assert late.code == 3


def test_lists_go_on_where_they_stopped_and_name_what_cannot_be_read(zhiban, runtime, said):
    """BUS-1, OPS-3."""
    zhiban(*SAY[:-1], "网络")
    runtime.world.discussions.write("broken")
    one = zhiban("discussions", "list", "--limit", "1")
    after = zhiban("discussions", "list", "--limit", "1", "--json").data["next_after"]
    two = zhiban("discussions", "list", "--limit", "1", "--after", after, "--status", "open")
    rest = zhiban("discussions", "search", "磁盘", "--limit", "1")

    assert "More: --after" in one.err
    assert "Cannot be read: broken.json: " in one.err
    assert one.out != two.out
    assert "2 in all; more: --offset 1" in rest.err


def test_older_messages_are_asked_for_by_position(zhiban, said):
    """BUS-1, OPS-3."""
    zhiban("discussions", "reply", said[0], "收到", "--from", "lingclaude")
    newest = zhiban("discussions", "read", said[0], "--limit", "1")
    older = zhiban("discussions", "read", said[0], "--before", "1", "--json").data

    assert "1 older message is left out: --before 1" in newest.err
    assert [each["content"] for each in older["messages"]] == ["磁盘快满了"]


def test_anomalies_are_told_and_marked_once(zhiban, runtime, said):
    """BUS-1, OPS-3."""
    runtime.world.clock.move(seconds=0.3)
    zhiban("discussions", "reply", said[0], "收到", "--from", "lingclaude")
    odd = zhiban("discussions", "anomalies", said[0])
    none = zhiban("discussions", "anomalies", said[0], "--threshold", "0.1", "--json").data
    marked = zhiban("discussions", "annotate", said[0])
    again = zhiban("discussions", "annotate", said[0], "--json").data

    assert "pair" in odd.out
    assert none["anomalies"] == []
    assert "2 marks changed." in marked.err
    assert (again["updated"], len(again["details"])) == (0, 2)
    assert zhiban("discussions", "anomalies", said[0], "--threshold", "0").code == 2


def test_the_store_is_made_and_counted(zhiban, runtime):
    """BUS-1, OPS-3."""
    made, again = zhiban("discussions", "init"), zhiban("discussions", "init")
    zhiban(*SAY)
    stats = zhiban("discussions", "stats")

    assert (made.out, made.err, again.err) == (
        *(f"{runtime.world.discussions.folder}\n", "Created.\n", "Nothing was missing.\n"),
    )
    assert "1 message in 1 discussion, 1 open" in stats.out
    assert "灵依\t1" in stats.out
    assert "lingyi\t灵依\t情报中枢" in zhiban("discussions", "projects").out
    for command in ("init", "stats", "projects", "check"):
        assert zhiban("discussions", command, "--json").data


def test_another_store_is_taken_in_and_a_check_ends_as_it_found_things(zhiban, runtime):
    """BUS-2, OPS-3."""
    zhiban("discussions", "init")
    other = FolderOfDiscussions(runtime.world.clock)
    other.put(DISCUSSION)
    taken = zhiban("discussions", "import", str(other.folder))
    sound = zhiban("discussions", "check")
    discussion, _ = zhiban(*SAY).out.split()
    runtime.world.discussions.foreign(discussion, messages=[])
    mended = zhiban("discussions", "check", "--repair")
    runtime.world.discussions.write("broken")
    broken = zhiban("discussions", "check")

    assert taken.out == sound.out == "1 discussion, 1 message.\n"
    assert (sound.code, mended.code, broken.code) == (0, 0, 4)
    assert "mended" in mended.err
    assert "broken.json" in broken.err
    again = zhiban("discussions", "import", str(other.folder), "--json")
    assert again.data["messages"] == 0


def test_what_cannot_be_said_is_wrong_usage(zhiban):
    """BUS-1, OPS-3."""
    assert zhiban("discussions", "send", "x", "--from", "mallory", "--topic", "t").code == 2
    assert zhiban("discussions", "read", "../config").code == 2
    assert zhiban("discussions", "read", "disc_none").code == 3
