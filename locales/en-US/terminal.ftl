# What the terminal says.
terminal-answered = { $action } of { $target }: { $answer }{ $person ->
    [none] .
   *[other] {" "}by { $person }.
 }
terminal-approve = Approve { $action } of { $target }?
terminal-begun = Started: { $action } of { $target }. { $will }
terminal-called = { $at } ({ $reason })
terminal-calling = being called ({ $reason })
terminal-do = Do exactly this: { $action } of { $target }?
terminal-follow = To follow it: { $command }
terminal-goal = Goal: { $goal }.
terminal-ladder = Steps:
terminal-more = More: { $option }, all else unchanged.
terminal-need_writes = Scenarios that are not watchable need { $option }.
terminal-not_done = Nothing was done.
terminal-nothing = nothing
terminal-nothing_waits = No approvals are pending.
terminal-question = { $question } { $action } of { $target }, { $person ->
    [none] proposed by Zhiban
   *[other] requested by { $person }
 }, open until { $until }
terminal-scored = { $score } ({ $band }, { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 })
terminal-skipped = skipped: { $step }
terminal-undo = To undo it: { $undo }
terminal-unreached = no one could be reached since { $at } ({ $reason }); calling continues
terminal-untried = nothing has been tried yet
terminal-would_send = { $action } of { $target } would send:

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
