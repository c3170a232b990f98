"""The assistant put together: the model, the tools, and what the turns of conversations do."""

from activities.conversations import ConversationActivities
from application.assistant.calls import Calling
from application.assistant.choosing import FoundTools
from application.assistant.recalling import Recalling
from application.assistant.rights import TurnRights
from application.assistant.toolboxes import Toolboxes
from application.assistant.turns import Thinking
from application.services import Services
from bootstrap.assistant.model import Model
from bootstrap.foundation import Foundation
from bootstrap.running.worker import Activities, conversation_activities_of
from mcp_server.assistant.tools import OwnTools
from storage.assistant.budgets import SqlTokenBudget


def conversation_activities(
    foundation: Foundation, services: Services, model: Model | None
) -> Activities:
    """Return what turns of conversations do: with our own tools, and those of people's plugins."""
    stores, clock = foundation.stores, foundation.clock
    boxes = (OwnTools(services), foundation.plugins.toolbox(foundation.words))
    box = FoundTools(Toolboxes(boxes), services.tool_choice)
    rights = TurnRights(stores.people, stores.tokens, clock, foundation.words)
    thinking = Thinking(
        stores.conversations,
        rights,
        model.chat if model else None,
        box,
        SqlTokenBudget(foundation.database, foundation.settings.llm.daily_tokens),
        stores.progress,
        clock,
        Recalling(services.memories),
        services.tool_choice,
    )
    calling = Calling(stores.conversations, rights, box, stores.progress, clock)
    return conversation_activities_of(
        ConversationActivities(stores.conversations, thinking, calling)
    )
