"""What turns messages into text for a reader."""

from datetime import date
from enum import StrEnum
from typing import Protocol

from domain.common.messages import Message
from domain.common.readers import InstalledLanguage, Reader


class Form(StrEnum):
    """What a text is for."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    HTML = "html"
    SPOKEN = "spoken"


class Renderer(Protocol):
    """The catalogues of all languages."""

    @property
    def languages(self) -> tuple[InstalledLanguage, ...]:
        """The installed languages; the first one is that of new people."""
        ...

    def text(
        self,
        message: Message,
        reader: Reader,
        *,
        form: Form = Form.PLAIN,
        today: date | None = None,
    ) -> str:
        """Return a message as text.

        Args:
            message: what is said. One that no catalogue knows is its id with its arguments, never
                an error: it may have been recorded by a newer release.
            reader: whose language it is, and whose zone moments are told in.
            form: what the text is for.
            today: the reader's local date; moments of it and of the day before are told by name.
                None tells every moment with its date.
        """
