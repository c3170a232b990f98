"""The clusters, until the plugin is loaded for every test."""

from tests.fakes.kubernetes import (  # noqa: F401 - fixtures and hooks are found by name
    cluster,
    lab_facts,
    pytest_configure,
    pytest_terminal_summary,
    worker_id_or_master,
)
