"""What holds for every test."""

import logging
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# A cluster for whoever asks for one: the stand-in, and the real control plane where it is built.
pytest_plugins = ("tests.fakes.kubernetes",)

# The programs that come with Python packages lie beside the interpreter, wherever that was called.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"

# `make test-fast` is for every few minutes: it looks at fewer examples, and at the rules, services
# and workflows. What stands around them (faces, adapters, stores, stand-ins, docs) is run by folder
# while one works on it. `make test` looks at everything.
settings.register_profile("fast", max_examples=10)

AROUND = tuple(
    Path(__file__).parent / name
    for name in (
        *("sandbox", "bench", "contracts", "docs", "kubernetes", "scenarios"),
        *("faces", "integrations", "storage", "whole"),
    )
)


def pytest_collection_modifyitems(items):
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in AROUND):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def loggers_as_found():
    """Tests that start a program within this process must not set the loggers of the next ones."""
    root = logging.getLogger()
    named = [one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    handlers, levels = root.handlers[:], [(one, one.level) for one in (root, *named)]
    known = set(root.manager.loggerDict)
    yield
    root.handlers[:] = handlers
    for one, level in levels:
        one.setLevel(level)
    for name in root.manager.loggerDict.keys() - known:
        logging.getLogger(name).setLevel(logging.NOTSET)
