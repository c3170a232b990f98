"""Runs a public suite against a server, or a client, and says what it found."""

import asyncio
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.suites import HERE, Suites

ROOT = HERE.parent.parent

LONGEST_RUN = 200.0
"""Seconds; a whole run takes some ten on a quiet core, most of it spent listening."""
LONGEST_SCENARIO = ("--timeout", "90000")
"""Milliseconds; by itself the suite gives up after 30 s, and a busy machine starts us late."""
PASSED = frozenset({"SUCCESS", "INFO", "WARNING", "SKIPPED"})
"""A warning is about what the protocol recommends; a check that fails is about what it demands."""


@dataclass(frozen=True)
class Target:
    """A server and a token that it knows."""

    url: str
    token: str


@dataclass(frozen=True)
class Ended:
    """A program that has ended."""

    code: int
    said: str
    complained: str


@dataclass(frozen=True)
class Scenario:
    """What one scenario found: how many of its checks passed, and why the others did not."""

    passed: int
    failed: Mapping[str, str]


Findings = Mapping[str, Scenario]
"""By name; a scenario that was not run is not there."""


async def conformance(suites: Suites, target: Target, revision: str) -> Findings:
    """Run all that a revision of the protocol requires, and what it only reports."""
    command = suites.command("conformance", "dist/index.js")
    command.insert(1, f"--import={HERE / 'bearer.mjs'}")
    with tempfile.TemporaryDirectory() as results:
        asked = ("server", "--url", target.url, "--requirements", revision, "-o", results)
        asked += LONGEST_SCENARIO
        # Its exit code counts scenarios that want tools of its own making, which no product has.
        ended = await _run(suites, [*command, *asked], ZHIBAN_TOKEN=target.token)
        found = _findings(Path(results))
    assert found, ended.said[-2_000:] + ended.complained[-2_000:]
    return found


async def client_scenarios(suites: Suites, revision: str) -> list[str]:
    """Return what a revision of the protocol requires of clients, in the suite's own words."""
    command = suites.command("conformance", "dist/index.js")
    ended = await _run(suites, [*command, "list", "--requirements", revision])
    _, found, after = ended.said.partition("Client scenarios")
    assert found, ended.said[-2_000:] + ended.complained[-2_000:]
    required, *_ = after.partition("Run and reported")
    return re.findall(r"^  - (\S+)$", required, re.MULTILINE)


async def client_scenario(suites: Suites, program: Path, name: str, revision: str) -> Scenario:
    """Play one scenario to a client: a Python program that is given the server's address."""
    command = suites.command("conformance", "dist/index.js")
    started = f"{sys.executable} {program}"
    with tempfile.TemporaryDirectory() as results:
        asked = ("client", "--command", started, "--scenario", name, "-o", results)
        ended = await _run(
            suites,
            [*command, *asked, *LONGEST_SCENARIO, "--spec-version", revision],
            PYTHONPATH=str(ROOT),
            PYTHONWARNINGS="",
        )
        found = _only(Path(results))
    assert found, ended.said[-2_000:] + ended.complained[-2_000:]
    return found


async def inspector(suites: Suites, target: Target, *asked: str) -> Ended:
    """Ask the inspector for one thing, on the command line."""
    command = suites.command("inspector", "clients/launcher/build/index.js")
    proof = ("--header", f"Authorization: Bearer {target.token}")
    options = ("--cli", target.url, "--transport", "http", "--format", "json", "-q", *proof)
    return await _run(suites, [*command, *options, *asked])


def failures(found: Findings, gate: Iterable[str], excused: Mapping[str, str]) -> list[str]:
    """Say what is wrong with the scenarios that we answer for.

    Args:
        found: what a run found.
        gate: scenarios that must have been run, and whose every check must pass.
        excused: checks that must fail, and the reason; one that passes is excused no longer.
    """
    nothing = Scenario(0, {})
    ran = {name: found.get(name, nothing) for name in gate}
    wrong = [f"{name}: nothing was checked" for name, one in ran.items() if not one.passed]
    checks = {check: why for one in ran.values() for check, why in one.failed.items()}
    wrong += [f"{check}: {why}" for check, why in checks.items() if check not in excused]
    return wrong + [f"{check}: passes now" for check in excused if check not in checks]


async def _run(suites: Suites, command: list[str], **settings: str) -> Ended:
    with tempfile.TemporaryDirectory() as home:
        process = await asyncio.create_subprocess_exec(
            *command,
            env={
                "PATH": os.environ["PATH"],
                "HOME": home,
                "NODE_COMPILE_CACHE": str(suites.compiled),
                **settings,
            },
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(LONGEST_RUN):
                said, complained = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    return Ended(process.returncode or 0, said.decode(), complained.decode())


def _findings(results: Path) -> Findings:
    return {_name(each): _found(each) for each in results.glob("*/checks.json")}


def _only(results: Path) -> Scenario | None:
    found = [_found(each) for each in results.glob("*/checks.json")]
    return found[0] if len(found) == 1 else None


def _name(checks: Path) -> str:
    """Return the scenario's name: the folder is `server-<name>-<time>`."""
    found = re.fullmatch(r"server-(.+)-\d{4}-\d{2}-\d{2}T.*", checks.parent.name)
    assert found, checks
    return found[1]


def _found(checks: Path) -> Scenario:
    found = json.loads(checks.read_text())
    failed = {
        each["id"]: each.get("errorMessage", each["status"])
        for each in found
        if each["status"] not in PASSED
    }
    return Scenario(sum(each["status"] == "SUCCESS" for each in found), failed)
