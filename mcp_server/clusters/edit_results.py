"""What the tools that edit clusters return."""

from pydantic import BaseModel, Field

from mcp_server.results import Sandbox


class EditShown(BaseModel):
    """What an edit would change, or what became of it."""

    edit_id: str = Field(description="Names the edit for approvers; empty when it cannot be done.")
    kind: str
    cluster: str
    done: bool = Field(description="False: nothing was written, or not all of it; see will.")
    outcome: str = Field(
        description="at_once, after_approval, denied, nothing, switched_off, not_permitted, "
        "refused, conflict, blocked or done."
    )
    will: str = Field(description="The same as a sentence.")
    preview: str = Field(description="The differences; what may be secret as fingerprints.")
    objects: list[str] = Field(description="Each object and what became of it.")
    confirm: str = Field(description="Give it back to do exactly this; empty when it was done.")
    sandbox: Sandbox


class EditRecordShown(BaseModel):
    """An edit as the audit tells it."""

    edit_id: str
    kind: str
    cluster: str
    state: str = Field(
        description="asked, approved, denied, done, lapsed, or how it ended otherwise."
    )
    requested_by: str
    reason: str
    plan: str = Field(description="Digest of exactly this edit; a yes is bound to it.")
    targets: list[str]
    changes: list[str] = Field(description="Field by field; contents as fingerprints.")
    approved_by: str
    sandbox: Sandbox


class WaitingEditsShown(BaseModel):
    """Edits that wait for somebody's yes."""

    edits: list[EditRecordShown]
    truncated: bool = Field(description="True: there are more.")
    sandbox: Sandbox
