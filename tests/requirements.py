"""What Zhiban must do so far, one sentence per requirement; tests name these ids.

A test's docstring begins with the ids it proves: `BRF-2, REL-1: why, if that needs saying.`
`tests/docs/test_requirements.py` holds this page and the tests to each other.
"""

COVERED = {
    "ALR-1": "Alerts come in four forms over HTTP, and pollers find what a lost message left out.",
    "ALR-2": "A message is a hint: the source is asked again before anything is written.",
    "ALR-3": "One fault of one workload is one incident, however many alerts tell of it.",
    "ALR-4": "A score is the formula, each input with its source, what is missing with its "
    "default.",
    "ALR-5": "Weights learn from outcomes in bounded steps, with approval, and can be taken back.",
    "ALR-6": "Silences, windows, inhibition and freezes hold back; their end is looked at once.",
    "ALR-7": "Each night what nobody handled is scored and tried, and the rest is for the "
    "briefing.",
    "ALR-8": "The first decision comes within half a minute, in a storm too.",
    "ANL-1": "Templates, trends, keywords and volumes of logs are found with one configuration.",
    "BRF-1": "Each person has one durable workflow, and each local date of theirs one briefing.",
    "BRF-2": "The day's first greeting in the window gets the briefing, whatever else "
    "happens; every other greeting gets a short answer.",
    "BRF-3": "The briefing is ready before the window opens, or made on demand with progress.",
    "BRF-4": "It tells of logs, alarms, rollbacks, open work, tasks and capacity, with evidence.",
    "BRF-5": "Every claim cites evidence that exists; without a model the rules write, and say so.",
    "BRF-6": "It is spoken in short parts, and kept as Markdown, HTML and text in two languages.",
    "BRF-7": "What nobody greeted for is pushed; what was spoken is mailed to who asked for that.",
    "BRF-8": "It is paused, resumed and changed while it runs; a query tells what comes next.",
    "BRF-9": "Every due day is generated; a late start is caught up once and never twice.",
    "BUS-1": "Three servers write, mark and read discussions, with the names that callers know.",
    "BUS-2": "The files stay those of other programs, and nothing is lost beside them.",
    "BUS-3": "Who wrote is decided from the sender's proof; what they claim is kept apart.",
    "BUS-4": "Messages are searched by rank, and told to programs without holding up who sends.",
    "CLD-1": "Log lines, their counts, topics and alarm records are read within stated bounds.",
    "CLD-2": "Clusters are read within bounds, and written to only behind the guards.",
    "CLD-4": "Secrets reach no model, log line, error text or workflow history.",
    "CLD-5": "Calls to the cloud share a pace, lists are remembered, failures are classed.",
    "EVT-1": "What happens is kept for ever in one order, and read models are rebuilt from it.",
    "EVT-2": "Events are filtered, paged and followed live; feedback about them is kept once.",
    "EVT-3": "The description of the HTTP interface is true, and errors are problem documents.",
    "I18-1": "Messages are recorded as data and rendered for a reader; a language is files.",
    "MCC-1": "People register MCP servers of others; what is kept of them is sealed, and theirs "
    "alone.",
    "MCC-2": "A connection is owned by one task, comes back by itself, and repeats no write.",
    "MCC-3": "Tools have names that models take and that lead back, and results keep all they say.",
    "MCC-4": "An assistant talks and calls tools with the rights of the person, each turn durable.",
    "MCP-2": "Tools have flat schemas, annotations, structured answers, progress and clear errors.",
    "MCP-3": "Tokens carry scopes, and one table of rights serves HTTP and MCP alike.",
    "MEM-1": "Notes of a person are kept, forgotten, and found by words in Chinese and English.",
    "MEM-2": "Weather, text messages and a page's text are tools of their own.",
    "OPS-1": "One command installs and starts everything, one runs the tests, on a fresh machine.",
    "OPS-2": "A compose file runs the same parts with PostgreSQL.",
    "OPS-3": "The terminal can do what the other faces can, and looks after the installation.",
    "OPS-4": "SQLite by default, PostgreSQL in production, the same migrations on both.",
    "OPS-5": "It can be watched, stops gracefully, and its pages say what is so.",
    "OPS-6": "The sandbox is entered only on purpose, and shows everywhere.",
    "OPS-8": "The image holds the whole program, and the compose file installs one that repairs, "
    "decodes payloads and is scraped.",
    "PRF-1": "A look that finds nothing adds no event to a history, and ten thousand watches "
    "keep time.",
    "PRF-2": "Speed is measured beside the bare library or call, in one run.",
    "PSH-1": "Mail and chat robots get the briefing, several at once.",
    "PSH-2": "Each message leaves once by its key, is tried again with patience, and a "
    "refusal inside a success is a refusal.",
    "PSH-3": "Long messages are split at bytes each channel allows, or become a link.",
    "PSH-4": "All workers share each robot's pace, so that its limit is never reached.",
    "PSH-6": "Share links are unguessable, kept as digests, and end by time, views or revocation.",
    "PSH-7": "The ledger tells how far each message came, on evidence only.",
    "RBK-1": "The score decides how many attempts there may be.",
    "RBK-2": "Six rungs from a restart to a person; what cannot help now is passed over, and why.",
    "RBK-3": "A person is called once: at the start for the worst, at every end that is no fix.",
    "RBK-4": "Before a write a checkpoint is kept; it is put back unless others wrote since.",
    "RBK-5": "An attempt is judged over a dwell; what cannot be seen is never success.",
    "RBK-6": "Every guard is on the path of every write, and each fails closed.",
    "RBK-7": "Policies say how far to go, by namespace and action; a dry run shows the patch.",
    "RBK-8": "An approval holds for exactly one plan, once, by somebody who has proven who "
    "they are.",
    "RBK-9": "No action is executed twice, whatever crashes.",
    "RBK-10": "What people and sources say changes the ladder at once.",
    "RBK-11": "What comes back goes on at the next rung of the same incident.",
    "RBK-12": "A person's request climbs the same guarded ladder.",
    "RBK-13": "The audit is a chain that shows every edit, deletion, swap and cut.",
    "RBK-14": "How well repairs work is counted from their history.",
    "RBK-15": "Why it stands where it stands is told from its state, without a model.",
    "REL-1": "Whatever is killed, nothing is lost and nothing happens twice.",
    "REL-2": "Throttling, cut answers, odd replies and refusals of others are survived and named.",
    "REL-3": "Recorded histories replay on today's code, and wire names do not change unnoticed.",
    "SCH-1": "Schedules are Temporal Schedules; they remind, report, and call tools that "
    "only look.",
    "SCH-2": "A digest reads feeds of every shape, tells each story once, and comes once a date.",
    "SCH-3": "The weather is told by a tool, and in schedules.",
    "SEC-1": "Payloads in Temporal are encrypted with keys that can be changed.",
    "SEC-2": "What comes from outside is bounded in size and rate, and secrets compare safely.",
    "SEC-3": "Every door asks for role, scope and ownership; browsers and sign-in are guarded.",
    "SEC-4": "Text from logs and alarms is data; whatever it says, nothing else is done.",
    "SEC-6": "Sign-in resists guessing and lock-out, and nobody fills the disk.",
    "THR-1": "Metrics come from JSON, Prometheus, the cloud's series, log analysis and named "
    "presets.",
    "THR-2": "A threshold has operators, durations, hysteresis, a policy for no data and "
    "reminders.",
    "THR-3": "Going back and forth is announced at its beginning and its end, and not in between.",
    "THR-4": "A watch opens an incident when its owner asks for that.",
    "TSK-1": "Tasks of four types are made from the published shapes by tool, HTTP and terminal.",
    "TSK-2": "Everything has an owner, and to others it looks as if it did not exist.",
    "TSK-3": "Tasks are paused and resumed without a burst, whatever buttons an operator presses.",
    "TSK-4": "What was seen belongs to the task, outlives restarts, and is reported once.",
    "TSK-5": "A source that fails, recovers or stays silent is news, once.",
    "TSK-6": "Intervals keep their rhythm, and calendars follow the clocks of their zone.",
    "TSK-7": "Ten thousand tasks run on one small machine.",
    "SEC-5": "What strangers send is read where it can be killed, within bounds; no word of theirs "
    "counts as ours.",
    "VOI-6": "People register, sign in and manage themselves and their tokens.",
    "WEB-1": "Pages are asked for conditionally, politely, within bounds, and read in their "
    "encoding.",
    "WEB-2": "A part of a page is chosen by selectors, paths, patterns or its main text.",
    "WEB-3": "Changes, keywords, numbers and stillness are told on their edges, confirmed "
    "when asked.",
    "WEB-4": "A model may judge whether a change matters; when it cannot, the change is told.",
    "WEB-5": "Pages that need scripts are shown by a real browser, with a picture.",
    "WEB-6": "Private addresses are refused where the connection is made, on every redirect.",
    "WEB-7": "Numbers are read as people write them, and never guessed.",
}

LATER = {
    "ANL-2": "Usage trends and advice; briefings only warn of what will run full.",
    "ANL-3": "Effects of repairs and what they suggest; handling times by person are to come.",
    "CLD-3": "Monitoring tools; briefings only read alarms and capacity series.",
    "CON-1": "The console; today's page is its beginning.",
    "MCP-1": "Separate servers for operations, push and analytics.",
    "PSH-8": "Preferences set by voice or chat.",
    "VOI-1": "The robot bridge.",
    "VOI-3": "Speech; only its stand-in exists.",
    "VOI-5": "Wake words; only their rules exist.",
}
"""Named by tests of what was needed early; the work itself is still to come."""
