"""The mark of whose namespace this is."""

from temporalio import workflow


@workflow.defn(name="Installation")
class InstallationWorkflow:
    """One open run per namespace, with the id `installation`; its memo names the owner.

    Temporal lets only one run of an id be open, so of two installations that start at the same
    moment one finds the other's mark. It does nothing, and never ends by itself.
    """

    @workflow.run
    async def run(self) -> None:
        """Stay."""
        await workflow.wait_condition(lambda: False)
