"""What we answer for.

Every server of ours is held to the scenarios that need no tool of the suite's own making; one that
serves those tools, too (`suite_server.py`), to all others.
"""

ANY_ERA = (
    "tools-list",
    "resources-list",
    "prompts-list",
    "dns-rebinding-protection",
    "server-sse-multiple-streams",
)
GATES = {
    "2025-11-25": (*ANY_ERA, "server-initialize", "ping", "server-session-lifecycle"),
    "2026-07-28": (
        *ANY_ERA,
        "server-stateless",
        "caching",
        "http-header-validation",
        "sep-2164-resource-not-found",
        "input-required-result-unsupported-methods",
    ),
}
"""Scenarios by the revision of the protocol; both eras, before and after sessions."""

EXCUSED = {
    "2025-11-25": {},
    "2026-07-28": dict.fromkeys(
        (
            "sep-2575-server-rejects-undeclared-capability",
            "sep-2575-missing-capability-http-400",
            "sep-2575-http-server-no-independent-requests-on-stream",
            "sep-2575-server-no-log-without-loglevel",
        ),
        "calls a diagnostic tool that only the suite's own server has; an unknown tool is an error",
    ),
}
"""Checks within those scenarios that no product can pass."""

NOT_SERVED = {
    "2025-11-25": {
        "server-sse-polling": "a stream that broke is not resumed: no store of its events is kept",
    },
    "2026-07-28": {
        f"tasks-{name}": "an extension that is not declared; what runs long has tools of its own"
        for name in (
            "capability-negotiation",
            "dispatch-and-envelope",
            "lifecycle",
            "mrtr-composition",
            "mrtr-input",
            "request-headers",
            "request-state-removal",
            "required-task-error",
            "status-notifications",
            "wire-fields",
        )
    },
}
"""Scenarios of what servers may leave out, and why we do."""
