"""The pages of promises name tests that exist, for each defect and for each wish granted."""

import ast
import re

import pytest

from tests.docs.tree import ROOT, table_rows

FOLDER = ROOT / "docs" / "understand"
WATCHES = table_rows((FOLDER / "promises.md").read_text())
REPAIRS = table_rows((FOLDER / "repair_promises.md").read_text())
DEFECTS = [row for row in WATCHES + REPAIRS if len(row) == 3]
WISHES = [row for row in WATCHES + REPAIRS if len(row) == 4]
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


@pytest.mark.parametrize(
    ("rows", "defects", "wishes"),
    [(WATCHES, 18, 15), (REPAIRS, 60, 27)],
    ids=["watches", "repairs"],
)
def test_a_page_has_all_of_both_tables(rows, defects, wishes):
    """OPS-5: so many wishes are known; whoever finds another defect adds a row."""
    assert len([row for row in rows if len(row) == 3]) >= defects
    assert len([row for row in rows if len(row) == 4]) == wishes
    assert all(len(row) in (3, 4) for row in rows)


@pytest.mark.parametrize("row", DEFECTS, ids=lambda row: row[0][:50])
def test_every_defect_is_shown_not_to_be_ours_by_a_test_that_exists(row):
    """OPS-5, TSK-4, RBK-6."""
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
