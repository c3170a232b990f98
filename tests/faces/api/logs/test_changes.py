"""Comparisons of logs over HTTP."""

import pytest

ADDRESS = "/api/v1/logs/changes"
QUESTION = {"start": "2026-11-20T21:30:00Z"}


@pytest.mark.parametrize(
    ("language", "words"), [("en", "New error since "), ("zh", "新出现一种错误")]
)
async def test_what_changed_is_said_in_the_readers_language(mei, language, words):
    """ANL-1, I18-1."""
    answer = await mei.post(ADDRESS, json=QUESTION, headers={"Zhiban-Language": language})

    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert words in found["said"]
    assert [each["kind"] for each in found["templates"]] == ["new", "gone"]
    assert sum(each["errors"] for each in found["counts"]) == found["errors"] == 30


async def test_the_other_period_is_as_long_when_its_end_is_left_out(mei):
    """ANL-1."""
    asked = {**QUESTION, "end": "2026-11-20T22:00:00Z", "before_start": "2026-11-20T20:30:00Z"}
    found = (await mei.post(ADDRESS, json=asked)).json()

    assert found["before_end"] == "2026-11-20T21:00:00Z"


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"start": "14:00"}, 422, "start"),
        ({"start": "2026-11-20T22:30:00Z"}, 422, "start"),
        ({"before_start": "2026-11-20T21:00:00Z"}, 422, "before_end"),
        ({"before_end": "2026-11-20T21:00:00Z"}, 422, "before_start"),
        ({"topics": ["nowhere"]}, 404, "nowhere"),
        ({"topics": ["x"] * 21}, 422, "topics"),
        ({"since": "14:00"}, 422, "since"),
    ],
)
async def test_a_wrong_question_is_refused_with_its_field(mei, world, changes, status, field):
    """ANL-1."""
    answer = await mei.post(ADDRESS, json=QUESTION | changes)

    assert answer.status_code == status, answer.text
    assert field in answer.text
    assert set(world.compared.calls) <= {"topics"}
