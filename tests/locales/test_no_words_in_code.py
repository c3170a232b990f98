"""Words stand in `locales/`, not in code (I18-1)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
APART = {"tests", "sandbox", "bench"}
HAN = re.compile(r"[\u3400-\u9fff]")

NAMES = {
    "domain/people/people.py",  # the name of a robot whom nobody has named
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


SENTENCE = re.compile(r"(?:^|[\s(])[A-Za-z][a-z']*(?:,? [a-z][a-z'-]*){3,}")
"""Four words of English one after the other."""

PRODUCT = (
    *("activities", "api", "application", "bootstrap", "cli", "demonstration", "domain"),
    *("integrations", "mcp_server", "orchestration", "storage", "supervisor", "workflows"),
)
FOR_PROGRAMMERS = {"ValueError", "TypeError", "FileNotFoundError", "ApplicationError"}
"""What they say reaches nobody but who writes the code, or reads the journal of a process."""

RAISED = {
    "application/cluster_edits/restores.py": 2,
    "application/incidents/weights.py": 1,
    "bootstrap/configuration/environment.py": 1,
    "bootstrap/configuration/sandbox_rule.py": 4,
    "bootstrap/configuration/settings.py": 1,
    "bootstrap/fingerprints.py": 1,
    "bootstrap/running/liveness.py": 1,
    "bootstrap/runtime.py": 1,
    "bootstrap/sealing.py": 3,
    "bootstrap/temporal/client.py": 4,
    "bootstrap/temporal/encryption.py": 2,
    "bootstrap/temporal/ownership.py": 1,
    "bootstrap/webhooks.py": 1,
    "demonstration/incident.py": 2,
    "demonstration/morning.py": 1,
    "integrations/browser/chromium.py": 2,
    "integrations/browser/renderer.py": 5,
    "integrations/browser/targets.py": 1,
    "integrations/fluent_words/language_data.py": 1,
    "integrations/isolation/pool.py": 1,
    "integrations/plugins/registrations.py": 1,
    "integrations/web/bodies.py": 3,
    "integrations/web/credentials.py": 2,
    "integrations/web/fetcher.py": 3,
    "integrations/web/guard.py": 1,
    "storage/discussions/saying.py": 2,
    "supervisor/environment.py": 1,
    "supervisor/local_secrets.py": 1,
    "supervisor/preflight.py": 4,
    "supervisor/watch.py": 1,
    "workflows/briefings/messages.py": 2,
}
"""Files that still raise English sentences, and how many; nobody adds one, and who mends one
takes it out of here. Most are about settings, which a process says before anybody is known."""


def test_nobody_raises_a_sentence_but_where_it_is_known():
    """I18-1: an error carries a message, which whoever reads it gets in their language."""
    found = {
        str(path.relative_to(ROOT)): count
        for folder in PRODUCT
        for path in (ROOT / folder).rglob("*.py")
        if (count := len(list(_raised(ast.parse(path.read_text(encoding="utf-8"))))))
    }

    assert found == RAISED


def _raised(tree: ast.AST) -> Iterator[ast.Raise]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
            continue
        said = [each for given in node.exc.args for each in ast.walk(given)]
        texts = [each.value for each in said if isinstance(each, ast.Constant)]
        named = ast.unparse(node.exc.func)
        if named not in FOR_PROGRAMMERS and any(SENTENCE.search(str(each)) for each in texts):
            yield node
