"""A clean environment for everything that reads it."""

import os

import pytest

from bootstrap.settings import PREFIX, PUBLISHED


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    """Hide the settings of the machine and of the folder that the tests run in."""
    for name in list(os.environ):
        if name.startswith(PREFIX) or name in PUBLISHED:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
