"""The glossary has every word of the domain (OPS-5)."""

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]

OFTEN = 3
"""Classes whose names hold a word before it must be explained."""

PLAIN = {
    "back", "broken", "change", "config", "error", "file", "kind", "level", "line", "metric",
    "name", "new", "next", "number", "page", "place", "reason", "record", "ref", "request",
    "state", "status", "text", "type", "web", "why",
}  # fmt: skip
"""Words that mean here what they mean everywhere."""


def glossary():
    """Words of the first column, one by one."""
    text = (ROOT / "ARCHITECTURE.md").read_text()
    table = text[text.index("## Glossary") : text.index("## Non-goals")]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ")]
    return {word for row in rows for word in re.findall(r"[a-z]+", row.lower())}


def words_of_classes():
    found = Counter()
    for path in (ROOT / "domain").rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.update({each.lower() for each in re.findall(r"[A-Z][a-z]+", node.name)})
    return found


def test_every_word_that_names_classes_of_the_domain_is_explained():
    """OPS-5: whoever reads the code learns the words once."""
    known = glossary() | PLAIN
    odd = {
        word: times
        for word, times in words_of_classes().items()
        if times >= OFTEN and word not in known and word.removesuffix("s") not in known
    }

    assert odd == {}


def test_no_word_is_explained_twice():
    """OPS-5: one meaning each."""
    text = (ROOT / "ARCHITECTURE.md").read_text()
    table = text[text.index("## Glossary") : text.index("## Non-goals")]
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")]
    terms = [each for each in rows if each not in ("word", "---")]

    assert len(terms) == len(set(terms))
