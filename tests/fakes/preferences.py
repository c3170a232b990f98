"""Changes of settings that wait, in memory."""

from dataclasses import dataclass, field

from domain.briefings.preferences import PendingPreference


@dataclass
class InMemoryPreferences:
    """The newest of each person."""

    kept: dict[str, PendingPreference] = field(default_factory=dict)

    async def put(self, pending: PendingPreference) -> None:
        self.kept[pending.person] = pending

    async def get(self, person: str) -> PendingPreference | None:
        return self.kept.get(person)

    async def take(self, person: str, pending_id: str = "") -> bool:
        waiting = self.kept.get(person)
        if waiting is None or pending_id not in ("", waiting.id):
            return False
        return self.kept.pop(person, None) is not None
