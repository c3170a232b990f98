"""The same clean environment as for the composition root."""

from tests.bootstrap.conftest import bare_environment  # noqa: F401 - fixtures
