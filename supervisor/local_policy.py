"""What Zhiban may do in a run on one machine: a file of the data folder that people may change."""

from pathlib import Path

from domain.common.errors import Misconfigured
from domain.people.people import FIRST_ADMIN
from supervisor.private_files import write_private

FILE = "policy.toml"


def keep_policy(data_dir: Path) -> Path:
    """Return the policy's file, written on the first run and left alone ever after.

    Raises:
        Misconfigured: it cannot be written.
    """
    from sandbox.policy import sandbox_policy  # noqa: PLC0415 - production comes without it

    path = data_dir / FILE
    if not path.exists():
        try:
            write_private(path, sandbox_policy(FIRST_ADMIN))
        except OSError as error:
            raise Misconfigured(f"{path} cannot be written: {error.strerror}.") from error
    return path
