import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.app import build_cli
from tests.fakes.face_desks import FaceWorld
from tests.fakes.house import FakeHouse


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
def house() -> FakeHouse:
    return FakeHouse()


@pytest.fixture
def world(house: FakeHouse) -> FaceWorld:
    return house.world


@pytest.fixture
def zhiban(house: FakeHouse) -> Callable[..., Said]:
    """Runs one command; `stdin` is what is piped into it."""
    app = build_cli(house)

    def run(*arguments: str, stdin: str = "") -> Said:
        result = CliRunner().invoke(app, list(arguments), input=stdin, catch_exceptions=False)
        return Said(result.exit_code, result.stdout, result.stderr)

    return run
