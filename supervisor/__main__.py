"""Stops what `zhiban up` has started: `python -m supervisor`."""

import sys

from bootstrap.configuration.settings import load_settings
from domain.common.errors import ZhibanError
from supervisor.preflight import stop_running


def main() -> int:
    """Ask the supervisor of the configured data folder to stop, and wait for it."""
    try:
        stopped = stop_running(load_settings().data_dir)
    except ZhibanError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("Stopped.\n" if stopped else "Nothing is running.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
