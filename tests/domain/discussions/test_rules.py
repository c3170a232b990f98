"""Who is believed, what may be said, and how things are named."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.errors import InvalidRequest, TooLarge
from domain.discussions.discussions import DiscussionHead, DiscussionStatus, SourceType
from domain.discussions.ids import (
    check_discussion_id,
    check_message_id,
    discussion_id_at,
    is_unique,
    local_stamp,
    message_id_at,
)
from domain.discussions.rules import (
    LONGEST_CONTENT,
    SourceReason,
    check_client_key,
    check_content,
    check_keyword,
    check_reply_to,
    check_source_type,
    check_status,
    check_tags,
    check_threshold,
    check_topic,
    joined,
    project_of,
    source_type_of,
)
from storage.discussions.making import KNOWN_PROJECTS
from tests.fakes.words import says

SPEAKERS = {"lingyi": "u_mei", "lingzhi": "Hua@Example.com", "lingterm": " "}
LOCAL = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)


def sourced(claimed: str, from_id: str, *caller: str):
    return source_type_of(claimed, from_id=from_id, caller=caller, speakers=SPEAKERS)


def test_only_the_person_who_speaks_for_a_project_is_real():
    """BUS-3."""
    assert sourced("real", "lingyi", "u_mei").type is SourceType.REAL
    assert sourced("real", "lingzhi", "u_hua", "hua@example.com").type is SourceType.REAL
    assert sourced("real", "lingyi", "u_mei").reason is SourceReason.PROVEN


def test_a_claim_of_being_real_makes_nobody_real():
    """BUS-3."""
    stranger = sourced("real", "lingyi", "u_hua")

    assert stranger.type is SourceType.UNVERIFIABLE
    assert stranger.reason is SourceReason.NOT_THE_SPEAKER
    assert sourced("real", "guangda", "u_mei").reason is SourceReason.NO_SPEAKER
    assert sourced("real", "lingterm", "", " ").reason is SourceReason.NO_SPEAKER


@pytest.mark.parametrize("claim", ["inferred", "unverifiable"])
def test_who_is_proven_may_claim_less(claim):
    """BUS-3."""
    modest = sourced(claim, "lingyi", "u_mei")

    assert modest.type.value == claim
    assert modest.reason is SourceReason.MORE_MODEST


def test_an_unknown_claim_is_refused():
    """BUS-3."""
    with pytest.raises(
        InvalidRequest, check=says("source_type must be real, inferred, or unverifiable")
    ):
        sourced("verified", "lingyi", "u_mei")


@given(st.sampled_from(["lingyi", "guangda"]), st.text(max_size=9), st.sampled_from(SourceType))
def test_nobody_becomes_real_without_being_the_speaker(from_id, caller, claim):
    """BUS-3."""
    type_ = sourced(claim, from_id, caller).type

    assert type_ is not SourceType.REAL or caller.lower() == "u_mei"


@pytest.mark.parametrize(
    "trick",
    ["", "..", "../config", "a/b", "a\\b", "/etc/passwd", "disc_1.json", "a\0", "x" * 81, "a b",
     "灵", "disc_1\n", "%2e%2e"],
)  # fmt: skip
def test_an_id_that_could_leave_its_folder_is_refused(trick):
    """BUS-2."""
    for check in (check_discussion_id, check_message_id):
        with pytest.raises(InvalidRequest):
            check(trick)


def test_ids_keep_prefix_and_digits_and_have_a_tail_that_nobody_else_has():
    """BUS-2."""
    one = message_id_at(LOCAL, "f" * 16 + "0123456789abcdef")
    discussion = discussion_id_at(LOCAL, "fedcba9876543210")

    assert one == "msg_20261121063000_0123456789abcdef"
    assert discussion == "disc_20261121063000_fedcba9876543210"
    assert is_unique(one)
    assert not is_unique("msg_20261121063000")
    assert check_discussion_id("disc_20261121063000") == "disc_20261121063000"
    assert local_stamp(LOCAL) == "2026-11-21T06:30:00"


def head(name: str, topic: str, updated_at: str, status=DiscussionStatus.OPEN) -> DiscussionHead:
    return DiscussionHead(
        id=name,
        topic=topic,
        initiator="lingyi",
        participants=(),
        message_count=1,
        status=status,
        created_at="2026-11-21T06:00:00",
        updated_at=updated_at,
    )


def test_a_message_joins_the_open_discussion_of_its_topic_that_was_updated_last():
    """BUS-1."""
    heads = [
        head("disc_1", "deploy", "2026-11-21T06:00:00"),
        head("disc_2", " deploy ", "2026-11-21T07:00:00"),
        head("disc_3", "deploy", "2026-11-21T08:00:00", DiscussionStatus.CLOSED),
        head("disc_4", "Deploy", "2026-11-21T09:00:00"),
    ]

    found = joined(heads, "deploy")

    assert found is not None
    assert found.id == "disc_2"
    assert joined(heads, "other") is None


def test_an_unknown_project_is_refused_with_the_names_of_the_known_ones():
    """BUS-1."""
    with pytest.raises(InvalidRequest, check=says("guangda, lingclaude")):
        project_of(KNOWN_PROJECTS, "nobody")
    assert project_of(KNOWN_PROJECTS, "lingyi").name == "灵依"


def test_ten_megabytes_are_refused_with_the_bound():
    """BUS-1."""
    with pytest.raises(
        TooLarge,
        check=says(r"The content has 10,000,000 characters; a message can have 100,000\. Send"),
    ):
        check_content("x" * 10_000_000)
    assert check_content("字" * LONGEST_CONTENT)


@pytest.mark.parametrize(
    ("check", "wrong"),
    [
        (check_topic, " "), (check_topic, "a\nb"), (check_topic, "x" * 201), (check_topic, "\0"),
        (check_topic, "\ud800"),
        (check_content, " \n"), (check_content, "\ud800"), (check_content, "\0"),
        (check_tags, [""]), (check_tags, ["x" * 65]), (check_tags, [str(n) for n in range(21)]),
        (check_tags, ["a\nb"]),
        (check_reply_to, "../x"), (check_source_type, "Real"), (check_status, "ended"),
        (check_keyword, " "), (check_keyword, "x" * 201),
        (check_threshold, 0.0), (check_threshold, -1.0), (check_threshold, float("nan")),
        (check_threshold, float("inf")), (check_threshold, 3_601.0),
        (check_client_key, "x" * 65), (check_client_key, "\ud800"),
    ],
)  # fmt: skip
def test_a_field_that_breaks_its_rule_is_refused(check, wrong):
    """BUS-1."""
    with pytest.raises(InvalidRequest):
        check(wrong)


def test_what_keeps_the_rules_passes():
    """BUS-1."""
    assert check_topic(" 部署 deploy ") == "部署 deploy"
    assert check_tags([" a ", "a", "b"]) == ("a", "b")
    assert check_reply_to("") == ""
    assert check_reply_to("msg_20261121063000") == "msg_20261121063000"
    assert check_status("open") is DiscussionStatus.OPEN
    assert check_keyword(" 0.3 ") == "0.3"
    assert check_threshold(0.3) == 0.3
    assert check_client_key("k") == "k"
