"""A clean environment for everything that reads it."""

import os

import pytest

from bootstrap.configuration.environment import PREFIX, PUBLISHED
from tests.supervisor.stage import Stage, Watched


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    """Hide the settings of the machine and of the folder that the tests run in."""
    for name in list(os.environ):
        if name.startswith(PREFIX) or name in PUBLISHED:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def stage(tmp_path):
    """A place for supervisors to act in."""
    return Stage(tmp_path / "var", tmp_path / "diary", Watched())
