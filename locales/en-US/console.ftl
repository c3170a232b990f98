# What only the console says: its menu, lists, questions before something is done.
console-group_now = Now
console-today = Today
console-incidents = Incidents
console-approvals = Approvals
console-menu = Menu
console-skip = Skip to the content
console-live = Live
console-lost = Reconnecting
console-not_live = Connection lost at { $time }. Shown is the state of then; it continues by itself once the server answers.
console-theme = Theme
console-theme_auto = As the system
console-theme_light = Light
console-theme_dark = Dark
console-apply = Apply
console-all = All
console-filter = Filter
console-without = Remove the filter { $filter }
console-clear = Clear all
console-pages = Pages
console-first = First page
console-more = Next page
console-close = Close
console-cancel = Cancel
console-to_start = To the start page
console-no_page = There is no such page. Go to the start, or search for what you need.
console-failed = This did not work
console-stale_form = This page is out of date, or the form came from elsewhere. Load the page again and retry.
console-mend = { $count ->
    [one] One field needs correcting.
   *[other] { $count } fields need correcting.
 }
console-late = No answer within some seconds. Load the page again to retry.
console-nothing = Nothing here yet.
console-nothing_matches = Nothing matches these filters.
console-components = Components
console-ago = { $gone } ago
console-ahead = in { $left }
console-filter_of = Filter: { $noun }
console-which = Which
console-open_only = Open
console-open_or_not = Open and closed
console-cluster = Cluster
console-namespace = Namespace
console-whose = Who has it
console-my_incidents = Mine (taken, requested, paged)
console-nobody_has_it = Nobody
console-somebody_has_it = Somebody
console-comma = {", "}
console-list_comma = {", "}
console-nobody = nobody
console-and_more = and { $count } with the same cause
console-no_incidents = No open incidents.
console-no_incidents_hint = New alerts appear here by themselves.
console-show_closed = Show closed ones
console-relapsed = { $count ->
    [one] relapsed once
   *[other] relapsed { $count } times
 }
console-waits_for_you = Waiting for a decision: { $what }
console-only_approvers = Approvers and admins answer this.
console-ladder = Repair steps
console-could_follow = could follow
console-approved_by = Approved by { $person }
console-guards = { $stopped ->
    [0] { $count } guards passed
   *[other] { $stopped } of { $count } guards stopped it
 }
console-no_steps = No step was tried, and none is left.
console-what_to_do = Actions
console-facts = Facts
console-closed_at = Closed
console-same_cause = { $count ->
    [one] One more incident with the same cause
   *[other] { $count } more incidents with the same cause
 }
console-questions_wait = Waiting for a decision
console-open_incidents = Open incidents
console-without_owner = Open, nobody has it
console-tasks_failing = Tasks with problems
console-undelivered = Messages not delivered
console-see_all = See all
console-briefing = Briefing
console-kill_switch = Kill switch
console-no_questions = Nothing waits for a decision.
console-no_questions_hint = Repairs and edits that need approval appear here by themselves.
console-changed_image = { $name ->
    [none] {""}
   *[other] { $name }:{" "}
 }image
console-changed_replicas = { $name ->
    [none] {""}
   *[other] { $name }:{" "}
 }replicas
console-before = Before:
console-after = After:
console-written = What was written
console-what_became = What became of it
console-answered_by = Answered by
console-asked_people = Asked
console-already_answered = Already answered: { $state } ({ $person }).
console-approve_means = Exactly this plan is approved. Every guard is checked again before it is written; if the target has changed, nothing is done.
console-deny_means = Nothing of this plan is written. The reason is told to whoever asked.
console-group_record = Record
console-audit = Audit
console-audit_actor = Person's id
console-audit_target = Object, or its beginning
console-audit_subject = Incident, edit or control
console-audit_since = From (-24h, yesterday 20:00)
console-audit_until = Until
console-audit_check = Check the audit
console-audit_export = Export
console-audit_kept = Everything that was kept
console-audit_hint = Every write and every decision about one appears here.
console-audit_note = Every row was held against its hash, the row before it, and the ends noted elsewhere. Note the head; later exports can be held against it.

ask-acknowledge = Acknowledge
ask-acknowledge_means = You take it over: nobody is paged any more. Automatic repair goes on.
ask-pause = Pause repair
ask-pause_means = The repair stops before its next step and waits until somebody resumes it. A step under way is finished and judged first.
ask-resume = Resume repair
ask-resume_means = The repair goes on from where it stood. Every guard is checked again.
ask-skip = Skip next step
ask-skip_means = The step that comes next is passed over; the one after it follows. No attempt is used up. It cannot be taken back.
ask-examine = Look again
ask-examine_means = The workload is looked at again, and likely causes are named anew; once a minute at most.
ask-abort = Stop repair for good
ask-abort_means = Nothing more is tried, and people on call are told. What was written stays as it is; a write under way is settled first. It cannot be taken back.
ask-close = Close incident
ask-close_means = The incident ends now, whatever its target does. The next alert about it opens a new incident. It cannot be taken back.
ask-enable_writes = Allow writes
ask-enable_writes_means = An incident that was only observing tries its steps for real from here on. Every guard still has to pass.
ask-merge = Merge with another
ask-merge_means = Both belong to one group from now on: one page for all. Each keeps its own repair. Split takes it out again.
ask-split = Take out of its group
ask-split_means = It pages by itself again, and is not gathered into this group for a day.
ask-silence = Silence
ask-silence_means = Alerts about this workload and fault are counted; nobody is told, and nothing is repaired. It can be ended earlier under Controls.
ask-into = Other incident
ask-how_long = For how long
ask-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
 }
ask-for_the_record = Kept in the audit with your name.
ask-done = Done: { $step }
console-search = Search

# The search of the console, and its palette.
find_page-label = Pages, actions, incidents, tasks, workloads
find_page-how = Results appear as you type. Arrow keys walk through them, Enter opens one, Escape closes.
find_page-pages = Pages
find_page-actions = Actions
find_page-count = { $count ->
    [one] { $count } result
   *[other] { $count } results
 }
find_page-none = Nothing was found.
find_page-any = Find anything
