"""The only reader of the environment, and of the file that stands beside it.

It loads nothing else of ours that is large: a command that asks the API needs no more.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import locales
from domain.common.errors import Misconfigured
from domain.common.readers import Language, nearest

PREFIX = "ZHIBAN_"
ENV_FILE = "ZHIBAN_ENV_FILE"
"""Names a file with further settings; without it, `.env` in the current folder is read, and with
an empty value none."""

ELSEWHERE = frozenset({"ZHIBAN_TEMPORAL_ADDRESS", "ZHIBAN_DATABASE_URL", "TEMPORAL_ADDRESS"})
"""What says that a command is meant for something else than what runs in the data folder."""

DATA_DIR = "var"
"""The data folder, where no other is set."""

PUBLISHED: Mapping[str, tuple[str, str]] = {
    "TENCENTCLOUD_SECRET_ID": ("tencent", "secret_id"),
    "TENCENTCLOUD_SECRET_KEY": ("tencent", "secret_key"),
    "OPENAI_API_KEY": ("llm", "api_key"),
    "OPENAI_API_BASE": ("llm", "base_url"),
    "TEMPORAL_ADDRESS": ("temporal", "address"),
    "TEMPORAL_NAMESPACE": ("temporal", "namespace"),
    "TEMPORAL_API_KEY": ("temporal", "api_key"),
    "TWILIO_ACCOUNT_SID": ("twilio", "account_sid"),
    "TWILIO_AUTH_TOKEN": ("twilio", "auth_token"),
    "TWILIO_PHONE_NUMBER": ("twilio", "sender"),
    "TWILIO_MESSAGING_SERVICE_SID": ("twilio", "service_sid"),
    "EVENT_FEEDBACK_URL": ("feedback", "url"),
    "LINGMESSAGE_DIR": ("discussions", "dir"),
}
"""Names that others have made common; ours win where both are set."""


def environment() -> dict[str, str]:
    """Return a copy of the environment, to pass on to child processes."""
    return dict(os.environ)  # noqa: TID251 - this module is the one that may


def adopt(variables: Mapping[str, str]) -> None:
    """Put variables into this process's environment, for the next `load_settings`."""
    os.environ.update(variables)  # noqa: TID251 - this module is the one that may


def terminal_language() -> Language:
    """Return the language that the terminal is set to."""
    names = environment()
    chosen = names.get("LC_ALL") or names.get("LC_MESSAGES") or names.get("LANG") or ""
    tag = chosen.partition(".")[0].partition("@")[0].replace("_", "-")
    return nearest(tag, map(Language, locales.installed())) or Language.ENGLISH


def env_file() -> Path | None:
    """Return the file of settings that is in use.

    Raises:
        Misconfigured: ZHIBAN_ENV_FILE names a file that is not there.
    """
    named = environment().get(ENV_FILE, ".env")
    if named and Path(named).is_file():
        return Path(named)
    if named and ENV_FILE in environment():
        raise Misconfigured(f"{ENV_FILE} names {named}, which is not a file.")
    return None


def given_settings() -> dict[str, str]:
    """Return what is set, as it is written: our names and the published ones."""
    file = env_file()
    written = _written(file) if file else {}
    variables = {name.upper(): value or "" for name, value in written.items()} | environment()
    return {name: value for name, value in variables.items() if value and _is_ours(name)}


def foreign_environment() -> dict[str, str]:
    """Return the rest of the environment, for child processes that get settings of their own."""
    return {name: value for name, value in environment().items() if not _is_ours(name)}


def _is_ours(name: str) -> bool:
    return name.startswith(PREFIX) or name in PUBLISHED


def _written(file: Path) -> Mapping[str, str | None]:
    from dotenv import dotenv_values  # noqa: PLC0415 - most commands find no file to read

    return dotenv_values(file, encoding="utf-8")
