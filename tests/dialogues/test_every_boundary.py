"""Two dialogues, had again and again with a worker that dies, once at each boundary there is.

Each dialogue of `make test` has a worker that dies at one of them.
"""

import asyncio

import pytest

from domain.assistant.conversations import EndReason, Outcome, StepKind
from tests.dialogues.cases import Case, Said
from tests.dialogues.conftest import AT_ONCE
from tests.dialogues.rig import ASKING, Rig
from tests.dialogues.tellings import Told

pytestmark = [pytest.mark.temporal, pytest.mark.exhaustive]

_FREEZE = {
    "name": "freeze_changes",
    "arguments": {"name": "launch", "end": "2h", "reason": "launch"},
}
NOT_REPEATABLE = Case(
    id="freeze",
    by="operator",
    turns=[
        Said(
            text="Freeze changes for two hours",
            lines=[
                {"calls": [_FREEZE]},
                {"after": 1, "saw": ["不知道是否"], "calls": [{"name": "list_controls"}]},
                {"after": 2, "saw": ["没有设置静默"], "calls": [_FREEZE]},
                {"after": 1, "on": True, "text": "Frozen."},
            ],
        )
    ],
    dies=[],
    becomes={"controls": ["freeze launch"]},
)
"""A call that must not be made twice: who does not know looks first, and only then goes on."""

ASKED = Case(
    id="text",
    by="mei",
    turns=[
        Said(
            text="Text +8613800000000 that I am late",
            lines=[
                {
                    "calls": [
                        {
                            "name": "send_sms",
                            "arguments": {"to": "+8613800000000", "text": "Mei is late."},
                        }
                    ]
                },
                {"after": 1, "text": "Sent."},
            ],
            answers=[True],
        )
    ],
    dies=[],
    becomes={"texts": ["Mei is late."]},
)
"""A call that is asked about, and may be repeated with its key."""


@pytest.mark.timeout(400)
@pytest.mark.parametrize("case", [NOT_REPEATABLE, ASKED], ids=lambda case: case.id)
async def test_wherever_a_worker_dies_what_was_wanted_is_done_exactly_once(temporal, case: Case):
    """REL-1, MCC-4."""
    places = asyncio.Semaphore(AT_ONCE)

    async def have(*dies: str) -> tuple[Rig, Told]:
        dying = case.model_copy(update={"dies": list(dies)})
        async with places, Rig(temporal, dying).open() as rig:
            return rig, await rig.tell()

    undisturbed, told = await have()
    _check(case, told, deaths=0)
    boundaries = [
        f"{kind} {number}"
        for kind, times in undisturbed.fate.passed.items()
        for number in range(1, times + 1)
    ]
    if case.turns[0].answers:
        boundaries.append(ASKING)
    assert len(boundaries) >= 14
    went = await asyncio.gather(*(have(each) for each in boundaries))
    for rig, told in went:
        assert rig.fate.unmet == set(), rig.case.dies
        _check(case, told, deaths=1)
    unsure = [told for _, told in went if Outcome.UNCERTAIN in _outcomes(told)]
    assert bool(unsure) is (case is NOT_REPEATABLE)


def _check(case: Case, told: Told, *, deaths: int) -> None:
    assert told.missing == []
    assert told.becomes == case.becomes
    assert told.deaths == deaths
    assert [each.reason for each in told.steps if each.reason] == [EndReason.ANSWERED]


def _outcomes(told: Told) -> list[Outcome | None]:
    return [each.outcome for each in told.steps if each.kind is StepKind.RESULT]
