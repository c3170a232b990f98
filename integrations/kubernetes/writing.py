"""The `ClusterWrites` and `Checkpointing` ports on Kubernetes' API."""

from dataclasses import dataclass

from application.common.wording import message_for
from application.ports.clusters import Restoring
from domain.clusters.changes import Performed, Performing, Step, Verb
from domain.clusters.clusters import WorkloadRef
from domain.common.errors import Forbidden, InvalidRequest
from domain.common.messages import message
from integrations.kubernetes.client.asking import Asking
from integrations.kubernetes.client.connections import Connections
from integrations.kubernetes.client.paths import is_label
from integrations.kubernetes.client.sending import Sending
from integrations.kubernetes.repairs.checkpoints import capture, put_checkpoint_back, restore_config
from integrations.kubernetes.repairs.pod_writes import change_pods
from integrations.kubernetes.repairs.workload_writes import change_step


@dataclass(frozen=True)
class KubernetesWrites:
    """Writes to clusters, each effect at most once per key, and never repeated by itself."""

    connections: Connections

    async def preview(
        self, step: Step, *, key: str, content: dict[str, str] | None = None
    ) -> Performed:
        """Ask the server what `perform` would do (dry run); nothing is stored."""
        return await self._change(step, key, content, dry=True)

    async def perform(
        self, step: Step, *, key: str, content: dict[str, str] | None = None
    ) -> Performed:
        """Do it, exactly once per key.

        Raises:
            Unavailable: nothing was changed.
            EffectUnknown: it left and no answer came; ask again with the same key.
            TooManyRequests: nothing was changed, and the cluster or we ask for patience.
            InvalidRequest: the step or the key cannot be what was planned.
        """
        return await self._change(step, key, content, dry=False)

    async def restore(self, restoring: Restoring, *, key: str) -> Performed:
        """Put a checkpoint back, if nobody else has changed its fields since.

        Raises:
            InvalidRequest: the checkpoint or the key is none of ours.
        """
        _check(key)
        sending = Sending(Asking(self.connections, restoring.target.cluster))
        try:
            return await put_checkpoint_back(sending, restoring, key)
        except Forbidden as error:
            return Performed(outcome=Performing.REFUSED, said=message_for(error))

    async def capture(self, ref: WorkloadRef) -> str:
        """Return a checkpoint of a target as JSON text.

        Raises:
            NotFound: the target is gone.
            TooLarge: it would be longer than 256 KiB.
        """
        return await capture(Asking(self.connections, ref.cluster), ref)

    async def _change(
        self, step: Step, key: str, content: dict[str, str] | None, *, dry: bool
    ) -> Performed:
        _check(key)
        sending = Sending(Asking(self.connections, step.target.cluster), dry)
        try:
            match step.verb:
                case Verb.EVICT | Verb.ISOLATE:
                    return await change_pods(sending, step, key)
                case Verb.RESTORE_CONFIG:
                    return await restore_config(sending, step, key, content)
                case _:
                    return await change_step(sending, step, key)
        except Forbidden as error:
            # What we may not read we may not change either; for a write both are a no.
            return Performed(outcome=Performing.REFUSED, said=message_for(error))


def _check(key: str) -> None:
    if not is_label(key):
        raise InvalidRequest("key", message("cluster_rule.key"))
