"""Hiding what is kept from whoever reads the database (CLD-4)."""

from typing import Protocol


class Sealing(Protocol):
    """Encrypts and authenticates; keys are the installation's and may be rotated."""

    def seal(self, content: bytes, *, about: str) -> bytes:
        """Return it hidden.

        Args:
            content: what to hide.
            about: what it belongs to; `open` must be told the same, so that one row's content put
                into another row does not open.
        """

    def open(self, sealed: bytes, *, about: str) -> bytes:
        """Return what was hidden.

        Raises:
            Misconfigured: the key is not there any more, or the content was damaged or moved.
        """

    def renewed(self, sealed: bytes, *, about: str) -> bytes | None:
        """Return it sealed with the present key; None: it was opened, and is so already.

        Raises:
            Misconfigured: it does not open, or there is no key to seal it with.
        """
