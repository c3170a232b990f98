"""Tools for the story of an incident: its raw alerts, and what people write about it."""

from dataclasses import dataclass
from typing import Annotated

from mcp_types import CallToolResult
from pydantic import Field

from application.briefings.readers import reader_of
from application.common.wording import Localizer
from application.services import Services
from domain.common.readers import Language
from domain.incidents.story.notes import LONGEST_NOTE
from domain.people.access import Actor
from mcp_server.cursors import Place, digest_of, read_cursor
from mcp_server.identity import Identity
from mcp_server.incidents.parameters import IncidentId, Key
from mcp_server.incidents.results import (
    IncidentDiscussed,
    NoteWritten,
    PostmortemDrafted,
    RawAlertsShown,
)
from mcp_server.incidents.story_words import (
    discussed,
    note_shown,
    postmortem_drafted,
    raw_alerts_shown,
)
from mcp_server.parameters import Cursor, LanguageName, Limit


@dataclass(frozen=True)
class StoryTools:
    """Each public method is one tool; its docstring is what the model reads."""

    services: Services
    identity: Identity

    async def list_incident_alerts(
        self, incident_id: IncidentId, limit: Limit = 20, cursor: Cursor = ""
    ) -> Annotated[CallToolResult, RawAlertsShown]:
        """List the raw alerts of an incident as their sources sent them, newest first.

        Use when the person asks what exactly fired, with which labels. For how it stands use
        get_incident. Fails when there is no such incident.
        """
        by = self.identity.actor()
        request = digest_of("incident_alerts", incident_id, limit)
        place = read_cursor(cursor, request=request) or Place(request)
        found = await self.services.incident_story.alerts(
            by=by, incident_id=incident_id, before=place.page or "", limit=limit
        )
        return raw_alerts_shown(found, place, await self._reader(by), sandbox=self.services.sandbox)

    async def add_incident_note(
        self,
        incident_id: IncidentId,
        text: Annotated[
            str,
            Field(
                description="In the person's words; at most 2,000 characters.",
                min_length=1,
                max_length=LONGEST_NOTE,
            ),
        ],
        key: Key = "",
    ) -> Annotated[CallToolResult, NoteWritten]:
        """Write something down about an incident, open or closed.

        Use when the person wants it kept for others. Notes stand in get_incident_timeline and
        cannot be deleted. Fails when there is no such incident, or it has 500 notes.
        """
        by = self.identity.actor()
        note = await self.services.incident_story.note(
            by=by, incident_id=incident_id, text=text, key=key
        )
        return note_shown(note, await self._reader(by), sandbox=self.services.sandbox)

    async def discuss_incident(
        self, incident_id: IncidentId
    ) -> Annotated[CallToolResult, IncidentDiscussed]:
        """Open the discussion of an incident on the bus, or return the one that it has.

        Use when agents or people want to talk about it, with read_discussion and reply_message;
        get_incident_timeline tells what they say. For one remark use add_incident_note. Fails
        when it is closed and was never discussed.
        """
        by = self.identity.actor()
        found = await self.services.incident_story.discuss(by=by, incident_id=incident_id)
        reader = await self._reader(by)
        return discussed(incident_id, found, reader, sandbox=self.services.sandbox)

    async def draft_postmortem(
        self, incident_id: IncidentId, language: LanguageName = ""
    ) -> Annotated[CallToolResult, PostmortemDrafted]:
        """Draft the post-mortem of an incident as Markdown, from its record alone.

        Use when the person wants a write-up: give it as it is, then fill its blanks with them.
        For the story alone use get_incident_timeline. Fails when there is no such incident.
        """
        by = self.identity.actor()
        record = await self.services.incident_story.postmortem(by=by, incident_id=incident_id)
        reader = (await self._reader(by)).of(Language(language))
        return postmortem_drafted(record, reader, sandbox=self.services.sandbox)

    async def _reader(self, by: Actor) -> Localizer:
        """Return the caller's language, and where their wall clock hangs."""
        return Localizer(self.services.words, await reader_of(self.services.briefings, by=by))
