"""The first account of a run on one machine, and the file with its one-time password."""

from pathlib import Path

from application.people.people import PeopleService
from domain.people.access import Actor
from domain.people.people import PersonChanges
from supervisor.private_files import write_private

FILE = "first-admin-password"


async def first_admin(service: PeopleService, operator: Actor, data_dir: Path) -> str:
    """Make the first account where there is none, and say how to sign in.

    The password stands in a file that only its owner reads, and in no terminal or log. It opens
    nothing but its own change, after which the file goes.
    """
    path = data_dir / FILE

    def keep(password: str) -> None:
        write_private(path, f"{password}\n")

    made = await service.first_admin(keep)
    if made is not None:
        # On call in the sandbox's policy: reached by mail, and repairs run on their permission.
        changes = PersonChanges(mail="admin@sandbox.example", rollback_permission=True)
        await service.update(by=operator, person_id=made.id, changes=changes)
    elif not path.exists():
        return "is there already"
    elif not (await service.me(by=operator)).password_due:
        path.unlink()
        return "is there already"
    return (
        f"sign in as {operator.person_id} with the one-time password in {path}; "
        "it opens nothing until you change it"
    )
