"""Takes each guard away in turn and shows which tests notice: `python -m bench.guards`.

A guard that nobody misses would be a guard that is on no path to a write.
"""

import re
import subprocess
import sys

from domain.incidents.guards.guards import GuardName

TESTS = "tests/application/incidents/test_repair_guards.py"
SCENARIOS = "says_no or established"
"""The scenarios themselves; the tests that take guards away by themselves are left out."""

_FAILED = re.compile(r"^FAILED \S+?\[(\S+)\]", re.MULTILINE)


def noticed_by(guard: str) -> list[str]:
    """Return the scenarios that fail without a guard; without a name nothing is taken away."""
    answer = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", TESTS, "-k", SCENARIOS, "-q", "--tb=no"),
            *("-p", "bench.without_guard", "--without-guard", guard),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if answer.returncode not in (0, 1):
        raise RuntimeError(answer.stdout[-2_000:] + answer.stderr[-2_000:])
    return sorted(_FAILED.findall(answer.stdout))


def main() -> int:
    """Print a line for each guard; return 1 when one is not missed."""
    whole = noticed_by("")
    print(f"{'with all guards':16} {whole or 'all scenarios pass'}")
    unnoticed = []
    for guard in GuardName:
        found = noticed_by(guard)
        print(f"without {guard:16} {len(found)} fail: {', '.join(found) or 'NOBODY NOTICES'}")
        if not found:
            unnoticed.append(guard)
    print("Every guard is missed." if not unnoticed else f"Not missed: {', '.join(unnoticed)}")
    return 1 if whole or unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
