# Why tasks refuse.
task-changed_meanwhile = Somebody else has changed this task; read it again.
task-config_form = must be JSON, the sign { $at } with the name of a JSON file, or -
task-config_too_large = The configuration has more than { $most } bytes as JSON; make it shorter.
task-deleted_for_good = This task was deleted for good; create another one.
task-failing_since_event = Its newest event says that it does not get on.
task-id_form = must be { $start } and { $length } lower-case letters and digits
task-looked = Checked: { $said }
task-most = You have { $most } tasks, the most that can be kept; delete one first.
task-not_deleted = must not be deleted
task-learns_nothing = This task does not learn what is normal: only a threshold watch with the operator "anomaly" does.
task-told_nothing_new = This task has reported nothing new yet, so there is nothing to mark as normal.
task-no_such_alert = must be the moment of an alert that it remembers: { $known }
task-not_running = { $state ->
    [paused] The task is paused
    [stopped] The task is stopped
    [deleted] The task is deleted
   *[other] The task is not running
 }; resume it first.
task-digest_of_today = Today's digest was published at { $at } already; each day has one.
task-ran = { $said ->
    [none] It ran.
   *[other] It ran: { $said }
 }
task-run_started = It has started; it has no result yet. Its result will be in its events.
task-still_looking = The check has begun; it has no result yet. Look again soon.
task-trial_too_slow = The trial did not finish in time.
task-undelivered = The notice of { $at } { $state ->
    [uncertain] may not have reached
   *[other] did not reach
} { $channel } { $target }{ $answer ->
    [none] .
   *[other] : { $answer }
}
task-who_steers = must say who steers
task_state-active = active
task_state-deleted = deleted
task_state-paused = paused
task_state-stopped = stopped
task-applied = Changed; in force now.
task-listed = { $count ->
    [one] { $count } task
   *[other] { $count } tasks
 }, oldest first:
task-made = Created.
task-name_action = { $action }
task-name_news = News: { $hosts }
task-none = No tasks.
task_line-said = { $task } ({ $type }) { $name }: { $state }{ $life ->
    [none] {""}
   *[other] {" "}({ $life })
 }.
task_line-last_event = Last event: { $event } at { $at }.
task_look-said = { $at } { $outcome }{ $value ->
    [none] {""}
   *[other] , { $value }
 } ({ $seconds } s)
task_page-events = Newest events
task_page-no_events = No events yet.
task_status-count = { $type }, { $state }: { $count }
task_status-events = { $type } × { $count }
task_status-failing = Failing: { $task } { $name }, { $event } since { $at }.
task_status-said = Temporal { $answers ->
    [yes] answers
   *[no] DOES NOT ANSWER
 }; { $everybody ->
    [yes] everybody's tasks
   *[no] your tasks
 }; newest event: { $newest }.
task_status-tasks = Tasks: { $counts ->
    [none] none
   *[other] { $counts }
 }.
task_status-today = Today: { $counts ->
    [none] none
   *[other] { $counts }
 }.
task_status-events_today = Events today{ $complete ->
    [yes] :
   *[no] {" "}(and more):
 }
task_status-failing_tasks = Failing or silent:
look_outcome-quiet = nothing new
look_outcome-found = reported
look_outcome-failed = failed
level-unknown = not judged yet
level-normal = normal
level-pending = pending
level-breached = breached
level-no_data = no data
level-learning = learning
task_line-novel = { $at }: { $said }{ $normal ->
        [yes] { " " }Marked as normal.
       *[no] { "" }
    }
task_line-runs = { $life }{ $said ->
    [none] {""}
   *[other] : { $said }
 }
