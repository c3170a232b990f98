import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.docs.tree import ROOT, statements, table_rows

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
OURS = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}


def normal(name):
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~\[; ]", name)[0]).lower()


def sections():
    text = (ROOT / "docs/dependencies.md").read_text()
    return {
        head: [row[0].strip("`") for row in table_rows(body)]
        for head, body in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    }


def test_every_direct_dependency_has_its_reason_and_no_reason_is_left_over():
    """OPS-1."""
    extras = PROJECT["project"]["optional-dependencies"]
    named = sections()

    assert named["What runs"] == sorted(map(normal, PROJECT["project"]["dependencies"]))
    assert named["The sandbox"] == sorted(map(normal, extras["sandbox"]))
    assert named["Only for development"] == sorted(map(normal, extras["dev"]))


def imported(folder):
    for path in (ROOT / folder).rglob("*.py"):
        for node in statements(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.partition(".")[0]


def test_whatever_the_product_imports_is_named():
    """OPS-1."""
    product = OURS - {"tests", "bench"}
    named = {name for names in sections().values() for name in names}
    distributions = packages_distributions()
    modules = {module for folder in product for module in imported(folder)}
    foreign = modules - set(sys.stdlib_module_names) - OURS

    unnamed = {
        module
        for module in foreign
        if not {normal(each) for each in distributions.get(module, [module])} & named
    }
    assert unnamed == set()


def test_the_locks_hold_hashes_and_no_addresses():
    """OPS-1."""
    for name in ("requirements.lock", "docker/requirements.lock"):
        text = (ROOT / name).read_text()
        pinned = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
        assert len(pinned) > 50
        assert all("==" in each and "--hash=sha256:" in each for each in pinned)
        assert "://" not in text
        assert "@" not in text


def test_the_locks_hold_every_direct_dependency():
    """OPS-1."""
    extras = PROJECT["project"]["optional-dependencies"]
    runs = {normal(each) for each in PROJECT["project"]["dependencies"]}
    builds = {normal(each) for each in PROJECT["build-system"]["requires"]}
    everything = runs | builds | {normal(each) for extra in extras.values() for each in extra}

    def locked(name):
        text = (ROOT / name).read_text()
        return {normal(each) for each in re.findall(r"^([a-z0-9][^=]*)==", text, re.MULTILINE)}

    assert everything <= locked("requirements.lock")
    assert runs | builds <= locked("docker/requirements.lock")
    assert locked("docker/requirements.lock") <= locked("requirements.lock")
