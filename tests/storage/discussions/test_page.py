"""The page about the shared store names tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "understand" / "discussions.md"
PROOF = re.compile(r"\[`([^`]+)`\]\(\.\./\.\./\1\) `(test_\w+)`")


def named_in(path: str) -> set[str]:
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, functions)}


def test_every_guarantee_of_the_store_is_shown_by_a_test_that_exists():
    """BUS-2, OPS-5."""
    proofs = PROOF.findall(PAGE.read_text("utf-8"))

    assert len(proofs) > 10
    assert [(path, name) for path, name in proofs if name not in named_in(path)] == []
