"""What holds for every test."""

import gc
import logging
import os
import sys
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

# A cluster for whoever asks for one: the stand-in, and the real control plane where it is built;
# the public MCP suites where they are installed; what a run of the scenarios ends with; what stays
# together where several processes run tests; where marked tests must lie; parts
# of them; and what they record.
pytest_plugins = (
    "tests.fakes.kubernetes",
    "tests.conformance.plugin",
    "tests.scenarios.plugin",
    "tests.together",
    "tests.places",
    "tests.parts",
    "tests.recording",
)

# The programs that come with Python packages lie beside the interpreter, wherever that was called.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"

# By itself it prints each local variable of a traceback, and here those are whole worlds of fakes:
# a page that failed took minutes to say so.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.StackInfoRenderer(),
        structlog.dev.set_exc_info,
        structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)

# How long an example takes tells how busy the machine is; tests of speed measure it themselves.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])

# `make test-fast` is for every few minutes, and every test is a sample of what could be asked:
# `make test-exhaustive` looks at all examples.
settings.register_profile("daily", settings.get_profile("patient"), max_examples=30)
settings.register_profile("fast", settings.get_profile("patient"), max_examples=10)
settings.load_profile("daily")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What was collected stays to the end: there is no garbage in it to look for."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(autouse=True)
def loggers_as_found():
    """Tests that start a program within this process must not set the loggers of the next ones."""
    root = logging.getLogger()
    named = [one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    handlers, levels = root.handlers[:], [(one, one.level) for one in (root, *named)]
    known = {one.name for one in named}  # no others: `a` of `a.b` is none until it is asked for
    yield
    root.handlers[:] = handlers
    for one, level in levels:
        if one.level != level:  # setting one makes every logger forget what it has worked out
            one.setLevel(level)
    for name in root.manager.loggerDict.keys() - known:
        logging.getLogger(name).setLevel(logging.NOTSET)
