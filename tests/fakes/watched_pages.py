"""A watched page, and a task that looks at it when told to."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from application.watches.web_monitors import WebMonitorChecker
from domain.common.readers import Language
from domain.tasks.tasks import Task, TaskType
from domain.watches.watches import Check, WatchMemory
from tests.fakes.clock import ManualClock
from tests.fakes.configs import kept
from tests.fakes.web_monitors import (
    FakeSite,
    InMemoryPageTexts,
    InMemoryScreenshots,
    PlainReader,
    ScriptedJudge,
)
from tests.fakes.words import NUMBERS

URL, OTHER = "https://example.com/price", "https://example.org/"
BEFORE = "标题\n价格：100 元\n库存：3"
AFTER = "标题\n价格：80 元\n库存：3\n限时优惠"


def task_of(serial: int = 1, language: Language = Language.CHINESE, **config) -> Task:
    made = datetime(2026, 11, 20, tzinfo=UTC)
    settings = kept(TaskType.WEB_MONITOR, {"urls": [URL], **config})
    task_id = f"t_{serial:026d}"
    return Task(
        id=task_id,
        owner="u_mei",
        type=TaskType.WEB_MONITOR,
        name="价格页",
        config=settings,
        created_at=made,
        changed_at=made,
        language=language,
    )


@dataclass
class Watch:
    """A task with its checker, that looks when told to; remembers as the engine would."""

    task: Task
    site: FakeSite = field(default_factory=lambda: FakeSite({URL: BEFORE, OTHER: "other"}))
    reader: PlainReader = field(default_factory=PlainReader)
    texts: InMemoryPageTexts = field(default_factory=InMemoryPageTexts)
    judge: ScriptedJudge | None = None
    pictures: InMemoryScreenshots = field(default_factory=InMemoryScreenshots)
    clock: ManualClock = field(default_factory=ManualClock)
    memory: WatchMemory = field(default_factory=WatchMemory)
    longest: float = 5.0

    async def look(self, **pages: str) -> Check:
        """Look after the price page (`price`) or the other one (`other`) became this."""
        for name, text in pages.items():
            self.site.pages[{"price": URL, "other": OTHER}[name]] = text
        self.clock.move(minutes=5)
        checker = WebMonitorChecker(
            self.site,
            self.reader,
            self.texts,
            NUMBERS,
            self.judge,
            self.pictures,
            timedelta(seconds=self.longest),
        )
        check = await checker.check(self.task, self.memory, now=self.clock.now())
        self.memory = check.memory
        return check

    @property
    def page(self):
        return self.memory.web[URL]


def types(check: Check) -> list[str]:
    return [each.type.removeprefix("zhiban.web.") for each in check.findings]
