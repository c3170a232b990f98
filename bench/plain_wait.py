"""The least workflow that waits: what any open workflow costs a worker."""

from temporalio import workflow


@workflow.defn(name="PlainWait")
class PlainWaitWorkflow:
    """Waits for a signal, and says so."""

    def __init__(self) -> None:
        self._told = False

    @workflow.run
    async def run(self) -> None:
        """Wait to be told."""
        await workflow.wait_condition(lambda: self._told)

    @workflow.signal
    def tell(self) -> None:
        """End it."""
        self._told = True

    @workflow.query
    def waits(self) -> bool:
        """Say whether it still waits."""
        return not self._told
