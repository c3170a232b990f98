# The pages about tasks.
console-tasks = Tasks
console-trend = Trend
console-failing = Failing
console-only_failing = Failing only
console-everybody = Everybody
console-mine = Mine
console-between = Low { $least }, high { $most }
console-no_tasks = No tasks yet.
console-no_tasks_hint = A task watches a page or a number, reminds at times of day, or collects news.
console-looks = Checks
console-looks_listed = { $count ->
    [one] The newest check
   *[other] The newest { $count } checks
 }
console-runs = Runs
console-to_come = To come
console-has_run = Has run
console-snapshots = Snapshots of pages
console-compare = Compare snapshots
console-what_changed = What changed
console-pictures = Screenshots
console-picture_of = Screenshot of { $page }, { $time }
console-learns_until = Learning until
console-back_to_task = Back to the task
console-differs = { $share } of the characters differ
console-no_snapshots = No snapshots to compare yet.
console-no_snapshots_hint = Once a page has changed twice, before and after can be compared here.

ask-pause_task = Pause task
ask-pause_task_means = Checks or runs stop at once, until somebody resumes it. What is missed is not made up for.
ask-resume_task = Resume task
ask-resume_task_means = It goes on with its rhythm; what was missed is left out. One that was stopped in Temporal is started again.
ask-trigger_task = Run now
ask-trigger_task_means = It checks or runs once, now; the rhythm stays.
ask-delete_task = Stop and delete
ask-delete_task_means = The task ends for good, and what it remembers is deleted; its events stay. This cannot be undone.
console-novel = Not seen before
console-called_normal = Marked as normal
ask-call_normal = This is normal
ask-call_normal_means = What was seen in the six hours around it is remembered for good and not reported again.
ask-called_normal = Marked as normal.
ask-test_message = Send test message
ask-test_message_means = Each address that this task tells gets one message that says only that it is a test; what becomes of it is shown within 15 s.
ask-send_test = Send
ask-send_again = Send again

# How tasks and events stand, and digests, in the console.
task_overview-title = Overview
task_overview-temporal = { $answers ->
    [yes] Temporal, which drives all tasks, answers.
   *[no] Temporal, which drives all tasks, does not answer. Nothing is checked until it does.
 }
task_overview-whose = { $everybody ->
    [yes] Everybody's tasks are counted.
   *[no] Your own tasks are counted.
 }
task_overview-events = { $complete ->
    [yes] { $count }
   *[no] More than { $count }
 } today; the newest is number { $newest }.
task_overview-none_fails = No task is failing or silent.
digest_page-task = Back to the task
digest_page-latest = Newest digest
