"""Who may call: permanent keys, temporary sessions and what each is allowed to do."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

SANDBOX_SECRET_ID = "AKIDsandbox0000000000000000000000000"  # noqa: S105 - opens nothing else
SANDBOX_SECRET_KEY = "sandbox-only-secret-key"  # noqa: S105 - opens nothing but this


@dataclass(frozen=True)
class Account:
    """One key pair; a temporary one also carries `token` and ends at `expires_at` (epoch s).

    `allowed` holds patterns of `service:Action`, such as `cls:Describe*`; `projects` those whose
    alarms it is shown, None for all (doc 248/48684: only alarms of authorised projects).
    """

    secret_id: str
    secret_key: str
    uin: str = "100000000001"
    app_id: int = 1250000000
    allowed: tuple[str, ...] = ("*",)
    token: str | None = None
    expires_at: float | None = None
    projects: frozenset[int] | None = None

    def may(self, service: str, action: str) -> bool:
        """Say whether this account is allowed to perform `action` of `service`."""
        return any(fnmatchcase(f"{service}:{action}", pattern) for pattern in self.allowed)


SANDBOX_ACCOUNT = Account(SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY)


class Accounts:
    """The key pairs that are known."""

    def __init__(self) -> None:
        self._by_secret_id = {SANDBOX_SECRET_ID: SANDBOX_ACCOUNT}

    def add(self, account: Account) -> None:
        """Add or replace a key pair."""
        self._by_secret_id[account.secret_id] = account

    def find(self, secret_id: str) -> Account | None:
        """Return the account that owns `secret_id`, if it is known."""
        return self._by_secret_id.get(secret_id)
