"""The API that the terminal asks, found without loading what reads all settings."""

from pathlib import Path

from bootstrap.configuration.environment import DATA_DIR, ELSEWHERE, given_settings
from cli.remote import Api
from domain.common.errors import Misconfigured
from domain.common.messages import Called, message
from supervisor.preflight import is_running
from supervisor.terminal_file import FILE, read_terminal_file

_SETTING = "ZHIBAN_TERMINAL_FILE"


def running_api(version: str) -> Api | None:
    """Return the API that the settings name, else the one that `zhiban up` runs; None for none.

    A file that was left behind is not used: who listens at its address now gets no token.

    Raises:
        Misconfigured: the file is missing, others can read it, or it is no such file.
    """
    given = given_settings()
    if chosen := given.get(_SETTING, ""):
        file = Path(chosen)
    elif ELSEWHERE & given.keys() or not is_running(folder := _data_dir(given)):
        return None
    else:
        file = folder / FILE
    found = read_terminal_file(file)
    if found is None:
        if not chosen:
            return None
        raise Misconfigured(
            message("cli.file_missing", setting=Called(_SETTING), file=Called(chosen))
        )
    return Api(found.address, found.token, file, version, chosen=bool(chosen))


def _data_dir(given: dict[str, str]) -> Path:
    return Path(given.get("ZHIBAN_DATA_DIR", DATA_DIR))
