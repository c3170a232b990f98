"""The image can be built from what Docker sends to the build, and holds the whole program."""

import json
import os
import shutil
import subprocess
import sys
import tomllib

import pytest

from tests.docs.docker_context import DockerIgnore, assemble, copies
from tests.docs.tree import ROOT, name_of, tracked

DOCKERFILES = [path for path in tracked() if path.name.startswith("Dockerfile")]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PACKAGES = {
    path.parent.name
    for path in tracked()
    if path.name == "__init__.py" and path.parent.parent == ROOT
} - {"tests", "bench"}


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    """What the build would see of the tree."""
    folder = tmp_path_factory.mktemp("image") / "context"
    assemble(ROOT, folder)
    return folder


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ("*\n!a", ["a/b/c.py", "a/d.txt"]),
        ("*\n!a\na/b", ["a/d.txt"]),
        ("*\n!a\na/b\n!a/b/c.py", ["a/b/c.py", "a/d.txt"]),
        ("a\n!z", ["z/a/d.txt", "z/e.py"]),
        ("/a\n  z/a  ", ["z/e.py"]),
        ("**/a", ["z/e.py"]),
        ("**/*.py", ["a/d.txt", "z/a/d.txt"]),
        ("*.py\n# a\nz/?.py", ["a/b/c.py", "a/d.txt", "z/a/d.txt"]),
        ("z/**\na/[^b].txt", ["a/b/c.py"]),
        ("!a\n*", []),
    ],
)
def test_a_docker_ignore_is_read_as_docker_reads_it(tmp_path, lines, left):
    """OPS-8: the answers are those of Docker 28."""
    for name in ("a/b/c.py", "a/d.txt", "z/a/d.txt", "z/e.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    assert DockerIgnore.parse(lines).files(tmp_path) == left


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=name_of)
def test_everything_that_an_image_copies_reaches_its_build(context, dockerfile):
    """OPS-8."""
    sources = [each for sources, _ in copies(dockerfile.read_text()) for each in sources]

    assert sources
    assert [each for each in sources if not (context / each).exists()] == []


def test_no_secret_and_no_leftover_reaches_the_build(context):
    """SEC-1, OPS-8."""
    top = {each.name for each in context.iterdir()}

    assert top == {each.split("/")[0] for sources, _ in copies(DOCKERFILE) for each in sources}
    assert not list(context.rglob("__pycache__"))


def test_the_image_holds_every_package_and_runs_as_nobody_special():
    """OPS-2, OPS-8, SEC-1."""
    copied = {target for sources, target in copies(DOCKERFILE) if sources == [target]}
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    lines = DOCKERFILE.splitlines()

    assert copied == PACKAGES == set(wheel["targets"]["wheel"]["packages"])
    assert "USER zhiban" in lines
    assert not any(":latest" in line for line in lines)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_the_program_starts_from_what_the_image_copies(context, tmp_path):
    """OPS-8: whatever worker, API and MCP import comes out of the image, not out of this tree."""
    for sources, target in copies(DOCKERFILE):
        for source in sources:
            if (context / source).is_dir():
                shutil.copytree(context / source, tmp_path / target)
    asked = (
        "import json, sys, bootstrap.main, bootstrap.running.serving, bootstrap.running.worker;"
        "import bootstrap.running.everything, sandbox.__main__;"
        "print(json.dumps({n: m.__file__ for n, m in list(sys.modules.items())"
        " if getattr(m, '__file__', None)}))"
    )
    run = [sys.executable, "-c", asked]
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "ZHIBAN_ENV_FILE": ""}
    done = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, check=True)
    files = json.loads(done.stdout)
    ours = {name: file for name, file in files.items() if name.split(".")[0] in PACKAGES}

    assert {name.split(".")[0] for name in ours} == PACKAGES
    assert {name for name, file in ours.items() if not file.startswith(str(tmp_path))} == set()
