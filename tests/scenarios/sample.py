"""Which scenarios `make test` tells; `make test-exhaustive` tells the others, too."""

SAMPLE = {
    "stand_in": frozenset(
        {
            *("crash-loop", "replica-shortage", "broken-config", "release-of-two", "top-band"),
            *("relapse", "approved", "first-release", "human-edit", "forged", "denied"),
            *(
                "no-permission",
                "minimal-band",
                "observed",
                "recovers",
                "flapping",
                "aborted",
                "kill-switch",
            ),
        }
    ),
    "lab": frozenset(
        {"crash-loop", "replica-shortage", "first-release", "gitops", "human-edit", "denied"}
    ),
}
"""By cluster: every way in which a scenario ends on the stand-in, and every action on either."""
