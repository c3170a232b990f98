"""Which failures are those of a whole server, and not of one address of it (ALR-12)."""

from application.ports.watches.web import FetchFailed, FetchProblem
from domain.watches.watches import SourceFault

_NO_ANSWER = frozenset(
    {
        FetchProblem.DNS,
        FetchProblem.CONNECT,
        FetchProblem.TLS,
        FetchProblem.TIMEOUT,
        FetchProblem.BROKEN,
    }
)
_FAULT_OF_STATUS = {
    401: SourceFault.CREDENTIALS,
    403: SourceFault.CREDENTIALS,
    429: SourceFault.THROTTLED,
}


def fault_of(error: FetchFailed) -> SourceFault | None:
    """Return what is wrong with the whole server; None when it may be this address alone."""
    if error.problem is not FetchProblem.STATUS:
        return SourceFault.SILENT if error.problem in _NO_ANSWER else None
    silent = SourceFault.SILENT if error.status >= 500 else None
    return _FAULT_OF_STATUS.get(error.status, silent)
