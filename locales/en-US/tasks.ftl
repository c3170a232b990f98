# Why tasks refuse.
task-changed_meanwhile = Somebody else has changed this task; read it again.
task-config_form = must be JSON, the sign { $at } with the name of a JSON file, or -
task-config_too_large = The configuration has more than { $most } bytes as JSON; make it shorter.
task-deleted_for_good = This task was deleted for good; create another one.
task-id_form = must be { $start } and { $length } lower-case letters and digits
task-most = You have { $most } tasks, the most that can be kept; delete one first.
task-not_deleted = must not be deleted
task-not_running = { $state ->
    [paused] The task is paused
    [stopped] The task is stopped
    [deleted] The task is deleted
   *[other] The task is not running
 }; resume it first.
task-who_steers = must say who steers
task_state-active = active
task_state-deleted = deleted
task_state-paused = paused
task_state-stopped = stopped
