"""What we answer for: the scenarios that need no tool of the suite's own making."""

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
