"""The tasks of the sandbox's morning: one of each type, kept by Mei, over the small web.

Each has a key of its own, so playing the morning again finds the same tasks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from application.common.wording import Localizer
from application.services import Services
from cli.runtime import DemoStep
from domain.common.messages import message
from domain.people.access import Actor
from domain.tasks.tasks import Task

_BY_MAIL = {"method": "email"}  # to the address of whoever owns the task


@dataclass(frozen=True)
class MorningTasks:
    """Makes them.

    Attributes:
        small_web: where the sandbox's pages, feeds and metrics are.
        words: those of the owner.
    """

    services: Services
    operator: Actor
    small_web: str
    words: Localizer

    async def begin(self, owner: str, tell: Callable[[str], None]) -> list[DemoStep]:
        """Make one task of each type and return what they are."""
        tell("Mei asks for a page, a price, a reminder and the news to be kept an eye on.")
        made = [
            await self._make(owner, type_, name, config) for type_, name, config in self._wanted()
        ]
        return [
            DemoStep("background tasks", ", ".join(f"{each.type} {each.name}" for each in made))
        ]

    async def _make(self, owner: str, type_: str, name: str, config: dict[str, Any]) -> Task:
        return await self.services.tasks.create(
            by=self.operator,
            type=type_,
            config=config,
            name=name,
            client_key=f"morning/{type_}",
            owner=owner,
        )

    def _wanted(self) -> list[tuple[str, str, dict[str, Any]]]:
        text = self.words.text
        return [
            (
                "web_monitor",
                text(message("morning_task.page")),
                {
                    "urls": [f"{self.small_web}/status"],
                    "keywords": [text(message("morning_task.keyword"))],
                    "check_interval_minutes": 1,
                    "notification": _BY_MAIL,
                },
            ),
            (
                "threshold_watch",
                text(message("morning_task.price")),
                {
                    "metric": "bitcoin_price",
                    "threshold": 60_000,
                    "check_interval_minutes": 1,
                    "notification": _BY_MAIL,
                },
            ),
            (
                "schedule",
                text(message("morning_task.water")),
                {
                    "type": "daily",
                    "hour": 15,
                    "minute": 30,
                    "action": {"type": "reminder", "message": text(message("morning_task.drink"))},
                    "notification": {"method": "wecom", "robot": "team-wecom"},
                },
            ),
            (
                "news_digest",
                text(message("morning_task.news")),
                {
                    "news_urls": [f"{self.small_web}/feeds/rss", f"{self.small_web}/feeds/atom"],
                    "hour": 8,
                    "categories": [
                        text(message("morning_task.infrastructure")),
                        text(message("morning_task.databases")),
                    ],
                    "notification": _BY_MAIL,
                },
            ),
        ]
