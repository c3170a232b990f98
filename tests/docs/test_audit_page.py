"""The page about the audit: its verifier works, and its words are the program's."""

import re

from domain.incidents.audit.audit import AuditHead
from domain.incidents.audit.chain import BEGINNING, LARGEST_DATA, Flaw, chain
from domain.incidents.audit.files import FORMAT, first_line, last_line, line_of
from storage.incidents.alerts import KEPT_FOR as ALERTS_KEPT
from storage.incidents.approvals import LINKS_KEPT
from storage.incidents.checkpoints import KEPT_FOR as CHECKPOINTS_KEPT
from storage.incidents.config_versions import KEPT_FOR as CONTENTS_KEPT
from storage.incidents.config_versions import MOST_KEPT
from tests.docs.tree import ROOT, table_rows
from tests.fakes.incident_examples import an_entry

PAGE = (ROOT / "docs/operate/audit.md").read_text()


def verifier():
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names = {"__name__": "page"}
    exec(code, names)
    return names["check"]


def a_file(count=4):
    rows, previous = [], BEGINNING
    for number in range(1, count + 1):
        rows.append(chain(previous, number, an_entry(number)))
        previous = rows[-1].hash
    return [first_line(), *map(line_of, rows), last_line(AuditHead(count, previous))]


def test_the_verifier_of_the_page_finds_what_ours_finds():
    """RBK-13, OPS-5."""
    check, lines = verifier(), a_file()

    assert check(lines) == "4 rows are as they were written"
    edited = [*lines]
    edited[2] = edited[2].replace("u_mei", "u_bob")
    assert check(edited).startswith("row 2 ")
    assert check([*lines[:2], *lines[3:]]).startswith("row 2 ")
    assert check([lines[0], lines[2], lines[1], *lines[3:]]).startswith("row 1 ")
    assert check([*lines[:3], lines[-1]]) == "rows after 2 are missing"
    assert check(a_file(0)) == "0 rows are as they were written"


def test_every_flaw_is_explained():
    """RBK-13, OPS-5."""
    explained = {row[0].strip("`") for row in table_rows(PAGE)}
    assert set(Flaw) <= explained


def test_the_numbers_of_the_page_are_those_of_the_program():
    """OPS-5."""
    assert f'{{"format":"{FORMAT}"}}' in PAGE
    assert f"at most {LARGEST_DATA // 1024} KiB" in PAGE
    kept = {row[0]: row[1] for row in table_rows(PAGE) if len(row) == 2}
    assert kept["alerts"] == f"{ALERTS_KEPT.days} days"
    assert kept["checkpoints of targets, encrypted"] == f"{CHECKPOINTS_KEPT.days} days"
    assert f"{LINKS_KEPT.days} days" in kept["links to answer a question"]
    contents = next(value for name, value in kept.items() if name.startswith("contents of"))
    assert f"newest {MOST_KEPT} " in contents
    assert f"{CONTENTS_KEPT.days} days" in contents
