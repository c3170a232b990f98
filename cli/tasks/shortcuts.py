"""`zhiban task watch|threshold|schedule|digest`: the usual tasks, without writing JSON."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from application.services import Services
from application.tasks.views import TaskView
from cli.options import AsJson, For
from cli.tasks.commands import Key, Name
from cli.tasks.words import notification_of, say_task
from cli.terminal import Terminal
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.common.time_words import parse_span, parse_wall
from domain.tasks.tasks import TaskType

Every = Annotated[str, typer.Option(help="option.look_every")]

Notify = Annotated[
    list[str] | None,
    typer.Option(help="option.notify"),
]

Wall = Annotated[str, typer.Option(help="option.wall")]


@dataclass(frozen=True)
class TaskShortcuts:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def watch(  # noqa: PLR0913 - one option per usual field
        self,
        *,
        url: Annotated[list[str], typer.Argument(help="option.watch_url")],
        keyword: Annotated[list[str] | None, typer.Option(help="option.watch_keyword")] = None,
        css: Annotated[list[str] | None, typer.Option(help="option.css")] = None,
        main_text: Annotated[bool, typer.Option("--main-text", help="option.main_text")] = False,
        every: Every = "",
        notify: Notify = None,
        name: Name = "",
        key: Key = "",
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Watch pages; tell of every change, or of keywords only.

        Example: zhiban task watch https://status.example.cn/ --keyword outage --every 5m
        """

        def config() -> dict[str, Any]:
            part: dict[str, Any] = {"css": css} if css else {}
            part |= {"main_text": True} if main_text else {}
            return {
                "urls": url,
                **({"keywords": keyword} if keyword else {}),
                **({"selection": part} if part else {}),
                **_interval(every),
                **notification_of(notify or ()),
            }

        self._make(TaskType.WEB_MONITOR, config, name, key, person, as_json=as_json)

    def threshold(  # noqa: PLR0913 - one option per usual field
        self,
        *,
        metric: Annotated[str, typer.Argument(help="option.metric")],
        operator: Annotated[str, typer.Argument(help="option.operator")],
        threshold: Annotated[float, typer.Argument(help="option.threshold")],
        clear: Annotated[float | None, typer.Option(help="option.clear")] = None,
        lasting: Annotated[str, typer.Option("--for", help="option.lasting")] = "",
        every: Every = "",
        notify: Notify = None,
        name: Name = "",
        key: Key = "",
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Watch a number; tell when it goes beyond a threshold and when it comes back.

        Example: zhiban task threshold bitcoin_price '>' 100000 --for 10m --notify email
        """

        def config() -> dict[str, Any]:
            hold = parse_span(lasting, field="--for").total_seconds() / 60 if lasting else 0
            return {
                "metric": metric,
                "operator": operator,
                "threshold": threshold,
                **({} if clear is None else {"clear_value": clear}),
                **({"for_minutes": hold} if hold else {}),
                **_interval(every),
                **notification_of(notify or ()),
            }

        self._make(TaskType.THRESHOLD_WATCH, config, name, key, person, as_json=as_json)

    def schedule(  # noqa: PLR0913 - one option per rhythm, of which one is given
        self,
        *,
        message: Annotated[str, typer.Argument(help="option.schedule_message")],
        daily: Wall = "",
        weekdays: Annotated[str, typer.Option(help="option.weekdays")] = "",
        every: Annotated[str, typer.Option(help="option.schedule_every")] = "",
        cron: Annotated[str, typer.Option(help="option.schedule_cron")] = "",
        once: Annotated[str, typer.Option(help="option.once")] = "",
        notify: Notify = None,
        name: Name = "",
        key: Key = "",
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Do something at times of day: say a reminder, or report on logs or alarms.

        Example: zhiban task schedule 'Stand-up in ten minutes' --daily 08:50 --weekdays mon,wed
        """

        def config() -> dict[str, Any]:
            return {
                **_rhythm(daily=daily, weekdays=weekdays, every=every, cron=cron, once=once),
                "action": message,
                **notification_of(notify or ()),
            }

        self._make(TaskType.SCHEDULE, config, name, key, person, as_json=as_json)

    def digest(  # noqa: PLR0913 - one option per usual field
        self,
        *,
        url: Annotated[list[str], typer.Argument(help="option.digest_url")],
        at: Wall = "08:00",
        category: Annotated[list[str] | None, typer.Option(help="option.category")] = None,
        notify: Notify = None,
        name: Name = "",
        key: Key = "",
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Collect the news once a day: new stories only, grouped, with links.

        Example: zhiban task digest https://news.example.cn/feed.xml --at 08:00 --category business
        """

        def config() -> dict[str, Any]:
            return {
                "news_urls": url,
                **_clock(at, "--at"),
                **({"categories": category} if category else {}),
                **notification_of(notify or ()),
            }

        self._make(TaskType.NEWS_DIGEST, config, name, key, person, as_json=as_json)

    def _make(
        self,
        type_: TaskType,
        config: Callable[[], dict[str, Any]],
        name: str,
        key: str,
        person: str | None,
        *,
        as_json: bool,
    ) -> None:
        by = self.terminal.operator

        async def made(services: Services) -> TaskView:
            task = await services.tasks.create(
                by=by, type=type_, config=config(), name=name, client_key=key, owner=person
            )
            return await services.tasks.get(by=by, task_id=task.id)

        say_task(*self.terminal.told(made), as_json=as_json)


def _interval(every: str) -> dict[str, Any]:
    if not every:
        return {}
    return {"check_interval_seconds": int(parse_span(every, field="--every").total_seconds())}


def _clock(words: str, option: str) -> dict[str, Any]:
    wall = parse_wall(words, field=option)
    return {"hour": wall.hour, "minute": wall.minute}


def _rhythm(*, daily: str, weekdays: str, every: str, cron: str, once: str) -> dict[str, Any]:
    """Return the fields of the one rhythm that was asked for."""
    given = {"--daily": daily, "--every": every, "--cron": cron, "--once": once}
    if sum(bool(words) for words in given.values()) != 1:
        raise InvalidRequest(", ".join(given), message("rule.once"))
    if weekdays and not daily:
        raise InvalidRequest("--weekdays", message("rule.needs", other=Called("--daily")))
    if daily:
        clock = _clock(daily, "--daily")
        return {"type": "weekly" if weekdays else "daily", **clock} | (
            {"weekdays": weekdays.split(",")} if weekdays else {}
        )
    if every:
        minutes = parse_span(every, field="--every").total_seconds() / 60
        return {"type": "interval", "interval_minutes": minutes}
    return {"type": "cron", "cron": cron} if cron else {"type": "once", "at": once}
