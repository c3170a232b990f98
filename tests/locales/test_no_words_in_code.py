"""Words stand in `locales/`, not in code (I18-1)."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
APART = {"tests", "sandbox", "bench"}
HAN = re.compile(r"[\u3400-\u9fff]")

NAMES = {
    "demonstration/morning.py",  # the name of a person of the demonstration
    "domain/people/people.py",  # the name of a robot whom nobody has named
    "integrations/open_meteo/source.py",  # what names of places end with, as its source writes them
}
"""Names of the world: they are no words that a language would have of its own."""


def test_code_holds_no_words_of_chinese_but_where_it_is_known():
    """I18-1: a new file with words fails, and so does one that is clean but still listed."""
    found = {
        str(path.relative_to(ROOT))
        for folder in ROOT.iterdir()
        if folder.is_dir() and folder.name not in APART and not folder.name.startswith(".")
        for path in folder.rglob("*.py")
        if HAN.search(path.read_text(encoding="utf-8"))
    }

    assert found == NAMES
