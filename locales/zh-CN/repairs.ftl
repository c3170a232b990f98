# Attempts: what is done, what is passed over and why, what undoes it.
attempt-changed = { $person } 改了目标。
attempt-done = 已执行，开始验证
attempt-ended_by = 被 { $person } 结束。{ $why }
attempt-judged = 检查结果：{ $because }。
attempt-left = 修复中途停下。
attempt-left_out = （记录过长，已略去；审计中有完整内容）
attempt-skipped = 这一级被人跳过。
attempt-nothing_left = 跳过的原因：{ $reasons }。
performed-checkpoint_gone = 检查点已不在。
performed-config_gone = { $name } 的留存内容已不在。
performed-former_config_gone = 没有留存 { $name } 的旧内容。
plan-full_rollback = 把应用 { $application } 整体回滚：{ $targets }。
plan-isolate = 让 { $name } 的 { $pods } 个 Pod 退出服务，并留作排查。
plan-refresh_config = 把 { $configs } 恢复为 { $name } 健康时的内容，并重启它。
plan-restart = 逐个重启 { $name } 的 Pod。
plan-rollback = 把 { $name } 从版本 { $now } 回滚到版本 { $then }。
plan-scale_out = 把 { $name } 从 { $now } 个副本调到 { $wanted } 个。
plan-shift_load = 把 { $name } 的 { $pods } 个 Pod 移出异常节点。
repair-crowded = 集群 { $cluster } 同时在计划的修复太多，请稍后再试。
repair-no_preview = 集群没有给出预览。
repair-target_unread = 读不到目标：{ $why }

# 由控制器声明状态时，人可以怎么做。
gitops-way_back = { $commit ->
    [none] { $command ->
        [none] 请在它的源里回退
       *[other] { $flux ->
            [yes] 先执行 { $command } 再手动回退，或还原提交
           *[other] 执行 { $command }，或还原提交
        }
    }
   *[other] { $commit }{ $command ->
        [none] {""}
       *[other] { $flux ->
            [yes] ，或先执行 { $command } 再手动回退
           *[other] ，或执行 { $command }
        }
    }
 }{ $automated ->
    [yes] （它会自动同步：用命令回退前先关掉）
   *[other] {""}
 }
gitops-commit = { $before ->
    [none] 在 { $repository }{ $path ->
        [none] {""}
       *[other] 的 { $path }
    } 还原 { $revision }
   *[other] 在 { $repository }{ $path ->
        [none] {""}
       *[other] 的 { $path }
    } 从 { $revision } 退回 { $before }
 }

skip-all_ready = { $count } 个 Pod 全部就绪
skip-autoscaler = { $name }，{ $least } 到 { $most } 个
skip-bound_to_nodes = 跟着节点走
skip-configs = 共 { $count } 份配置
skip-go_back_there = { $manager } 会改回去；{ $way }
skip-has = 现在有 { $count } 个
skip-kept_configs = 留存的配置内容
skip-manager = 由 { $name }
skip-more_pods = 还能增加 { $count } 个 Pod
skip-no_disruption = 现在不允许中断
skip-no_more_pods = 不能再增加 Pod
skip-no_restart = 由 { $manager } 声明，策略不允许重启（{ $rule }）
skip-no_such_revision = 没有编号为 { $number } 的其他模板
skip-nodes = 节点
skip-none_earlier = 留存 { $count } 个，没有更早的不同模板
skip-none_healthy = 会没有健康副本
skip-nothing_changed = { $application } 没有别的变更
skip-of_most = { $count } 个，最多 { $most } 个
skip-one_for_each_node = 每个节点一个 Pod
skip-policy = 策略 { $policy }，故障：{ $fault }
skip-same_configs = { $count } 份配置与健康时相同
skip-sibling = { $name }
skip-sibling_managed = { $name }，由 { $manager }
skip-siblings = { $application } 的工作负载
skip-sick_nodes = { $count } 个异常节点上都没有它
skip-stateful_set = Pod 还在时不会被重建
undo-full_rollback = 恢复为之前的各个模板。
undo-isolate = 无需恢复：被隔离的 Pod 留给人排查，并已由新的替换。
undo-refresh_config = 恢复为现在的配置内容，并替换 Pod。
undo-restart = 无需恢复：运行的内容与之前相同。
undo-rollback = 恢复为之前的模板。
undo-scale_out = 恢复为之前的副本数。
undo-shift_load = 无需恢复：被驱逐的 Pod 已由控制器重建。
repair-other_plan = 计划与你确认的不同，请重新预览。
repair-replicas_between = 必须在 1 到 { $most } 之间；0 表示按策略
repair-revision_number = 必须是版本号；0 表示上一个版本
repair-revision_unknown = 必须是集群保留的版本：{ $known }

# Repairs that people ask for, and answer.
repair-answered = { $target }：{ $action }，{ $answer }{ $person ->
    [none] 。
   *[other] （{ $person }）。
 }
repair-approve = 批准对 { $target } 执行{ $action }吗？
repair-begun = 已开始：{ $target }，{ $action }。{ $will }
repair-do = 就这样对 { $target } 执行{ $action }吗？
repair-follow = 查看进展：{ $command }
repair-nothing_waits = 没有等待答复的问题。
repair-question = { $question } { $target }：{ $action }，{ $person ->
    [none] 值班系统提出
   *[other] { $person } 要求
 }，{ $until } 前有效
repair-undo = 撤回方法：{ $undo }
repair-would_send = { $target }，{ $action }，将发送：
repair-confirm = 请把这些给用户看；用户同意后，用同样的参数和 { $confirm } 再次调用。
repair-declined = 用户没有同意。
repair-questions = 共 { $count } 个待批准，列出 { $shown } 个，最早的在前：

# 之后有什么不同。
approval-changes = 变更：{ $changes }
difference-image = { $name ->
    [none] {""}
   *[other] { $name }：
 }镜像 { $old } → { $new }
difference-same_images = { $name ->
    [none] {""}
   *[other] { $name }：
 }镜像不变，模板从第 { $now } 版回到第 { $then } 版
difference-replicas = { $name ->
    [none] {""}
   *[other] { $name }：
 }副本 { $old } → { $new }
difference-restarted = { $name ->
    [none] {""}
   *[other] { $name }：
 }{ $pods } 个 Pod 逐个替换，其他不变
difference-config = 配置 { $config } → 健康时的内容
difference-pods = Pod { $pods }{ $more ->
    [0] {""}
   *[other] {" "}等，另有 { $more } 个
 }
difference-more = 另有 { $more } 处

# 每种答复之后会怎样。
consequence-approved = 批准：立即执行，{ $edit ->
    [yes] 不用等提出的人
   *[other] 不用再等别人
 }；执行前再查一遍每道守卫。
consequence-denied = 拒绝：什么都不写，也不因此呼叫任何人{ $person ->
    [none] {""}
   *[other] ，只告诉 { $person }
 }{ $edit ->
    [yes] 。
   *[other] ；由拒绝的人接手。
 }
consequence-expired = 到 { $at } 没人答复：按未执行处理{ $person ->
    [none] {""}
   *[other] ，会告诉 { $person }
 }{ $edit ->
    [yes] 。
   *[other] ，由人接手。
 }
became-approved = { $person } 已批准。
became-denied = { $person } 已拒绝，什么都没有写。{ $why ->
    [none] {""}
   *[other] 理由：{ $why }
 }
became-ran = { $person } 已批准：{ $outcome }{ $at ->
    [none] {""}
   *[other] （{ $at }）
 }。{ $why ->
    [none] {""}
   *[other] { $why }
 }
became-expired = 已过期：没人答复，什么都没有写。
became-superseded = { $why ->
    [none] 已作废：不再需要，或目标变了；什么都没有写。
   *[other] 已作废，什么都没有写。{ $why }
 }
became-waits = 等待答复，{ $at } 前有效。
