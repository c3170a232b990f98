# What the terminal says by itself.
cli-api_address = { $file } 中的 API 地址无效，请在该文件中更正。
cli-api_gone = { $api } 中断了应答。请重新执行命令；用 { $status } 可查看各部分是否在运行。
cli-api_unreachable = 无法连接 { $api }。请启动它，或在 { $file } 中更正地址。
cli-api_version = { $api } { $theirs ->
    [none] 不是 Zhiban { $ours }
   *[other] 是 Zhiban { $theirs }，而本命令是 { $ours }
 }。两边须为同一版本：请重启那边的 Zhiban，或更新这里。
cli-crashed = 意外的 { $kind }{ $place ->
    [none] {""}
   *[other] ，位于 { $place }
 }：{ $error }。这是值班系统自己的故障。
cli-file_missing = { $setting } 指定的 { $file } 不存在。请在其中写入 API 地址和令牌，或取消该设置。
cli-file_open = { $file } 中有令牌，却能被他人读取。请限制为仅本人可读：{ $command }。如可能已被他人读过，请吊销该令牌。
cli-file_wrong = { $file } 应为本人可读的 JSON，含 { $address } 和 { $token }。请更正，或删除它并重启 { $up }。
cli-part_of = { $whole } 中的 { $part }
cli-workload_form = 必须写成 { $short } 或 { $long }，例如 { $example }
cli-told = { $text }
cli-token_refused = { $api } 不接受 { $file } 中的令牌：已过期、已吊销，或属于另一套系统。请重启 { $up }，或换一个新令牌：{ $issue }
cli-notify_form = 必须是 { $methods }，后接 { $target }，每提醒一人再加 { $mention }
cli-page_longer = 页面更长，用 { $option } 可看更多。
upkeep-schema_current = 数据库结构已是最新：{ $now }。
upkeep-schema_migrated = 数据库结构已从{ $before ->
    [none] 无
   *[other] {" "}{ $before }
 } 升到 { $now }。
upkeep-replayed = 重放了 { $count } 份历史，{ $broken } 份不符。
upkeep-recorded = { $workflow } 的 { $count } 个事件。
upkeep-rebuilt = 已用 { $events } 个事件核对 { $tasks } 个任务、{ $incidents } 个事件单和 { $people } 个人；{ $rows } 行{ $compared ->
    [yes] 不一致
   *[no] 不一致，已改正
 }。
upkeep-orphans = { $count } 个事件所属的对象从未创建，或这个版本读不懂，保持原样。
upkeep-history_too_large = { $file } 超过 { $most } MiB。请换一份更短的历史。
upkeep-no_history = 必须是导出的工作流历史（JSON）
upkeep-empty_history = 至少要有一个事件
upkeep-new_file = 必须是新文件；{ $file } 已经存在
usage-line = 用法：{ $command }
usage-help = 用 { $command } 查看帮助。
usage-no_option = 没有选项 { $option }{ $near ->
    [none] 。
   *[other] ，你想用的可能是 { $near }。
}
usage-missing = 缺少 { $name }{ $choices ->
    [none] 。
   *[other] ，可选 { $choices }。
}
usage-value = { $name } 的值{ $value ->
    [none] {""}
   *[other] { $value }
}不对{ $choices ->
    [none] ：{ $why }
   *[other] ，可选 { $choices }。
}
usage-extra = 多了参数：{ $arguments }
usage-no_command = 没有命令 { $command }。
usage-other = 用法不对：{ $why }
