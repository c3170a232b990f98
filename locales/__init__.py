"""All words for people, one folder for each language (README.md has the rules of style)."""

from pathlib import Path

HERE = Path(__file__).parent
DESCRIPTION = "language.toml"
"""Makes a folder a language."""


def installed(folder: Path = HERE) -> tuple[str, ...]:
    """Return the tags of the languages in a folder."""
    return tuple(sorted(each.parent.name for each in folder.glob(f"*/{DESCRIPTION}")))
