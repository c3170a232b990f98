"""Configurations as people type them: JSON, a file, or a pipe."""

import json
import sys
from pathlib import Path
from typing import Any

from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.tasks.tasks import LARGEST_CONFIG


def config_of(words: str, *, option: str = "--config") -> dict[str, Any]:
    """Return the configuration that an option means: JSON, `@file`, or `-` for stdin.

    Raises:
        InvalidRequest: it cannot be read, or is no JSON object.
    """
    text = _read(words, option)
    try:
        config = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidRequest(option, message("task.config_form", at=Called("@"))) from None
    if not isinstance(config, dict):
        raise InvalidRequest(option, message("rule.object"))
    return config


def _read(words: str, option: str) -> str:
    """Read what may be typed, kept in a file, or piped in; no more than a configuration holds."""
    if words == "-":
        return sys.stdin.read(LARGEST_CONFIG + 1)
    if not words.startswith("@"):
        return words
    try:
        with Path(words[1:]).open(encoding="utf-8") as file:
            return file.read(LARGEST_CONFIG + 1)
    except (OSError, UnicodeDecodeError, ValueError):
        raise InvalidRequest(option, message("rule.readable_file", file=Called(words))) from None
