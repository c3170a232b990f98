"""Find incidents by words, and list them by score and severity.

Revision ID: 0052
"""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any
from unicodedata import normalize

import sqlalchemy as sa
from alembic import op

revision: str = "0052"
down_revision: str | None = "0051"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Written out here, not imported: what a revision did must not change with the program.
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AT_ONCE = 200
MOST = 300
LONGEST = 40
RANK = {"info": 1, "warning": 2, "critical": 3}
CJK = (
    "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
RUNS = re.compile(rf"(?P<cjk>(?:(?=[{CJK}])[^\W_])+)|(?P<word>(?:(?![{CJK}])[^\W_])+)")
HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")


def upgrade() -> None:
    op.create_table(
        "incident_words",
        sa.Column("word", WORDS, primary_key=True),
        sa.Column("incident_id", WORDS, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_incident_words_incident_id", "incident_words", ["incident_id"])
    op.add_column(
        "incidents", sa.Column("score", sa.Integer(), nullable=False, server_default="-1")
    )
    op.add_column("incidents", sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
    _fill()
    op.create_index("ix_incidents_score", "incidents", ["score", "opened_at", "id"])
    op.create_index("ix_incidents_rank", "incidents", ["rank", "opened_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_incidents_rank", "incidents")
    op.drop_index("ix_incidents_score", "incidents")
    op.drop_column("incidents", "rank")
    op.drop_column("incidents", "score")
    op.drop_table("incident_words")


def _fill() -> None:
    """Take what is kept already from each incident's JSON."""
    bind, after = op.get_bind(), ""
    table = sa.table("incidents", *map(sa.column, ("id", "incident", "score", "rank")))
    words = sa.table("incident_words", sa.column("word"), sa.column("incident_id"))
    while True:
        page = sa.select(table.c.id, table.c.incident).where(table.c.id > after)
        rows = bind.execute(page.order_by(table.c.id).limit(AT_ONCE)).all()
        for row in rows:
            kept = json.loads(row.incident)
            newest = kept.get("newest") or {}
            score = (kept.get("score") or {}).get("total", -1)
            values = {"score": score, "rank": RANK.get(newest.get("severity") or "", 0)}
            bind.execute(sa.update(table).where(table.c.id == row.id).values(values))
            found = list(dict.fromkeys(_terms(_text(row.id, kept, newest))))[:MOST]
            if found:
                bind.execute(
                    sa.insert(words), [{"word": each, "incident_id": row.id} for each in found]
                )
        if len(rows) < AT_ONCE:
            return
        after = rows[-1].id


def _text(incident_id: str, kept: dict[str, Any], newest: dict[str, Any]) -> str:
    owner, named = kept.get("owner") or {}, newest.get("object") or {}
    places = ("name", "namespace", "cluster", "kind")
    about = [incident_id, newest.get("name"), kept.get("fault")]
    about += [each.get(name) for each in (owner, named) for name in places]
    about += [newest.get("text"), *(newest.get("labels") or {}).values()]
    return "\n".join(str(each) for each in about if each)


def _terms(text: str) -> Iterator[str]:
    for found in RUNS.finditer(normalize("NFKC", text)):
        if run := found["cjk"]:
            yield from run
            yield from (one + two for one, two in pairwise(run))
            continue
        word = found["word"]
        humped = re.search(r"[a-z][A-Z]", word)
        for form in (word, *(HUMPS.findall(word) if humped else ())):
            folded = normalize("NFKC", form.casefold())
            yield _singular("".join(filter(str.isalnum, folded))[:LONGEST])


def _singular(word: str) -> str:
    if len(word) < 4 or not word.isascii():
        return word
    if word.endswith("ies") and word[-4] not in "ae":
        return word[:-3] + "y"
    if word.endswith("es") and word[-3] not in "aeo":
        return word[:-1]
    return word[:-1] if word.endswith("s") and word[-2] not in "us" else word
