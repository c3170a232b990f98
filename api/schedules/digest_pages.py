"""Pages of news digests as they were made (SCH-2)."""

import re

from fastapi import Response

from api.console.routes import ROOT, Pages
from api.console.sheets import Section, Sheet, sheet_page
from api.console.visits import Here, Visit
from api.pages import local_time
from api.paths import TaskId
from api.strict import Day
from domain.common.messages import message
from domain.people.access import Permission
from domain.schedules.news import Digest

pages = Pages("/tasks")

MOST_LINKS = 100
_LINK = re.compile(r"\[([^\]\n]{1,300})\]\((https?://[^)\s]{1,2000})\)")


@pages.get("/{task_id:task}/digests/latest", needs=Permission.READ_TASKS)
async def latest_digest_page(visit: Here, task_id: TaskId) -> Response:
    """Show the newest digest of a task."""
    return await _shown(visit, await visit.services.digests.latest(by=visit.by, task_id=task_id))


@pages.get("/{task_id:task}/digests/{day}", needs=Permission.READ_TASKS)
async def digest_page(visit: Here, task_id: TaskId, day: Day) -> Response:
    """Show the digest that a task made on a local date."""
    digest_id = f"{task_id}/{day}"
    return await _shown(visit, await visit.services.digests.get(by=visit.by, digest_id=digest_id))


async def _shown(visit: Visit, digest: Digest) -> Response:
    return await sheet_page(
        visit,
        Sheet(
            section="tasks",
            title=digest.title,
            back=(visit.text(message("digest_page.task")), f"{ROOT}/tasks/{digest.task_id}"),
            sections=[
                Section(
                    lines=[local_time(digest.made_at, visit.told.zone)],
                    foreign=digest.plain,
                    links=_LINK.findall(digest.markdown)[:MOST_LINKS],
                )
            ],
        ),
    )
