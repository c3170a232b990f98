# The story of an incident: notes of people, raw alerts.
note-written = { $what }: note by { $person }{ $program ->
    [yes] {" "}(a program with their token)
   *[no] {""}
 }
note-text = { $text }
note-said = { $person }{ $program ->
    [yes] {" "}(program)
   *[no] {""}
 }: { $text }
note-none = No notes yet.
note-other_text = This key has already written another note. Use a new key for new words.
note-too_many = This incident has { $most } notes already. Go on in its discussion.
raw_alerts-none = No raw alerts kept.
raw_alerts-listed = { $count ->
    [one] { $count } raw alert:
   *[other] { $count } raw alerts, newest first:
 }
raw_alerts-line = { $alert } { $state }, { $severity }, from { $source }, since { $since }
confirmed-confirmed = Confirmed by their source.
confirmed-not_confirmed = Not confirmed by their source.
confirmed-not_yet = Not yet confirmed by their source.
alert_state-firing = firing
alert_state-resolved = cleared

# The discussion of an incident on the bus.
talk-opening = Discussion of the incident { $what }. Details: { $command }
talk-opened = { $what }: discussion opened by { $person }
talk-where = Discussion: { $discussion }
talk-said = { $person } said in the discussion (sender: { $proof })
talk-outcome = The incident { $what } is closed: { $ending ->
    [none] no outcome recorded
   *[other] { $ending }
 }. Post-mortem draft: { $command }

# The draft of a post-mortem.
postmortem-title = Post-mortem (draft): { $what }
postmortem-draft = Made from the record alone, without a model. Blanks are for people. Source: { $command }
postmortem-summary = Summary
postmortem-impact = Impact
postmortem-times = Response times
postmortem-timeline = Timeline
postmortem-tried = What was tried
postmortem-helped = What helped
postmortem-cause = Root cause
postmortem-said = Notes and discussion
postmortem-questions = Open questions
postmortem-actions = Action items
postmortem-action = Action
postmortem-owner = Owner
postmortem-due = Due
postmortem-blank = (to be filled in)
postmortem-happened = { $what }, opened { $opened }, { $lasted ->
    [none] still open
   *[other] closed after { $lasted }
 }{ $ending ->
    [none] {""}
   *[other] : { $ending }
 }. { $attempts ->
    [0] No repair was tried.
    [one] One repair was tried.
   *[other] { $attempts } repairs were tried.
 } { $called ->
    [none] Nobody was called.
   *[other] A person was called: { $called }.
 }
postmortem-severity = Severity by its source: { $severity }
postmortem-score = Score: { $score } of 100 (impact { $impact })
postmortem-down = From the first alert to the end: { $lasted }
postmortem-relapses = Relapses after a fix: { $times }
postmortem-group = Part of an incident group: { $why }
postmortem-users = Users affected: (to be filled in)
postmortem-detect = Time to detect: { $lasted ->
    [none] unknown
   *[other] { $lasted }
 }
postmortem-acknowledge = Time to acknowledge: { $lasted ->
    [none] not acknowledged
   *[other] { $lasted }
 }
postmortem-act = Time to first action: { $lasted ->
    [none] no action taken
   *[other] { $lasted }
 }
postmortem-fix = Time to verified fix: { $lasted ->
    [none] no verified fix
   *[other] { $lasted }
 }

# Its pages in the console.
story_page-raw = Raw alerts
story_page-raw_hint = Each firing and clearing as it came; what looks like a secret is hidden.
story_page-back = Back to the incident
story_page-notes = Notes
story_page-no_notes = No notes yet.
story_page-no_notes_hint = What people and programs write about the incident stands here.
story_page-write_note = Write a note
story_page-note = Note
story_page-note_means = It stands in the incident's timeline and in the audit with your name, and cannot be taken back.
story_page-by_program = by a program
story_page-all_notes = { $count ->
    [one] One note
   *[other] All { $count } notes
 }
story_page-discussed = Discussed on the bus:
story_page-discuss = Open a discussion
story_page-discuss_means = The incident gets a discussion on the bus: what agents and people say there stands in its timeline, notes are repeated there, and the end of the incident closes it.
story_page-postmortem = Draft of a post-mortem
story_page-postmortem_hint = Made from the record alone; what the record does not say is left blank for you.
story_page-postmortem_file = Save as Markdown
story_page-metrics = How repairs went
story_page-nothing_written = No step was written in this period.
