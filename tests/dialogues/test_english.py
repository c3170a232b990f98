"""Fifteen dialogues in English, in each of which a worker dies: what became of the world.

The two languages are apart so that two processes of tests can share them.
"""

import pytest

from tests.dialogues.cases import ENGLISH, Case
from tests.dialogues.checks import check

pytestmark = pytest.mark.temporal


@pytest.mark.timeout(400)
@pytest.mark.parametrize("case", ENGLISH, ids=lambda case: case.id)
def test_a_dialogue_ends_as_it_should(told, case: Case):
    """MCC-4, SEC-4, REL-1, LLM-1."""
    check(told, case)
