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
console-not_heard = Nobody can listen to briefings yet: { "" }
console-query = Query

ask-prepare_briefing = Prepare now
ask-prepare_briefing_means = Today's briefing is prepared now, without waiting for its time. One that is prepared already stays.
ask-pause_briefing = Pause briefings
ask-pause_briefing_means = Nothing is prepared, given or pushed until they are resumed.
ask-resume_briefing = Resume briefings
ask-resume_briefing_means = From the next window on they are prepared and pushed as before.

# Links that show a briefing without an account.
share_page-title = Shared links
share_page-means = Whoever has a link can read that one briefing without an account. A link is shown once, when it is made.
share_page-new = Share
share_page-new_means = Whoever has the link can read this briefing until it expires, is used up, or you close it.
share_page-briefing = Briefing
share_page-of_whom = Whose briefing
share_page-lasts = Opens for
share_page-most_views = How often it opens
share_page-made = Link made
share_page-once = Copy it now: the link is shown this once.
share_page-views = Views
share_page-seen = { $views } of { $most }
share_page-close = Close link
share_page-close_means = It stops opening at once, for everybody. It cannot be taken back; make another one instead.
share_page-closed = The link is closed.
share_page-none = No links.
share_page-none_hint = "Share" on the page of a briefing makes one for somebody without an account.
share_verdict-open = open
share_verdict-expired = expired
share_verdict-used_up = used up
share_verdict-revoked = closed
