"""Suggestions tried on what was, over HTTP."""

import pytest

from tests.fakes.face_services import MEI

NAME = "pass_over:restart:crash_loop"
PATH = "/api/v1/policies/back-test"


async def test_a_suggestion_is_tried_by_its_id(client):
    """ANL-3."""
    http = await client(MEI)
    answer = await http.post(PATH, json={"suggestion": NAME})
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) >= {"incidents", "differences", "was", "would"}


@pytest.mark.parametrize(
    "body",
    [{}, {"policy": ""}, {"suggestion": "dance"}, {"policy": "x = 1", "suggestion": NAME}],
)
async def test_neither_nor_and_both_are_refused(client, body):
    """ANL-3: with the field."""
    http = await client(MEI)
    answer = await http.post(PATH, json=body)
    assert answer.status_code == 422
    assert "suggestion" in answer.text
