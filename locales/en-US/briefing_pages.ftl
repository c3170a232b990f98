# The pages about briefings.
console-briefings = Briefings
console-months = Months
console-days_of = Briefings of { $month }, day by day
console-briefing_late = late
console-forms = Forms
console-form_page = Page
console-form_spoken = Spoken
console-form_chat = Chat
console-form_text = Plain text
console-evidence = Evidence
console-evidence_id = Number of the evidence
console-evidence_hint = Each sentence of the page ends with the numbers of its evidence.
console-look_up = Look it up
console-listen = Listen
console-query = Query

ask-prepare_briefing = Prepare now
ask-prepare_briefing_means = Today's briefing is prepared now, without waiting for its time. One that is prepared already stays.
ask-pause_briefing = Pause briefings
ask-pause_briefing_means = Nothing is prepared, given or pushed until they are resumed.
ask-resume_briefing = Resume briefings
ask-resume_briefing_means = From the next window on they are prepared and pushed as before.
