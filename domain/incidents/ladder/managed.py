"""What people do themselves where a controller declares the state (RBK-16).

Nothing of it is done by us: a commit and a controller's command are proposed as text.
"""

from domain.clusters.clusters import Workload
from domain.clusters.managers import Controller, Declared, Manager, controller_named
from domain.clusters.repairs import ActionKind
from domain.common.messages import Called, Command, Message, message

_BACK = frozenset({ActionKind.ROLLBACK, ActionKind.FULL_ROLLBACK})


def by_manager(workload: Workload, action: ActionKind) -> Message:
    """Return who declares a workload, and for a rollback how people go back there."""
    manager, name = workload.manager, Called(workload.managed_by)
    if action in _BACK and manager is not None:
        way = way_back(manager)
        if way is not None:
            return message("skip.go_back_there", manager=name, way=way)
    if action is ActionKind.RESTART:
        rule = Called(f"gitops.{controller_named(workload.managed_by)}")
        return message("skip.no_restart", manager=name, rule=rule)
    return message("skip.manager", name=name)


def way_back(manager: Manager) -> Message | None:
    """Return how people go back: the commit where it is known, and the controller's command."""
    command, declared = manager.way_back, manager.declared
    commit = _commit(declared) if declared is not None else None
    if not command and commit is None:
        return None
    flux = manager.controller is Controller.FLUX
    return message(
        "gitops.way_back",
        commit=commit,
        command=Command(command) if command else None,
        flux=flux,
        automated=declared is not None and declared.automated,
    )


def _commit(declared: Declared) -> Message | None:
    if not declared.repository or not declared.revision:
        return None
    return message(
        "gitops.commit",
        repository=Called(declared.repository),
        path=Called(declared.path) if declared.path else None,
        revision=Called(declared.revision),
        before=Called(declared.before) if declared.before else None,
    )
