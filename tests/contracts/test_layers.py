"""Each rule about imports holds, and each has been seen to fail."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
RULES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]

DOWNWARDS = "Dependencies point downwards"
CORE = "The core knows only the standard library: no clock, randomness or I/O"
LIGHT = "Workflows and activity signatures load without I/O libraries"
FACES = "Faces see only the application"
ADAPTERS = "Only the composition root picks an adapter"
WORKFLOWS = "Only the Temporal adapter and the composition root know workflow classes"
OUTSIDE = "The sandbox is the outside world: it knows none of us"
DEMONSTRATION = "Only the supervisor and the demonstration use the sandbox"
LIBRARY = "The MCP client is a library of its own"
CLIENTS = "Only the adapter of plugins uses the MCP client"
APART = "Integrations do not know each other"
ACYCLIC = "No cycles between siblings"
DOMAIN = "Capabilities of the domain build on each other in one order"
APPLICATION = "Capabilities of the application build on each other in one order"
HTTP = "Capabilities of the HTTP face do not know each other"
MCP = "Capabilities of the MCP face do not know each other"
TERMINAL = "Capabilities of the terminal do not know each other"

BREACHES = {
    # file → what it imports, and every rule that this breaks
    "domain/common/intruder.py": ("import application", {DOWNWARDS}),
    "domain/clusters/intruder.py": ("import domain.plugins", {DOMAIN}),
    "domain/intruder.py": ("import enum", {DOMAIN}),
    "application/common/intruder.py": ("import random", {CORE}),
    "application/common/modeller.py": ("import pydantic", {CORE}),
    "application/logs/intruder.py": ("import application.people", {APPLICATION}),
    "activities/intruder.py": ("import httpx", {LIGHT}),
    "api/intruder.py": ("import sqlalchemy", {FACES}),
    "cli/intruder.py": ("import storage", {FACES, ADAPTERS}),
    "api/logs/intruder.py": ("import api.events", {HTTP}),
    "mcp_server/logs/intruder.py": ("import mcp_server.tasks", {MCP}),
    "cli/logs/intruder.py": ("import cli.tasks", {TERMINAL}),
    "storage/intruder.py": ("import workflows", {WORKFLOWS}),
    "sandbox/intruder.py": ("import domain", {OUTSIDE}),
    "mcp_server/intruder.py": ("import sandbox", {DEMONSTRATION}),
    "bootstrap/intruder.py": ("import sandbox", {DEMONSTRATION}),
    "mcp_client/intruder.py": ("import domain", {LIBRARY}),
    "application/plugins/borrower.py": ("import mcp_client", {CLIENTS, CORE}),
    "integrations/mail/intruder.py": ("import integrations.chat_robots", {APART}),
    "workflows/intruder.py": ("import workflows.accomplice", {ACYCLIC}),
}


def findings(place):
    """Ask import-linter; return what it says about each rule, empty where the rule is kept."""
    checked = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = dict(re.findall(r"^(.+) (KEPT|BROKEN)(?: \(.+\))?$", checked.stdout, re.MULTILINE))
    assert verdicts, checked.stdout + checked.stderr
    names = "|".join(re.escape(name) for name in verdicts)
    *_, broken = checked.stdout.partition("\nBroken contracts\n")
    _, *told = re.split(rf"^({names})\n-+\n", broken, flags=re.MULTILINE)
    sections = dict(zip(told[::2], told[1::2], strict=True))
    assert {name for name, verdict in verdicts.items() if verdict == "BROKEN"} == {*sections}
    return {name: sections.get(name, "") for name in verdicts}


@pytest.fixture(scope="module")
def breached(tmp_path_factory):
    """What is said of a copy of all packages in which every breach is made."""
    place = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", place)
    for package in RULES["root_packages"]:
        shutil.copytree(
            ROOT / package, place / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    for file, (line, _) in BREACHES.items():
        (place / file).write_text(f"{line}\n")
    (place / "workflows/accomplice.py").write_text("import workflows.intruder\n")
    return findings(place)


def test_every_rule_is_kept():
    """REL-3."""
    assert findings(ROOT) == {rule["name"]: "" for rule in RULES["contracts"]}


def test_every_rule_is_broken_by_some_breach():
    """REL-3."""
    names = {rule["name"] for rule in RULES["contracts"]}

    assert set.union(*(broken for _, broken in BREACHES.values())) == names


@pytest.mark.parametrize("file", BREACHES)
def test_a_breach_is_noticed_by_the_rule_that_it_breaks_and_by_no_other(breached, file):
    """REL-3."""
    _, broken = BREACHES[file]
    module = file.removesuffix(".py").replace("/", ".")
    package, _, name = module.rpartition(".")
    named = re.compile(
        rf"(?<![\w.]){re.escape(module)}\b"
        rf"|^No cycles are allowed in {re.escape(package)}\.\n.*\n\n(?:- .*\n)*- \.{name} ",
        re.MULTILINE,
    )

    assert {name for name, told in breached.items() if named.search(told)} == broken
