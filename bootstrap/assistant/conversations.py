"""Conversations put together: who is let in, and what keeps their turns going."""

from application.assistant.conversations import ConversationService
from application.ports.assistant.conversations import Bounds
from bootstrap.foundation import Foundation
from orchestration.conversations import TemporalConversations


def conversation_service(foundation: Foundation) -> ConversationService:
    """Return the service for conversations with the assistant."""
    stores, settings = foundation.stores, foundation.settings
    assistant = settings.assistant
    return ConversationService(
        stores.conversations,
        TemporalConversations(foundation.client, settings.temporal.queue),
        stores.people,
        stores.progress,
        foundation.clock,
        foundation.ids,
        foundation.words,
        configured=settings.llm.configured,
        limits=assistant.limits,
        bounds=Bounds(conversations=assistant.most_each, at_once=assistant.at_once),
    )
