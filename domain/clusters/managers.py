"""Who would undo a live change of an object, and how people go back by that controller (RBK-16).

Nothing here is ever run: a command is text for people. A name that no object can have makes none,
because labels and annotations are written by others.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9+.:/@_~-]{0,299}")
_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9+.:/@_-]{0,127}")


class Controller(StrEnum):
    """What writes declared state back; the wire name in policies."""

    ARGO_CD = "argocd"
    FLUX = "flux"
    OTHER = "other"  # an operator, whose custom resource owns the object


def controller_named(managed_by: str) -> Controller:
    """Return the controller that `Workload.managed_by` names."""
    found = {Controller.ARGO_CD.value: Controller.ARGO_CD, Controller.FLUX.value: Controller.FLUX}
    return found.get(managed_by, Controller.OTHER)


@dataclass(frozen=True, kw_only=True)
class Declared:
    """Where the declared state lies, as the controller's own object says.

    Attributes:
        repository, path: of its source; empty when it does not say.
        revision: what is applied now.
        before: what was applied before it; empty when nobody knows.
        history: the controller's own number of `before`; -1 when it has none.
        automated: it applies by itself what is declared.
    """

    repository: str = ""
    path: str = ""
    revision: str = ""
    before: str = ""
    history: int = -1
    automated: bool = False


@dataclass(frozen=True, kw_only=True)
class Manager:
    """The controller's object that declares a workload.

    Attributes:
        kind: `Application`, `Kustomization`, `HelmRelease`, or the owner's kind.
        name, namespace: of that object; empty when they are not known.
        declared: None when the object could not be read.
    """

    controller: Controller
    kind: str
    name: str = ""
    namespace: str = ""
    declared: Declared | None = None

    @property
    def way_back(self) -> str:
        """The controller's own command to go back, or to be left alone first; empty: none.

        Argo CD goes back by itself. Flux has no way back: suspended, it lets a person go back.
        """
        if not _NAME.fullmatch(self.name):
            return ""
        within = f" -n {self.namespace}" if _NAME.fullmatch(self.namespace) else ""
        match self.kind:
            case "Application":
                number = self.declared.history if self.declared is not None else -1
                which = f" {number}" if number >= 0 else ""
                return f"argocd app rollback {self.name}{which}{within.replace('-n', '-N')}"
            case "Kustomization" | "HelmRelease":
                return f"flux suspend {self.kind.lower()} {self.name}{within}"
            case _:
                return ""


def plain_address(text: str) -> str:
    """Return a repository's address or path without credentials; empty when it is none."""
    without = re.sub(r"//[^/@]*@", "//", text)
    return without if _ADDRESS.fullmatch(without) else ""


def plain_revision(text: str) -> str:
    """Return a revision as controllers write them (`main@sha1:3f2c…`); empty when it is none."""
    return text if _REVISION.fullmatch(text) else ""
