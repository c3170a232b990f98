"""The only reader of the environment, and of the file that stands beside it.

It loads nothing else of ours that is large: a command that asks the API needs no more.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import locales
from domain.common.errors import Misconfigured
from domain.common.messages import Called, message
from domain.common.readers import Language, nearest

PREFIX = "ZHIBAN_"
ENV_FILE = "ZHIBAN_ENV_FILE"
"""Names a file with further settings; without it, `.env` in the current folder is read, and with
an empty value none."""

OWN_FILES = frozenset(
    {ENV_FILE, "ZHIBAN_TERMINAL_FILE", "ZHIBAN_MAIL_CA_FILE", "ZHIBAN_WEB_CA_FILE"}
)
"""Settings that name a file themselves; any other name with `_FILE` names where a value stands."""

LARGEST_FILE = 64 * 1024
"""Characters of a setting's file; the longest are lists of robots with their keys."""

_FROM_FILE = "_FILE"

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
    """Return what is set, as it is written or stands in a file: our names and the published ones.

    Raises:
        Misconfigured: see `settings_from_files`.
    """
    files = settings_from_files()
    given = {name: value for name, value in _variables().items() if value and _is_ours(name)}
    return {name: given[name] for name in given if file_of(name) not in files} | files


def settings_from_files() -> dict[str, str]:
    """Return the settings whose values stand in files of their own: `NAME_FILE` names that of NAME.

    Raises:
        Misconfigured: a file cannot be read, or the setting is given as well; says which, never
            with what is in it.
    """
    found, variables = {}, _variables()
    for name, path in variables.items():
        setting = file_of(name)
        if not (setting and path):
            continue
        if variables.get(setting):
            raise Misconfigured(
                message("settings.given_twice", setting=Called(setting), file=Called(name))
            )
        found[setting] = _content(name, Path(path))
    return found


def file_of(name: str) -> str:
    """Return the setting whose value a variable names the file of; empty when it names none."""
    name = name.upper()
    setting = name.removesuffix(_FROM_FILE)
    return setting if setting != name and name not in OWN_FILES and _is_ours(setting) else ""


def _content(name: str, path: Path) -> str:
    """Return the text of a file without the end of its last line, which editors write."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(LARGEST_FILE + 1)
    except (OSError, UnicodeDecodeError):
        text = ""
    value = text.rstrip("\r\n")
    if not value or len(text) > LARGEST_FILE:
        raise Misconfigured(
            message("settings.file_unread", setting=Called(name), file=Called(str(path)))
        )
    return value


def _variables() -> dict[str, str]:
    file = env_file()
    written = _written(file) if file else {}
    return {name.upper(): value or "" for name, value in written.items()} | environment()


def foreign_environment() -> dict[str, str]:
    """Return the rest of the environment, for child processes that get settings of their own."""
    return {name: value for name, value in environment().items() if not _is_ours(name)}


def _is_ours(name: str) -> bool:
    return name.startswith(PREFIX) or name in PUBLISHED


def _written(file: Path) -> Mapping[str, str | None]:
    from dotenv import dotenv_values  # noqa: PLC0415 - most commands find no file to read

    return dotenv_values(file, encoding="utf-8")
