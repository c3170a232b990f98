"""Files of the data folder that only their owner reads."""

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Replace a file in one move, readable by our user only; it is on the disk when this returns.

    Raises:
        OSError: it cannot be written.
    """
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def make_private(data_dir: Path) -> None:
    """Take what earlier runs left readable for others away from them.

    Raises:
        OSError: a file is another user's.
    """
    for folder in (data_dir, data_dir / "logs"):
        for path in folder.iterdir():
            if path.is_file() and not path.is_symlink() and path.stat().st_mode & 0o077:
                path.chmod(0o600)
