"""Which revisions of the tables there are.

A new one is a file `migrations/versions/vNNNN_what_it_does.py` beside the others, written by hand;
the tests name every difference between what the files create and what `tables.py` says.
"""

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory


def alembic_config() -> Config:
    """Return what Alembic must know; it has no file of settings and takes our connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


@cache
def newest_revision() -> str:
    """Return the revision that this program's tables are of."""
    newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    if newest is None:
        raise FileNotFoundError("storage/migrations/versions is missing from this installation")
    return newest
