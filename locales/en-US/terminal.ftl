# What the terminal says.
terminal-called = { $at } ({ $reason })
terminal-calling = being called ({ $reason })
terminal-grouped = { $workload }{ $others ->
    [0] {""}
   *[other] {" "}(+{ $others })
 }
terminal-ladder = Steps:
terminal-more = More: { $option }, all else unchanged.
terminal-need_writes = Scenarios that are not watchable need { $option }.
terminal-not_done = Nothing was done.
terminal-nothing = nothing
terminal-scored = { $score } ({ $band }, { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 })
terminal-skipped = skipped: { $step }
terminal-unreached = no one could be reached since { $at } ({ $reason })
terminal-untried = nothing has been tried yet
# Whose a namespace is.
namespace-belongs = Namespace { $namespace } belongs to { $ours ->
    [yes] this installation: { $owner }.
   *[no] { $owner ->
        [none] nobody yet.
       *[other] another installation: { $owner }.
    }
 }
namespace-take_over = Namespace { $namespace } belongs to { $owner ->
    [none] nobody
   *[other] { $owner }
 }. Its workflows will continue with this database. Are the other installation's workers stopped, and shall it be ours?
terminal-notes = Notes:
terminal-cause = { $cause } ({ $certainty })
terminal-guards = Guards: { $guards }
terminal-guard = { $guard } { $outcome }
terminal-checkpoint = Checkpoint: { $checkpoint ->
    [none] none; nothing was written
   *[other] { $checkpoint }
 }
terminal-written = Write { $number }: { $outcome }{ $detail ->
    [none] {""}
   *[other] . { $detail }
 }
terminal-more_lines = { $count ->
    [one] … 1 more line; --json shows all of it
   *[other] … { $count } more lines; --json shows all of it
 }
