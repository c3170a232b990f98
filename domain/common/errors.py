"""Every way in which Zhiban says no, as one tree.

    ZhibanError
    ├── PermanentError            retrying cannot help
    │   ├── InvalidRequest        a field breaks a rule; names both
    │   ├── Unauthenticated       we do not know who asks
    │   │   └── SecondFactorNeeded the password is right, and a code is needed, too
    │   ├── Forbidden             we know, and they may not
    │   ├── NotFound              nothing of that name (or not for you: both look alike)
    │   ├── Conflict              it would contradict what is already there
    │   ├── TooLarge              a body or list is over its bound
    │   ├── Misconfigured         a setting or credential must be changed by a person
    │   └── Rejected              the other side refused for good
    └── TemporaryError            may help, after `delay`
        ├── TooManyRequests       ask again later
        ├── Unavailable           the other side is down or answers nonsense
        └── EffectUnknown         the request left, the answer did not arrive

An error carries a `Message` that a person can act on, and never a secret; a face renders it for
its reader (`application/common/wording.py`). A bare string is the words of another side, or of a
refusal whose words have not moved to the catalogues yet.
They are translated in three places only: activities (bootstrap/temporal/failures.py), MCP
(mcp_server/failures.py), HTTP (api/errors.py).
"""

from datetime import timedelta
from enum import StrEnum

from domain.common.messages import Called, Foreign, Message, bare, message


class Noun(StrEnum):
    """What there may be none of by a name, and what answers requests."""

    ALERT_SWEEP = "alert sweep"
    APPROVAL = "approval"
    ASSISTANT = "assistant"
    BACKGROUND_JOB = "background job"
    BRIEFING = "briefing"
    BRIEFING_FACTS = "facts of briefing"
    BRIEFING_PART = "briefing part"
    BRIEFING_SUMMARY = "summary of briefing"
    CLUSTER = "cluster"
    CONTROL = "control"
    CONVERSATION = "conversation"
    DELIVERY = "delivery"
    DIGEST = "digest"
    DISCUSSION = "discussion"
    DONE_EDIT = "edit that was done"
    EDIT = "edit"
    EVENT = "event"
    EVIDENCE = "evidence"
    FILE = "file"
    FORMER_CONTENT = "former content of edit"
    FORWARDING = "forwarding"
    HISTORY = "history"
    INCIDENT = "incident"
    LOCK = "lock"
    LOG_LINE = "log line"
    LOG_TOPIC = "log topic"
    LOG_SET = "log set"
    MEMORY = "memory"
    MESSAGE = "message"
    NAMESPACE_OWNER = "owner of the namespace"
    NODE_POOL = "node pool"
    ALARM_POLICY = "alarm policy"
    OBJECT = "object"
    ONCALL_SCHEDULE = "on-call schedule"
    CALENDAR_ADDRESS = "calendar address"
    OVERRIDE = "override"
    PAGE = "page"
    PAGE_PART = "page part"
    PASSWORD_LINK = "password link"  # noqa: S105  # what there may be none of, and no secret
    PERSON = "person"
    PLACE = "place"
    PLUGIN = "plugin"
    PROPOSAL = "proposal of weights"
    QUESTION = "question"
    REGISTRATION = "registration"
    ROBOT = "robot"
    VOICEPRINT = "voiceprint"
    RUNNING_INCIDENT = "running incident"
    SCHEDULE = "schedule"
    SECOND_FACTOR = "second factor"
    SCREENSHOT = "screenshot"
    SNAPSHOT = "snapshot"
    SHARE = "share"
    STORE = "store"
    SWAP = "swap"
    TASK = "task"
    TOKEN = "token"  # noqa: S105  # what there may be none of, and no secret
    VOICE_REQUEST = "voice request"
    WEBHOOK_ENDPOINT = "webhook endpoint"
    WEIGHTS = "version of the weights"
    WORKFLOW = "workflow"
    WORKLOAD = "workload"


LONGEST_NAME = 80
"""Characters of a name that is repeated to whoever asked for it."""


class ZhibanError(Exception):
    """The root.

    Args:
        said: what is wrong and what to do about it.
    """

    def __init__(self, said: str | Message = "", /, *more: object) -> None:
        super().__init__(said, *more)
        self._said = said

    @property
    def explanation(self) -> Message | None:
        """What people are told; None when it is words of another side."""
        return self._said if isinstance(self._said, Message) else None

    def __str__(self) -> str:
        """Return what logs show; people get `explanation` rendered, where there is one."""
        return bare(self._said) if isinstance(self._said, Message) else str(self._said)


class PermanentError(ZhibanError):
    """Asking again the same way gives the same answer."""


class InvalidRequest(PermanentError):
    """A field breaks a rule.

    Args:
        field: dotted name as the caller wrote it, e.g. `window.start`.
        rule: what must hold, as the end of a sentence: `must be an IANA time zone`.
    """

    def __init__(self, field: str, rule: str | Message) -> None:
        super().__init__(field, rule)
        self.field = field
        self.broken = rule

    @property
    def rule(self) -> str:
        """Return the rule as logs show it."""
        return bare(self.broken) if isinstance(self.broken, Message) else self.broken

    @property
    def explanation(self) -> Message | None:
        """What people are told: the field, and the rule that it breaks."""
        if not isinstance(self.broken, Message):
            return None
        return message("error.invalid_request", field=Called(self.field), rule=self.broken)

    def __str__(self) -> str:
        return f"{self.field} {self.rule}{'' if self.rule.endswith('?') else '.'}"


class BrokenRule(ValueError):
    """What validators of request models raise.

    Args:
        rule: the end of a sentence that begins with the field.
        field: which one, where the library does not know it.
    """

    def __init__(self, rule: Message, field: str = "") -> None:
        super().__init__(bare(rule))
        self.rule = rule
        self.field = field


class Unauthenticated(PermanentError):
    """No proof, or a wrong one, of who is asking."""


class SecondFactorNeeded(Unauthenticated):
    """The password is right; whoever has it has to send a code of their app with it."""


class Forbidden(PermanentError):
    """The asker is known and lacks the role or scope; says which."""


class NotFound(PermanentError):
    """Nothing here by that name; also the answer for things of other people.

    Args:
        kind: a `Noun`, or what another side calls it, such as `Deployment`.
        name: as the caller wrote it.
    """

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(kind, name)
        self.kind = kind
        self.name = name

    @property
    def explanation(self) -> Message:
        """What people are told: there is nothing of that kind and name."""
        nouns = {each.value for each in Noun}
        what = Noun(self.kind) if self.kind in nouns else Called(self.kind)
        return message("error.not_found", what=what, name=Foreign(self.name[:LONGEST_NAME]))

    def __str__(self) -> str:
        return f"No {self.kind} '{self.name[:LONGEST_NAME]}'."


class Conflict(PermanentError):
    """The request contradicts what is already there."""


class TooLarge(PermanentError):
    """A body, list or answer is over its bound; says the bound."""


class Misconfigured(PermanentError):
    """A setting or a credential must be changed by a person; says which."""


class Rejected(PermanentError):
    """The other side refused for good, and would again."""


class TemporaryError(ZhibanError):
    """May work after `delay`."""

    def __init__(self, said: str | Message, *, delay: timedelta | None = None) -> None:
        super().__init__(said)
        self.delay = delay

    @property
    def wait(self) -> timedelta | None:
        """How long people are told to wait: whole seconds, at least one; None when unknown."""
        if self.delay is None:
            return None
        return timedelta(seconds=max(1, round(self.delay.total_seconds())))


class TooManyRequests(TemporaryError):
    """A limit of ours or theirs is reached."""


class Unavailable(TemporaryError):
    """The other side is down, slow or answers nonsense; nothing was changed there."""


class EffectUnknown(TemporaryError):
    """The request left but no answer came: it may or may not have taken effect."""
