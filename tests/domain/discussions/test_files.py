"""The files of the bus: old forms, odd values, and what stays of others."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.errors import Rejected
from domain.discussions.changes import annotated_with, annotations_for, closed, later, said
from domain.discussions.discussions import DiscussionStatus, Message, SourceType
from domain.discussions.files import (
    discussion_in,
    discussion_of,
    head_in,
    head_of,
    message_of,
    messages_in,
    new_config,
    projects_in,
    raw_discussion,
    raw_message,
)
from domain.discussions.index import (
    entries_in,
    id_of_entry,
    index_faults,
    index_of,
    index_with,
    new_index,
)
from domain.discussions.json import parsed, written
from domain.discussions.merging import Remembered, from_memory, identity_of, mended, missing_from
from storage.discussions.making import KNOWN_PROJECTS
from tests.fakes.clock import ManualClock
from tests.fakes.words import says, shown

STAMP = "2026-11-21T06:30:00"
THEIRS = {
    "id": "disc_20261121063000",
    "topic": "部署",
    "initiator": "lingyi",
    "initiator_name": "灵依",
    "created_at": STAMP,
    "updated_at": STAMP,
    "participants": ["灵依"],
    "status": "open",
    "summary": "",
    "messages": [
        {
            "id": "msg_20261121063000",
            "from_id": "lingyi",
            "from_name": "灵依",
            "topic": "部署",
            "content": "好了吗？",
            "timestamp": STAMP,
            "reply_to": None,
            "tags": ["问"],
            "source_type": "real",
            "mood": {"calm": 1},
        }
    ],
    "channel": 7,
}
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_infinity=False, allow_nan=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def message(number: int = 1, **fields) -> Message:
    known = {
        "id": f"msg_20261121063000_{number:016x}",
        "from_id": "lingzhi",
        "from_name": "灵知",
        "topic": "部署",
        "content": f"answer {number}",
        "timestamp": "2026-11-21T06:30:05",
        "sent_at": ManualClock().now(),
    }
    return Message(**(known | fields))


def test_a_discussion_of_another_program_is_read_whole():
    """BUS-2."""
    read = discussion_of(THEIRS, "disc_20261121063000")

    assert read.topic == "部署"
    assert read.participants == ("灵依",)
    assert read.messages[0].source_type is SourceType.UNVERIFIABLE
    assert read.messages[0].tags == ("问",)
    assert read.messages[0].sent_at is None
    assert read.messages[0].extra == {"mood": {"calm": 1}}
    assert read.extra == {"channel": 7}


def test_what_others_put_into_a_file_stays_when_ours_is_added():
    """BUS-2."""
    changed = parsed(written(said(THEIRS, message())))

    assert changed["channel"] == 7
    assert changed["messages"][0] == THEIRS["messages"][0]
    assert changed["participants"] == ["灵依", "灵知"]
    assert changed["updated_at"] == "2026-11-21T06:30:05"
    assert changed["messages"][1]["sent_at"] == "2026-11-20T22:30:00.000000+00:00"


@given(st.dictionaries(st.text(), values, max_size=5), st.lists(st.dictionaries(st.text(), values)))
def test_any_document_is_written_as_it_was_read(fields, messages):
    """BUS-2."""
    document = fields | {"messages": messages}

    assert parsed(written(document)) == document


@given(st.dictionaries(st.sampled_from([*THEIRS, "closed_at"]), values), st.text(max_size=3))
def test_a_discussion_of_any_values_is_shown_or_refused_but_never_fails(document, name):
    """BUS-2."""
    try:
        read = discussion_of(discussion_in(document), name)
    except Rejected:
        return
    assert read.id == name
    assert head_in(document, name) == head_of(read)
    assert head_of(read).message_count == len(read.messages)


@given(st.dictionaries(st.sampled_from(list(THEIRS["messages"][0])), values))
def test_a_message_of_any_values_is_shown(raw):
    """BUS-2."""
    assert isinstance(message_of(raw, topic="t").content, str)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"source_type": "real"}, (SourceType.UNVERIFIABLE, "real")),
        ({"source_type": "real", "sender": "u_yi"}, (SourceType.REAL, "")),
        ({"source_type": "inferred"}, (SourceType.INFERRED, "")),
        ({}, (SourceType.UNVERIFIABLE, "")),
    ],
)
def test_what_a_program_calls_real_without_a_proof_is_told_as_its_claim(fields, told):
    """BUS-3."""
    message = message_of({"id": "msg_1", "from_id": "guangda", "content": "x"} | fields)
    assert (message.source_type, message.claimed_source_type) == told


def test_a_message_of_ours_comes_back_as_it_was():
    """BUS-2."""
    ours = message(reply_to="msg_1", tags=("a",), claimed_source_type="real", sender="u_mei",
                   reason="why", source_type=SourceType.INFERRED)  # fmt: skip

    assert message_of(raw_message(ours)) == ours
    whole = discussion_of(THEIRS, "disc_20261121063000")
    assert discussion_of(raw_discussion(whole), whole.id) == whole


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b'{"id": "disc', "not JSON"),
        (b'{"topic": "\xff"}', "not UTF-8"),
        (b'{"n": 1e999}', "number"),
        (b'{"n": ' + b"9" * 5_000 + b"}", "number"),
        (b"[" * 100_000, "nested|not JSON"),
    ],
)
def test_a_file_that_cannot_be_kept_as_it_is_is_refused_with_the_reason(data, why):
    """BUS-2."""
    with pytest.raises(Rejected, check=says(why)):
        parsed(data)


@pytest.mark.parametrize(
    "document", [[], 3, None, {"messages": {}}, {"messages": ["text"]}, {"messages": None}]
)
def test_what_is_no_discussion_is_refused(document):
    """BUS-2."""
    with pytest.raises(Rejected, check=says("The file is no discussion:")):
        discussion_in(document)


def test_a_byte_order_mark_is_passed_over():
    """BUS-2."""
    assert parsed(b"\xef\xbb\xbf{}") == {}


def test_a_status_that_nobody_knows_takes_no_replies():
    """BUS-2."""
    assert discussion_of({"status": "archived"}, "x").status is DiscussionStatus.CLOSED
    assert discussion_of({}, "x").status is DiscussionStatus.OPEN


def test_a_clock_that_is_set_back_does_not_set_a_discussion_back():
    """BUS-2."""
    early = said(THEIRS, message(timestamp="2020-01-01T00:00:00"))

    assert early["updated_at"] == STAMP
    assert later("", STAMP) == STAMP
    assert later("yesterday", STAMP) == STAMP


def test_closing_says_when_in_our_field_and_in_theirs():
    """BUS-1."""
    done = closed(THEIRS, at=ManualClock().now(), stamp="2026-11-21T06:31:00")

    assert done["status"] == "closed"
    assert done["updated_at"] == "2026-11-21T06:31:00"
    assert discussion_of(done, "x").closed_at == ManualClock().now()


def test_an_annotation_changes_only_what_differs():
    """BUS-1."""
    wanted = message(id="msg_20261121063000", source_type=SourceType.INFERRED, reason="too fast")
    fields = annotations_for(THEIRS, [wanted, message(2)])
    changed = annotated_with(THEIRS, fields)

    assert list(fields) == ["msg_20261121063000"]
    assert changed["messages"][0]["source_type"] == "inferred"
    assert changed["messages"][0]["mood"] == {"calm": 1}
    assert annotations_for(changed, [wanted]) == {}


def test_projects_come_from_the_config_whatever_else_it_holds():
    """BUS-2."""
    config = new_config(KNOWN_PROJECTS, created_at=STAMP)
    config["projects"] |= {"mine": {"name": "我的"}, "odd": "text"}

    assert projects_in(config)[:11] == list(KNOWN_PROJECTS)
    assert [project.id for project in projects_in(config)][11:] == ["mine"]
    assert projects_in([]) == []
    assert projects_in({"projects": []}) == []


HEAD = head_of(discussion_of(THEIRS, "disc_20261121063000"))
OLD_ENTRY = {"thread_id": HEAD.id, "channel": "ops", "topic": "old words", "message_count": 0}


@pytest.mark.parametrize(
    "index",
    [[OLD_ENTRY], {"discussions": [OLD_ENTRY], "v": 1}, {"threads": [OLD_ENTRY], "v": 1}],
    ids=["bare list", "discussions", "threads"],
)
def test_an_index_keeps_its_form_and_what_others_put_into_it(index):
    """BUS-2."""
    changed = index_with(index, [HEAD], stamp=STAMP)
    (entry,) = entries_in(changed)

    assert type(changed) is type(index)
    assert entry["thread_id"] == entry["id"] == HEAD.id
    assert entry["channel"] == "ops"
    assert entry["topic"] == "部署"
    assert entry["message_count"] == 1
    assert isinstance(changed, list) or (changed["v"] == 1 and changed["last_updated"] == STAMP)
    assert index_faults(changed, [HEAD], unread=()) == []


def test_an_index_is_made_equal_to_the_files():
    """BUS-2."""
    twice = {"threads": [{"id": "gone"}, OLD_ENTRY, OLD_ENTRY, {"id": "broken", "topic": "x"}]}

    faults = index_faults(twice, [HEAD], unread=["broken"])
    equal = index_of(twice, [HEAD], unread=["broken"], stamp=STAMP)

    assert len(faults) == 3
    assert [id_of_entry(entry) for entry in entries_in(equal)] == [HEAD.id, "broken"]
    assert index_faults(equal, [HEAD], unread=["broken"]) == []
    [missing] = index_faults(new_index(stamp=STAMP), [HEAD], unread=())
    assert shown(missing) == f"index.json does not list {HEAD.id}."


@pytest.mark.parametrize("index", [3, {"threads": {}}, ["text"]])
def test_what_is_no_index_is_refused(index):
    """BUS-2."""
    with pytest.raises(Rejected, check=says("The file is no index: it holds no list of objects")):
        entries_in(index)


def remembered(*lines: object) -> Remembered:
    memory = Remembered()
    for line in lines:
        memory.learn(json.loads(json.dumps(line)))
    return memory


def test_a_message_that_a_rewriting_dropped_is_put_back_in_its_place():
    """BUS-2."""
    late = said(THEIRS, message(2, timestamp="2026-11-21T07:00:00"))
    memory = remembered({"message": raw_message(message(1))}, {"message": THEIRS["messages"][0]})

    whole = mended(late, memory)

    assert [one["content"] for one in messages_in(whole)] == ["好了吗？", "answer 1", "answer 2"]
    assert whole["participants"] == ["灵依", "灵知"]
    assert mended(whole, memory) == whole


def test_what_was_written_too_late_is_taken_over():
    """BUS-2."""
    ours = said(THEIRS, message(1))
    theirs = said(THEIRS, message(2)) | {"status": "closed"}

    whole = mended(ours, Remembered(), [theirs])

    assert len(messages_in(whole)) == 3
    assert whole["status"] == "closed"


def test_an_annotation_that_a_rewriting_dropped_comes_back_and_a_new_one_of_others_stays():
    """BUS-2."""
    annotation = {"source_type": "inferred", "reason": "too fast", "before": "real"}
    memory = remembered({"annotated": {"msg_20261121063000": annotation}})
    others = annotated_with(THEIRS, {"msg_20261121063000": {"source_type": "unverifiable"}})

    assert mended(THEIRS, memory)["messages"][0]["source_type"] == "inferred"
    assert mended(others, memory) == others


def test_a_closing_that_a_rewriting_dropped_comes_back():
    """BUS-2."""
    memory = remembered({"closing": {"status": "closed", "updated_at": STAMP}})

    assert mended(THEIRS, memory)["status"] == "closed"


def test_two_messages_of_one_second_and_one_id_are_two():
    """BUS-2."""
    first = THEIRS["messages"][0]
    second = first | {"content": "something else"}

    assert identity_of(first) != identity_of(second)
    assert missing_from(THEIRS, [first, second, second]) == [second]


def test_a_discussion_is_made_again_from_memory():
    """BUS-2."""
    header = {name: value for name, value in THEIRS.items() if name != "messages"}
    memory = remembered({"header": header}, {"message": THEIRS["messages"][0]}, "noise", {})

    assert from_memory(memory) == THEIRS
    assert from_memory(Remembered()) is None


def test_a_journal_is_given_what_it_lacks_and_once():
    """BUS-2: what changes with every message is no reason to write the header again."""
    memory = remembered(*Remembered().lacking(THEIRS))
    later_on = said(THEIRS, message(1))

    assert from_memory(memory) == THEIRS
    assert memory.lacking(THEIRS) == ()
    assert memory.lacking(later_on) == ({"message": raw_message(message(1))},)
    (renamed,) = memory.lacking(THEIRS | {"summary": "done"})
    assert set(renamed) == {"header"}


@given(st.lists(st.integers(0, 30), max_size=12), st.lists(st.integers(0, 30), max_size=12))
def test_merging_loses_nothing_and_doubles_nothing(in_file, in_memory):
    """BUS-2."""
    document: dict[str, object] = dict(THEIRS)
    for number in dict.fromkeys(in_file):
        document = said(document, message(number))
    memory = remembered(*({"message": raw_message(message(number))} for number in in_memory))

    whole = mended(document, memory)
    ids = [one["id"] for one in messages_in(whole)]

    assert len(ids) == len(set(ids)) == 1 + len({*in_file, *in_memory})
    assert mended(whole, memory) == whole
