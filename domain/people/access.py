"""Who may do what: one table for HTTP, MCP and the terminal.

A person's roles say what they may do at all; a token's scopes can only narrow it.
Ownership is a second question: most things belong to one person, and acting on another's
needs `Permission.ACT_FOR_OTHERS`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.common.errors import Forbidden, NotFound
from domain.common.messages import Called, Command, message


class Role(StrEnum):
    """What a person is trusted with; roles add up."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    APPROVER = "approver"
    ADMIN = "admin"


class Scope(StrEnum):
    """What an API token may be used for (MCP-3)."""

    READ = "read"
    OPERATE = "operate"
    APPROVE = "approve"
    ADMIN = "admin"


SCOPE_PREFIX = "zhiban:"
"""Before the names of our scopes where an identity provider has scopes of others, too."""


class Permission(StrEnum):
    """One thing that can be asked of Zhiban; the wire name of a right."""

    GREET = "briefing.greet"
    READ_BRIEFING = "briefing.read"
    CONFIGURE_BRIEFING = "briefing.configure"
    SHARE_BRIEFING = "briefing.share"
    READ_LOGS = "logs.read"
    READ_EVENTS = "events.read"
    GIVE_FEEDBACK = "events.feedback"
    READ_DELIVERIES = "deliveries.read"
    SEND_DELIVERIES = "deliveries.send"
    REACH_OTHERS = "deliveries.reach_others"
    READ_TASKS = "tasks.read"
    MANAGE_TASKS = "tasks.manage"
    READ_MEMORIES = "memories.read"
    KEEP_MEMORIES = "memories.keep"
    READ_WEATHER = "weather.read"
    FETCH_PAGES = "pages.fetch"
    SEND_SMS = "sms.send"
    READ_PLUGINS = "plugins.read"
    MANAGE_PLUGINS = "plugins.manage"
    READ_ROBOTS = "robots.read"
    MANAGE_ROBOTS = "robots.manage"
    USE_ASSISTANT = "assistant.use"
    MANAGE_SELF = "people.self"
    MANAGE_PEOPLE = "people.manage"
    ACT_FOR_OTHERS = "people.act_for_others"
    DECODE_PAYLOADS = "payloads.decode"
    READ_CLUSTERS = "clusters.read"
    EDIT_CLUSTERS = "clusters.edit"
    READ_INCIDENTS = "incidents.read"
    NOTE_INCIDENTS = "incidents.note"
    STEER_INCIDENTS = "incidents.steer"
    REQUEST_REPAIRS = "repairs.request"
    APPROVE_REPAIRS = "repairs.approve"
    SILENCE_ALERTS = "alerts.silence"
    SEND_ALERTS = "alerts.send"
    FREEZE_CHANGES = "changes.freeze"
    ENABLE_WRITES = "writes.enable"
    READ_DISCUSSIONS = "discussions.read"
    SEND_DISCUSSIONS = "discussions.send"
    ANNOTATE_DISCUSSIONS = "discussions.annotate"
    READ_POLICIES = "policies.read"
    CHANGE_WEIGHTS = "weights.change"
    READ_AUDIT = "audit.read"
    READ_ONCALL = "oncall.read"
    SWAP_ONCALL = "oncall.swap"
    CHANGE_ONCALL = "oncall.change"


_READER = frozenset(
    {
        Permission.READ_BRIEFING,
        Permission.READ_LOGS,
        Permission.READ_EVENTS,
        Permission.READ_DELIVERIES,
        Permission.READ_TASKS,
        Permission.READ_MEMORIES,
        Permission.READ_WEATHER,
        Permission.FETCH_PAGES,
        Permission.READ_PLUGINS,
        Permission.READ_ROBOTS,
        Permission.READ_CLUSTERS,
        Permission.READ_INCIDENTS,
        Permission.READ_DISCUSSIONS,
        Permission.READ_POLICIES,
        Permission.READ_ONCALL,
    }
)
_OPERATING = frozenset(
    {
        Permission.NOTE_INCIDENTS,
        Permission.REACH_OTHERS,
        Permission.SWAP_ONCALL,
        Permission.STEER_INCIDENTS,
        Permission.REQUEST_REPAIRS,
        Permission.EDIT_CLUSTERS,
        Permission.SILENCE_ALERTS,
        Permission.SEND_ALERTS,
        Permission.FREEZE_CHANGES,
        Permission.SEND_DISCUSSIONS,
        Permission.ANNOTATE_DISCUSSIONS,
        Permission.READ_AUDIT,
    }
)
_APPROVING = frozenset(
    {
        Permission.APPROVE_REPAIRS,
        Permission.NOTE_INCIDENTS,
        Permission.READ_AUDIT,
        Permission.SWAP_ONCALL,
    }
)
_VIEWER = _READER | {
    Permission.GREET,
    Permission.CONFIGURE_BRIEFING,
    Permission.SHARE_BRIEFING,
    Permission.GIVE_FEEDBACK,
    Permission.MANAGE_SELF,
    Permission.MANAGE_TASKS,
    Permission.KEEP_MEMORIES,
    Permission.SEND_DELIVERIES,
    Permission.SEND_SMS,
    Permission.MANAGE_PLUGINS,
    Permission.MANAGE_ROBOTS,
    Permission.USE_ASSISTANT,
}

PERMISSIONS_OF_ROLE: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset(_VIEWER),
    Role.OPERATOR: frozenset(_VIEWER | _OPERATING),
    Role.APPROVER: frozenset(_VIEWER | _APPROVING),
    Role.ADMIN: frozenset(Permission),
}

PERMISSIONS_OF_SCOPE: dict[Scope, frozenset[Permission]] = {
    # A greeting gives a briefing, which is reading with a bookmark.
    Scope.READ: _READER | {Permission.GREET},
    Scope.OPERATE: frozenset(_VIEWER | _OPERATING),
    Scope.APPROVE: _READER | _APPROVING | {Permission.GREET},
    Scope.ADMIN: frozenset(Permission),
}


TOKEN = "token:"  # noqa: S105 - a kind of proof, no password
PROVIDED = "oauth:"
"""What `Actor.via` begins with for our own tokens, and for those of an identity provider."""


@dataclass(frozen=True)
class Actor:
    """Somebody whose identity has been proven, and how.

    Attributes:
        person_id: whose rights are used.
        roles: the person's roles.
        scopes: what the proof is limited to; None for a full sign-in.
        via: the proof, for the record: `session`, `token:<id>`, `oauth:<client>`, `terminal`.
        password_due: signed in with a one-time password, which opens nothing but its own change.
        factor_due: signed in by a password alone, where a role of theirs requires a code, too;
            opens nothing but setting that up.
    """

    person_id: str
    roles: frozenset[Role]
    scopes: frozenset[Scope] | None = None
    via: str = "session"
    password_due: bool = False
    factor_due: bool = False

    @property
    def is_program(self) -> bool:
        """Whether the proof is one that programs use."""
        return self.via.startswith((TOKEN, PROVIDED))


class Access(StrEnum):
    """Why a request may or may not go on."""

    ALLOWED = "allowed"
    PASSWORD_DUE = "password_due"  # noqa: S105 - a reason, no password
    FACTOR_DUE = "factor_due"
    ROLE_MISSING = "role_missing"
    SCOPE_MISSING = "scope_missing"
    NOT_YOURS = "not_yours"


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Return everything that holders of these roles may do."""
    return frozenset().union(*(PERMISSIONS_OF_ROLE[role] for role in roles))


def decide(actor: Actor, permission: Permission, *, owner: str | None = None) -> Access:
    """Say whether `actor` may use `permission` on something of `owner` (None: nobody's).

    The role is asked before the scope and the scope before ownership, so that the first
    reason given is the one that only an admin can change.
    """
    if actor.password_due:
        return Access.PASSWORD_DUE
    if actor.factor_due:
        return Access.FACTOR_DUE
    by_role = permissions_of(actor.roles)
    if permission not in by_role:
        return Access.ROLE_MISSING
    if actor.scopes is not None and not any(
        permission in PERMISSIONS_OF_SCOPE[scope] for scope in actor.scopes
    ):
        return Access.SCOPE_MISSING
    if owner is not None and owner != actor.person_id:
        return _decide_for_another(actor)
    return Access.ALLOWED


def _decide_for_another(actor: Actor) -> Access:
    """Acting for others is itself a right, narrowed by scope like every other."""
    others = decide(actor, Permission.ACT_FOR_OTHERS)
    return Access.ALLOWED if others is Access.ALLOWED else Access.NOT_YOURS


def require(
    actor: Actor,
    permission: Permission,
    *,
    owner: str | None = None,
    hidden_as: tuple[str, str] | None = None,
) -> None:
    """Return when allowed, else raise.

    Args:
        actor: who asks.
        permission: what for.
        owner: whose thing it is.
        hidden_as: (kind, name) to deny as "not found" when it is another's, so that guessing
            ids tells nothing.

    Raises:
        Forbidden: a one-time password was not changed, a second step was not set up, role or scope
            is missing, or the thing is another's and not hidden.
        NotFound: the thing is another's and `hidden_as` is given.
    """
    match decide(actor, permission, owner=owner):
        case Access.ALLOWED:
            return
        case Access.PASSWORD_DUE:
            raise Forbidden(
                message(
                    "denied.password_due",
                    route=Called("PUT /api/v1/people/me/password"),
                    command=Command(f"zhiban people password {actor.person_id}"),
                )
            )
        case Access.FACTOR_DUE:
            route = Called("POST /api/v1/people/me/second-factor")
            command = Command(f"zhiban people second-factor enrol {actor.person_id}")
            raise Forbidden(message("denied.factor_due", route=route, command=command))
        case Access.NOT_YOURS if hidden_as is not None:
            raise NotFound(*hidden_as)
        case Access.NOT_YOURS:
            raise Forbidden(message("denied.not_yours"))
        case Access.SCOPE_MISSING:
            raise Forbidden(message("denied.scope_missing", permission=Called(permission)))
        case _:
            raise Forbidden(message("denied.role_missing", permission=Called(permission)))
