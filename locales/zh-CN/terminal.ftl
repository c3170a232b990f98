# What the terminal says.
terminal-answered = { $target }：{ $action }，{ $answer }{ $person ->
    [none] 。
   *[other] （{ $person }）。
 }
terminal-approve = 批准对 { $target } 执行{ $action }吗？
terminal-begun = 已开始：{ $target }，{ $action }。{ $will }
terminal-called = { $at }（{ $reason }）
terminal-calling = 正在联系（{ $reason }）
terminal-do = 就这样对 { $target } 执行{ $action }吗？
terminal-follow = 查看进展：{ $command }
terminal-goal = 目标：{ $goal }。
terminal-ladder = 阶梯：
terminal-more = 还有更多：加上 { $option }，其余不变。
terminal-need_writes = 不能只看的需要加上 { $option }。
terminal-not_done = 什么都没有做。
terminal-nothing = 无
terminal-nothing_waits = 没有等待答复的问题。
terminal-question = { $question } { $target }：{ $action }，{ $person ->
    [none] 值班系统提出
   *[other] { $person } 要求
 }，{ $until } 前有效
terminal-scored = { $score }（{ $band }，最多 { $attempts } 次）
terminal-skipped = 跳过：{ $step }
terminal-undo = 撤回方法：{ $undo }
terminal-unreached = 自 { $at } 起谁也没联系上（{ $reason }），会继续联系
terminal-untried = 还没有尝试任何动作
terminal-would_send = { $target }，{ $action }，将发送：

# Whose a namespace is.
namespace-belongs = 命名空间 { $namespace } { $ours ->
    [yes] 属于这套系统：{ $owner }。
   *[no] { $owner ->
        [none] 还不属于任何一套系统。
       *[other] 属于另一套系统：{ $owner }。
    }
 }
namespace-take_over = 命名空间 { $namespace } { $owner ->
    [none] 还不属于任何一套系统
   *[other] 属于 { $owner }
 }。它的工作流会改用这个数据库继续。另一套系统的工作进程都停了吗？要归这套系统吗？
