"""What came of sealing everything anew after a key was rotated (CLD-4).

Numbers only: whose plugins there are is nobody's business, an operator's included.
"""

from dataclasses import dataclass

MOST_REASONS = 5
"""Sentences about what does not open: one for each key that is missing."""


@dataclass(frozen=True)
class Resealed:
    """One kind of what is kept sealed.

    Attributes:
        what: `plugins`, `checkpoints` or `config_versions`.
        renewed: rows that were sealed with the present key just now.
        current: rows that are sealed with it, and were opened to see.
        left: rows that open with an older key and are still sealed with it.
        unopened: rows that do not open, whichever key they name; the present one, too.
        reasons: why not, each once.
    """

    what: str
    renewed: int
    current: int
    left: int
    unopened: int
    reasons: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether nothing of this kind needs any key but the present one."""
        return not self.left and not self.unopened
