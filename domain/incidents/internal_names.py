"""Names that only programs read: nobody is told them, whoever writes the sentence (BRF-10)."""

import re

from domain.briefings.evidence import EvidenceKind
from domain.clusters.repairs import SkipReason
from domain.incidents.guards.guards import GuardName
from domain.incidents.incidents import CallReason

_CODES = sorted(
    {code.value for kind in (SkipReason, CallReason, GuardName) for code in kind if "_" in code}
)
_INTERNAL = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    rf"|(?<![A-Za-z0-9])(?:{'|'.join(EvidenceKind)}):[A-Za-z0-9]"
    rf"|(?<![A-Za-z0-9_])(?:{'|'.join(_CODES)})(?![A-Za-z0-9_])",
    re.IGNORECASE | re.ASCII,
)


def names_internals(text: str) -> bool:
    """Say whether a sentence holds a UUID, the id of evidence, or a code of ours."""
    return _INTERNAL.search(text) is not None
