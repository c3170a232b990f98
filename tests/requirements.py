"""What Zhiban must do so far, one sentence per requirement; tests name these ids.

A test's docstring begins with the ids it proves: `BRF-2, REL-1: why, if that needs saying.`
`tests/docs/test_requirements.py` holds this page and the tests to each other.
"""

COVERED = {
    "ANL-1": "Templates, trends, keywords and volumes of logs are found with one configuration.",
    "BRF-1": "Each person has one durable workflow, and each local date of theirs one briefing.",
    "BRF-2": "The day's first greeting in the window gets the briefing, whatever else happens; "
    "every other greeting gets a short answer.",
    "BRF-3": "The briefing is ready before the window opens, or made on demand with progress.",
    "BRF-4": "It tells of logs, alarms, rollbacks, open work, tasks and capacity, with evidence.",
    "BRF-5": "Every claim cites evidence that exists; without a model the rules write, and say so.",
    "BRF-6": "It is spoken in short parts, and kept as Markdown, HTML and text in two languages.",
    "BRF-7": "What nobody greeted for is pushed; what was spoken is mailed to who asked for that.",
    "BRF-8": "It is paused, resumed and changed while it runs; a query tells what comes next.",
    "BRF-9": "Every due day is generated; a late start is caught up once and never twice.",
    "CLD-1": "Log lines, their counts, topics and alarm records are read within stated bounds.",
    "CLD-4": "Secrets reach no model, log line, error text or workflow history.",
    "CLD-5": "Calls to the cloud share a pace, lists are remembered, failures are classed.",
    "EVT-1": "What happens is kept for ever in one order, and read models are rebuilt from it.",
    "EVT-2": "Events are filtered, paged and followed live; feedback about them is kept once.",
    "EVT-3": "The description of the HTTP interface is true, and errors are problem documents.",
    "MCP-2": "Tools have flat schemas, annotations, structured answers, progress and clear errors.",
    "MCP-3": "Tokens carry scopes, and one table of rights serves HTTP and MCP alike.",
    "OPS-1": "One command installs and starts everything, one runs the tests, on a fresh machine.",
    "OPS-2": "A compose file runs the same parts with PostgreSQL.",
    "OPS-3": "The terminal can do what the other faces can, and looks after the installation.",
    "OPS-4": "SQLite by default, PostgreSQL in production, the same migrations on both.",
    "OPS-5": "It can be watched, stops gracefully, and its pages say what is so.",
    "OPS-6": "The sandbox is entered only on purpose, and shows everywhere.",
    "PRF-2": "Speed is measured beside the bare library or call, in one run.",
    "PSH-1": "Mail and chat robots get the briefing, several at once.",
    "PSH-2": "Each message leaves once by its key, is tried again with patience, and a refusal "
    "inside a success is a refusal.",
    "PSH-3": "Long messages are split at bytes each channel allows, or become a link.",
    "PSH-4": "All workers share each robot's pace, so that its limit is never reached.",
    "PSH-6": "Share links are unguessable, kept as digests, and end by time, views or revocation.",
    "PSH-7": "The ledger tells how far each message came, on evidence only.",
    "REL-1": "Whatever is killed, nothing is lost and nothing happens twice.",
    "REL-2": "Throttling, cut answers, odd replies and refusals of others are survived and named.",
    "REL-3": "Recorded histories replay on today's code, and wire names do not change unnoticed.",
    "SEC-1": "Payloads in Temporal are encrypted with keys that can be changed.",
    "SEC-2": "What comes from outside is bounded in size and rate, and secrets compare safely.",
    "SEC-3": "Every door asks for role, scope and ownership; browsers and sign-in are guarded.",
    "SEC-4": "Text from logs and alarms is data; whatever it says, nothing else is done.",
    "TSK-2": "Everything has an owner, and to others it looks as if it did not exist.",
    "VOI-6": "People register, sign in and manage themselves and their tokens.",
}

LATER = {
    "ANL-2": "Usage trends and advice; briefings only warn of what will run full.",
    "CLD-3": "Monitoring tools; briefings only read alarms and capacity series.",
    "CON-1": "The console; today's page is its beginning.",
    "MCP-1": "Separate servers for operations, push and analytics.",
    "PSH-8": "Preferences set by voice or chat.",
    "RBK-6": "Guards of repairs; only the right itself is kept on people.",
    "TSK-1": "Background tasks.",
    "TSK-3": "Pausing background tasks; the briefing already copes with the Web UI's buttons.",
    "VOI-1": "The robot bridge.",
    "VOI-3": "Speech; only its stand-in exists.",
    "VOI-5": "Wake words; only their rules exist.",
}
"""Named by tests of what was needed early; the work itself is still to come."""
