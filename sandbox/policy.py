"""The policy of a running sandbox: that of the fault scenarios, and what may happen in the shop."""

from importlib.resources import files

_HEAD = """\
# What Zhiban may do in the sandbox. Change it as you like: it is read again whenever it changes.
# Where nothing is said it only watches; see docs/policies.md for everything that can be said here.
# Remove this file and start again to get the one that fits this version.
"""
_SHOP = """

# The shop asks a person before each repair; `mode = "auto"` lets Zhiban do it alone.
[[modes]]
mode = "approve"
namespace = "shop"

[[services]]
name = "paying"
namespace = "shop"
workload = "payments"
importance = "core"
users = 4000
dependents = 3

[[services]]
name = "the shop"
namespace = "shop"
importance = "core"
users = 4000
dependents = 1
"""


def sandbox_policy(person: str) -> str:
    """Return the text of the policy.

    Args:
        person: id of who is on call, answers questions and lends the permission to repair.
    """
    text = files("sandbox.scenarios").joinpath("policy.toml").read_text()
    rules = text[text.index("name = ") :]
    for told, ours in (
        ('"fault scenarios"', '"sandbox"'),
        ('"u_keeper"', f'"{person}"'),
        # Whoever tries it out is alone, and reads first what they are asked.
        ("wait_seconds = 30", "wait_seconds = 120\nown_request = true"),
    ):
        rules = rules.replace(told, ours)
    return f"{_HEAD}\n{rules.rstrip()}{_SHOP}"
