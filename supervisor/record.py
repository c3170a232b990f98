"""What `zhiban status` reads: which processes `zhiban up` has started."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from supervisor.parts import Address, Probe
from supervisor.private_files import write_private

FILE = "status.json"


@dataclass(frozen=True, kw_only=True)
class PartRecord:
    """One part as it was started.

    Attributes:
        pid: None while it is not running.
        trouble: why it is not running, and when it is started again.
    """

    name: str
    version: str
    pid: int | None
    restarts: int
    log: str
    addresses: tuple[Address, ...]
    probes: tuple[Probe, ...]
    trouble: str = ""


@dataclass(frozen=True)
class RunRecord:
    """One run of the supervisor.

    Attributes:
        chosen: the settings by which commands in other terminals find it; none is a secret.
    """

    version: str
    pid: int
    sandbox: bool
    parts: tuple[PartRecord, ...]
    chosen: Mapping[str, str] = field(default_factory=dict)


_RECORD = TypeAdapter(RunRecord)


def write_record(data_dir: Path, record: RunRecord) -> None:
    """Replace the record in one move, so that a reader never sees half of one."""
    write_private(data_dir / FILE, _RECORD.dump_json(record, indent=1).decode())


def read_record(data_dir: Path) -> RunRecord | None:
    """Return the last run's record; None when there is none or it cannot be read."""
    try:
        return _RECORD.validate_json((data_dir / FILE).read_bytes())
    except (OSError, ValueError):
        return None
