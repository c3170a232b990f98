import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.app import build_cli
from tests.fakes.face_services import FaceWorld
from tests.fakes.runtime import FakeRuntime


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def runtime() -> FakeRuntime:
    return FakeRuntime()


@pytest.fixture
def world(runtime: FakeRuntime) -> FaceWorld:
    return runtime.world


@pytest.fixture
def zhiban(runtime: FakeRuntime) -> Callable[..., Said]:
    """Runs one command; `stdin` is what is piped into it."""
    app = build_cli(runtime)

    def run(*arguments: str, stdin: str = "") -> Said:
        result = CliRunner().invoke(app, list(arguments), input=stdin, catch_exceptions=False)
        return Said(result.exit_code, result.stdout, result.stderr)

    return run
