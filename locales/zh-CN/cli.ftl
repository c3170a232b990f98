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
cli-listed_by = 用 { $command } 查看现有的。
cli-secret_from_pipe = 没有终端时，每个密码从标准输入读取一行，而标准输入里没有。
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
upkeep-rebuilt = 已用 { $events } 个事件核对 { $tasks } 个任务、{ $incidents } 起故障和 { $people } 个人；{ $rows } 行{ $compared ->
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
usage-rule = { $name } { $rule }。
usage-extra = 多了参数：{ $arguments }
usage-no_command = 没有命令 { $command }。
usage-other = 用法不对：{ $why }

# 对这台机器和各个组件的检查结果。
probe-unwell = { $targets } 没有正常响应
check-process = { $why ->
    [none] {""}
   *[other] { $why }{ $pid ->
        [none] {""}
       *[other] ，
    }
 }{ $pid ->
    [none] {""}
   *[other] 进程号 { $pid }
 }{ $restarts ->
    [0] {""}
   *[other] ，重启过 { $restarts } 次
 }
check-first_start = 第一次启动时创建
check-unreached = 有 { $count } 起未关闭的故障，谁也没联系上：{ $named }{ $more ->
    [0] {""}
   *[other] {" "}等
 }
check-reach_somebody = 给值班的人配好账号和联系方式，或修好发送渠道，见 { $page }
check-no_second_factor = 有 { $count } 人的角色要求两步验证，却还没设置：{ $named }{ $more ->
    [0] {""}
   *[other] 等
 }
check-second_factors = 角色要求两步验证的人都已设置
check-set_up_second_factor = 下次登录时会要求设置，也可以运行 { $command }
check-heard = 心跳正常：{ $sources }
check-silent = 失联，告警可能送不到：{ $sources }
check-heard_at = { $source } 最后一次在 { $at }
check-robots_well = 已登记 { $count } 台，一切正常
check-robots_lost = { $all } 台里有 { $count } 台要看一下：{ $faults }
check-robot_fault = { $fault }（{ $count } 台）
check-see = 见 { $page }
check-newer_python = 请安装 Python { $oldest } 或更新的版本，再运行 { $command }
check-not_installed = 没有安装
check-temporal_program = 只有 { $up } 需要它；请重新运行 { $command }
check-settings_sandbox = 有效，用于沙箱；真实的外部服务：{ $real ->
    [none] 无
   *[other] { $real }
 }
check-settings = { $ignored ->
    [none] 有效
   *[other] 有效；{ $up } 在沙箱里运行，不使用 { $ignored }
 }
check-folder = { $folder }，剩余 { $megabytes } MB
check-make_room = 请腾出空间，几天之内就会写满
check-migrate = 请运行 { $command } 升级数据库结构
check-revision = 版本 { $now }
check-start_it = 请启动它，或见 { $page }
check-temporal = { $address }，命名空间 { $namespace }
check-attributes = 命名空间 { $namespace } 缺少 { $missing }
check-attributes_known = 都有
check-owner = 属于另一套系统：{ $owner }
check-no_owner = 还不属于任何一套系统
check-take_over = 请设置 { $setting }；那一套已经停用的话，运行 { $command }
check-configured = 已配置
check-set = 请设置 { $setting }
check-no_keys = 载荷未加密
check-no_cloud = 没有日志和告警
check-no_model = 简报按规则生成，没有助手
check-no_mail = 不发邮件
check-no_robots = 不往群里发消息
check-no_voice = 没有安装语音，简报只能看、不能听
check-ok = 正常
check-warning = 注意
check-problem = 有问题
check-up = 正常
check-down = 不正常
check-unknown = 未知
check-name_data_folder = 数据文件夹
check-name_database = 数据库
check-name_settings = 设置
check-name_encryption = 加密
check-name_cloud = 云账号
check-name_model = 模型
check-name_mail = 邮件
check-name_robots = 群机器人
check-name_calls = 呼叫
check-name_second_factor = 两步验证
check-name_owner = 命名空间归属
check-name_attributes = 搜索属性
check-name_program = Temporal 程序
check-name_desk_robots = 桌面机器人
check-name_voice = 语音
check-name_briefings = 简报
check-name_messages = 消息
