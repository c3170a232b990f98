"""What can be searched for in the Temporal Web UI."""

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

OWNER = SearchAttributeKey.for_keyword("ZhibanOwner")
KIND = SearchAttributeKey.for_keyword("ZhibanKind")
STATE = SearchAttributeKey.for_keyword("ZhibanState")
SCORE = SearchAttributeKey.for_int("ZhibanScore")


def show_state(state: str) -> None:
    """Set `ZhibanState` where the run was started with it; an unchanged value costs nothing."""
    shown = workflow.info().typed_search_attributes.get(STATE)
    if shown is not None and shown != state:
        workflow.upsert_search_attributes([STATE.value_set(state)])


def for_child(kind: str, state: str) -> TypedSearchAttributes:
    """Return a child's attributes: the parent's owner; empty when the parent has none."""
    owner = workflow.info().typed_search_attributes.get(OWNER)
    if owner is None:
        return TypedSearchAttributes.empty
    return TypedSearchAttributes(
        [
            SearchAttributePair(OWNER, owner),
            SearchAttributePair(KIND, kind),
            SearchAttributePair(STATE, state),
        ]
    )
