"""The page of promises names tests that exist, for each defect and for each wish granted."""

import ast
import re

import pytest

from tests.docs.tree import ROOT, table_rows

PAGE = ROOT / "docs" / "understand" / "promises.md"
ROWS = table_rows(PAGE.read_text())
DEFECTS = [row for row in ROWS if len(row) == 3]
WISHES = [row for row in ROWS if len(row) == 4]
PROOF = re.compile(r"\[`([^`]+)`\]\(\.\./\.\./([^)]+)\) `(test_\w+)`")
NO = ("not done", "not yet")


def proofs_of(cell: str) -> list[tuple[str, str]]:
    """Return path and test of each proof; nothing else may stand there."""
    found = []
    for each in cell.split("<br>"):
        proof = PROOF.fullmatch(each)
        assert proof, each
        shown, linked, name = proof.groups()
        assert shown == linked
        found.append((shown, name))
    return found


def named_in(path: str) -> set[str]:
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, functions)}


def test_the_page_has_all_of_both_tables():
    """OPS-5: fifteen wishes are known; whoever finds another defect adds a row."""
    assert len(DEFECTS) >= 18
    assert len(WISHES) == 15


@pytest.mark.parametrize("row", DEFECTS, ids=lambda row: row[0][:50])
def test_every_defect_is_shown_not_to_be_ours_by_a_test_that_exists(row):
    """OPS-5, TSK-4."""
    for path, name in proofs_of(row[2]):
        assert name in named_in(path)


@pytest.mark.parametrize("row", WISHES, ids=lambda row: row[0][:50])
def test_every_wish_has_an_answer_and_every_yes_a_test_that_exists(row):
    """OPS-5, TSK-5."""
    _, answer, _, proofs = row
    assert answer.startswith((*NO, "done", "in part"))
    assert proofs != "–" or answer.startswith(NO)
    for path, name in proofs_of(proofs) if proofs != "–" else []:
        assert name in named_in(path)
