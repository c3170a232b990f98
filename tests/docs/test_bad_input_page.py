import re

from tests.docs.tree import ROOT, table_rows

PAGE = ROOT / "docs" / "bad_input.md"
PROOF = re.compile(r"\[`([^`]+)`\]\([^)]+\) `(test_\w+)`")


def test_everything_that_was_tried_is_proved_by_a_test_that_exists():
    """OPS-5."""
    for tried, answer, proof in table_rows(PAGE.read_text()):
        path, name = PROOF.fullmatch(proof).groups()
        assert tried
        assert answer
        assert f"def {name}(" in (ROOT / path).read_text(), proof
