# What the terminal says.
terminal-called = { $at }（{ $reason }）
terminal-calling = 正在联系（{ $reason }）
terminal-grouped = { $workload }{ $others ->
    [0] {""}
   *[other] （+{ $others }）
 }
terminal-ladder = 阶梯：
terminal-more = 还有更多：加上 { $option }，其余不变。
terminal-need_writes = 不能只看的需要加上 { $option }。
terminal-not_done = 什么都没有做。
terminal-nothing = 无
terminal-scored = { $score }（{ $band }，最多 { $attempts } 次）
terminal-skipped = 跳过：{ $step }
terminal-unreached = 自 { $at } 起谁也没联系上（{ $reason }）
terminal-untried = 还没有尝试任何动作
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
terminal-notes = 备注：
terminal-cause = { $cause }（{ $certainty }）
terminal-guards = 守卫：{ $guards }
terminal-guard = { $guard } { $outcome }
terminal-checkpoint = 检查点：{ $checkpoint ->
    [none] 无，没有写入
   *[other] { $checkpoint }
 }
terminal-written = 写入 { $number }：{ $outcome }{ $detail ->
    [none] {""}
   *[other] 。{ $detail }
 }
terminal-more_lines = … 还有 { $count } 行，加上 --json 看全部
