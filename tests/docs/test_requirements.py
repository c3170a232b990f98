import ast
import re
from functools import cache

import pytest

from tests.docs.tree import ROOT, name_of, statements, tracked
from tests.requirements import COVERED, LATER

IDS = re.compile(r"[A-Z][A-Z0-9]{2}-\d+(?:, [A-Z][A-Z0-9]{2}-\d+)*(?=[.:](?:\s|$))")


def ids_of(docstring):
    """The ids that a docstring begins with."""
    found = IDS.match(docstring or "")
    return found[0].split(", ") if found else []


def proofs_in(text):
    """(name, docstring) of each test function, also of those in classes."""
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    nodes = [node for node in statements(ast.parse(text)) if isinstance(node, functions)]
    return [(node.name, ast.get_docstring(node)) for node in nodes if node.name[:5] == "test_"]


@cache
def named():
    """Which tests name which id; those that name none stand under an empty one."""
    found = {"": []}
    for path in tracked():
        if path.is_relative_to(ROOT / "tests") and path.match("test_*.py"):
            for name, docstring in proofs_in(path.read_text()):
                for each in ids_of(docstring) or [""]:
                    found.setdefault(each, []).append(f"{name_of(path)}::{name}")
    return found


def test_every_test_says_what_it_proves():
    """OPS-5."""
    assert named()[""] == []


def test_every_id_that_a_test_names_exists():
    """OPS-5."""
    known = {"", *COVERED, *LATER}

    assert {each: where for each, where in named().items() if each not in known} == {}


def test_every_requirement_is_proved_by_a_test():
    """OPS-5."""
    assert [each for each in COVERED if each not in named()] == []


def test_what_is_said_to_come_later_is_named_early_by_some_test():
    """OPS-5: an entry that nothing needs is not kept."""
    assert [each for each in LATER if each not in named()] == []


def test_nothing_is_both_done_and_to_come():
    """OPS-5."""
    assert COVERED.keys() & LATER.keys() == set()


@pytest.mark.parametrize(
    ("docstring", "ids"),
    [
        ("BRF-2.", ["BRF-2"]),
        ("BRF-2, REL-1: a worker is killed.", ["BRF-2", "REL-1"]),
        ("PSH-6: kept as SHA-256.\n\nMore.", ["PSH-6"]),
        ("Proves BRF-2.", []),
        ("BRF-2 and so on.", []),
        ("BRF-2.REL-1.", []),
        ("", []),
        (None, []),
    ],
)
def test_only_ids_at_the_beginning_count(docstring, ids):
    """OPS-5: words such as UTF-8 look like ids."""
    assert ids_of(docstring) == ids


def test_tests_are_found_wherever_they_stand():
    """OPS-5."""
    text = """
def test_a():
    pass

class TestB:
    async def test_b(self):
        'BRF-1.'

    def helper(self):
        pass
"""

    assert sorted(proofs_in(text), key=str) == [("test_a", None), ("test_b", "BRF-1.")]
