"""The assistant put together: the model, the tools, and what the turns of conversations do."""

from activities.conversations import ConversationActivities
from application.desks import Desks
from application.toolboxes import Toolboxes
from application.turn_calls import Calling
from application.turn_rights import TurnRights
from application.turns import Thinking
from bootstrap.foundation import Foundation
from bootstrap.model import Model
from bootstrap.worker import Activities, conversation_activities_of
from mcp_server.own_tools import OwnTools
from storage.budgets import SqlTokenBudget


def conversation_activities(
    foundation: Foundation, desks: Desks, model: Model | None
) -> Activities:
    """Return what turns of conversations do: with our own tools, and those of people's plugins."""
    stores, clock = foundation.stores, foundation.clock
    box = Toolboxes((OwnTools(desks), foundation.plugins.toolbox))
    rights = TurnRights(stores.people, stores.tokens, clock)
    thinking = Thinking(
        stores.conversations,
        rights,
        model.chat if model else None,
        box,
        SqlTokenBudget(foundation.database, foundation.settings.llm.daily_tokens),
        stores.progress,
        clock,
    )
    calling = Calling(stores.conversations, rights, box, stores.progress, clock)
    return conversation_activities_of(
        ConversationActivities(stores.conversations, thinking, calling)
    )
