"""Making a store, and knowing who takes part in it."""

import time
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from uuid import uuid4

from application.common.wording import message_for
from application.ports.discussions import StoreFacts
from domain.common.errors import Rejected
from domain.common.messages import Called, Foreign, message
from domain.discussions.discussions import Project
from domain.discussions.files import new_config, projects_in
from domain.discussions.index import index_with, new_index
from domain.discussions.json import parsed, written
from storage.discussions.catalog import Catalog
from storage.discussions.disk import disk_troubles
from storage.discussions.files import DiscussionFiles
from storage.discussions.index_file import IndexFile

KNOWN_PROJECTS = tuple(
    Project(id_, **said)
    for id_, said in tomllib.loads(
        files("storage.discussions").joinpath("projects.toml").read_text(encoding="utf-8")
    ).items()
)
"""Who takes part where `config.json` says nothing else."""

_TORN_FOR = 0.5
"""Seconds; `config.json` is small, and written once."""


@dataclass(frozen=True)
class Making:
    """Makes what is missing of one store."""

    files: DiscussionFiles
    index: IndexFile
    catalog: Catalog

    def folders(self) -> bool:
        """Make the folders that are missing; say whether any was.

        Raises:
            Unavailable: the disk is full or read-only.
        """
        self.files.places.must_be_ours()
        if self.files.places.aside.is_dir() and self.files.places.discussions.is_dir():
            return False
        with disk_troubles("Making the store of discussions"):
            for folder in self.files.places.folders:
                folder.mkdir(parents=True, exist_ok=True)
        return True

    def init(self, *, stamp: str) -> StoreFacts:
        """Make folders, `config.json` and `index.json` where they are missing.

        Args:
            stamp: local time, as files have it.
        """
        places = self.files.places
        made = self.folders()
        made |= self.config(stamp=stamp)
        if not _is_there(places.index):
            index = index_with(new_index(stamp=stamp), self.catalog.heads()[0], stamp=stamp)
            made |= self._make(places.index, index)
        return StoreFacts(
            path=str(places.root),
            discussions_path=str(places.discussions),
            made=made,
            config_exists=_is_there(places.config),
            index_exists=_is_there(places.index),
        )

    def config(self, *, stamp: str) -> bool:
        """Make `config.json` with the known projects where it is missing; say whether it was."""
        known = new_config(KNOWN_PROJECTS, created_at=stamp)
        return self._make(self.files.places.config, known)

    def projects(self) -> list[Project]:
        """Return who takes part.

        Raises:
            Rejected: `config.json` cannot be read; says why.
        """
        until = time.monotonic() + _TORN_FOR
        while True:
            try:
                said = projects_in(parsed(self.files.disk.read(self.files.places.config)[0]))
            except FileNotFoundError:
                return list(KNOWN_PROJECTS)
            except OSError as error:
                raise Rejected(
                    message(
                        "discussion.unreadable",
                        file=Called("config.json"),
                        why=Foreign(error.strerror or ""),
                    )
                ) from None
            except Rejected as error:
                if time.monotonic() > until:
                    raise Rejected(
                        message(
                            "discussion.unreadable",
                            file=Called("config.json"),
                            why=message_for(error),
                        )
                    ) from None
                time.sleep(0.01)
            else:
                return said or list(KNOWN_PROJECTS)

    def _make(self, path: Path, document: object) -> bool:
        """Write a file that is not there; one that appears meanwhile stays."""
        if _is_there(path):
            return False
        prepared = self.files.places.ours / f"index-{uuid4().hex}"
        with disk_troubles(f"Making {path.name}"):
            try:
                self.files.disk.write(prepared, written(document))
                with suppress(FileExistsError):
                    self.files.disk.link(prepared, path)
                    return True
            finally:
                prepared.unlink(missing_ok=True)
        return False


def _is_there(path: Path) -> bool:
    return path.is_symlink() or path.exists()
