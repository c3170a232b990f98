import re
import subprocess
import textwrap
from collections import Counter

import pytest

from tests.docs.tree import ROOT, name_of, pages, table_rows, tracked

FENCE = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def blocks(page):
    """Fenced code: (language, text)."""
    return [(tag, textwrap.dedent(body)) for _, tag, body in FENCE.findall(page.read_text())]


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_python_in_a_page_is_python(page):
    """OPS-5."""
    for language, code in blocks(page):
        if language == "python":
            compile(code, name_of(page), "exec")


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_links_lead_somewhere(page):
    """OPS-5."""
    text = FENCE.sub("", page.read_text())
    local = [link for link in LINK.findall(text) if "://" not in link and ":" not in link]

    assert [link for link in local if not (page.parent / link).exists()] == []


def test_every_folder_is_explained_in_the_architecture():
    """OPS-5."""
    rows = table_rows((ROOT / "ARCHITECTURE.md").read_text())
    explained = {row[0].strip("`/") for row in rows if row[0].endswith("/`")}
    folders = {path.relative_to(ROOT).parts[0] for path in tracked() if path.parent != ROOT}

    assert explained == {folder for folder in folders if not folder.startswith(".")}


LAYERS = ("domain", "application", "workflows", "storage", "api", "mcp_server", "cli", "bootstrap")
MOST_MODULES = 25
OF_THEIR_LAYER = {"ports", "migrations", "configuration", "temporal", "running"}
"""Packages that are about no capability but about their layer."""


def test_no_package_is_a_large_room():
    """OPS-5: a reader takes in what lies in one folder."""
    rooms = Counter(
        path.parent.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.suffix == ".py" and path.name != "__init__.py"
    )
    # Migrations are one line, each read once in its place.
    apart = ("tests", "sandbox", "storage/migrations/versions")
    large = {room: count for room, count in rooms.items() if count > MOST_MODULES}

    assert {room for room in large if not room.startswith(apart)} == set()


def test_a_capability_has_the_same_package_name_in_every_layer():
    """OPS-5."""
    text = (ROOT / "ARCHITECTURE.md").read_text()
    table = text.partition("| package | what it is about |")[2].partition("\n\n")[0]
    named = {name for row in table_rows(table) for name in re.findall(r"`(\w+)`", row[0])}
    found = {
        path.parent.name
        for layer in LAYERS
        for path in (ROOT / layer).glob("*/__init__.py")
        if path.parent.name not in OF_THEIR_LAYER
    }

    assert found <= named


OF_LAYERS_TESTS = ("domain", "application", "workflows", "storage", "bootstrap", "faces/api",
                   "faces/mcp", "faces/cli")  # fmt: skip


@pytest.mark.parametrize("layer", OF_LAYERS_TESTS)
def test_tests_lie_in_packages_of_the_names_that_the_product_has(layer):
    """OPS-5: who reads a rule finds its tests without a search."""
    product = ROOT / layer.replace("faces/mcp", "mcp_server").removeprefix("faces/")
    packages = {path.parent.name for path in product.glob("*/__init__.py")}
    folders = {
        path.relative_to(ROOT / "tests" / layer).parts[0]
        for path in tracked()
        if path.is_relative_to(ROOT / "tests" / layer) and path.parent.name != layer
    }
    found = {name for name in folders if not name.endswith((".py", ".json"))}

    assert found - {"histories"} <= packages


def test_every_make_target_that_is_named_exists():
    """OPS-1."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        (name_of(page), target)
        for page in pages()
        for target in re.findall(r"`make ([a-z-]+)", page.read_text())
    }

    assert {each for each in named if each[1] not in targets} == set()


def test_the_makefile_explains_itself():
    """OPS-1."""
    shown = subprocess.run(
        ["make", "-s", "-C", str(ROOT), "help"], capture_output=True, text=True, check=True
    )

    for target in ("setup", "up", "down", "test", "test-fast", "check", "bench", "lock"):
        assert f"make {target} " in shown.stdout


def test_make_says_which_python_is_needed(tmp_path):
    """OPS-1."""
    old = tmp_path / "python2"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    tried = subprocess.run(
        ["make", "-s", "-C", str(ROOT), "setup", f"PYTHON={old}", f"VENV={tmp_path}/venv"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert tried.returncode != 0
    assert "Python 3.11 or later is needed" in tried.stderr
    assert not (tmp_path / "venv").exists()


# Built from parts, so that these lines do not match themselves.
HOSTS = [
    "py" + r"pi\.org",
    "python" + r"hosted\.org",
    "registry" + r"\.npm" + r"js\.org",
    "deb" + r"\.debian\.org",
    "deb" + r"\.nodesource",
]
HOMES = (
    r"(?:^|[^\w.$}])/(?:" + "|".join(["wo" + "rk", "fa" + "rm", "ro" + "ot", "ho" + "me"]) + ")/"
)


@pytest.mark.parametrize("pattern", [*HOSTS, HOMES])
def test_nothing_names_a_registry_or_a_place_on_one_machine(pattern):
    """OPS-1."""
    wanted = re.compile(pattern, re.MULTILINE)
    texts = [path for path in tracked() if path.suffix not in {".png", ".wav", ".ico"}]

    assert [
        name_of(path) for path in texts if wanted.search(path.read_text(errors="replace"))
    ] == []
