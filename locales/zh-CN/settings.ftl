# 控制台里的设置与检查。
setting-title = 设置
setting-in_force = 当前生效
setting-checks = 检查
setting-how = 每个进程启动时读取一次。修改时请写入环境变量或设置文件，然后重启。
setting-only_set = 已设置的
setting-set_by = 来源
setting-default = 默认值
setting-environment = { $name ->
    [none] 环境变量
   *[other] 环境变量：{ $name }
 }
setting-file = { $name ->
    [none] 设置文件
   *[other] 设置文件：{ $name }
 }
setting-secret = 密钥，已设置
setting-secret_unset = 密钥，未设置
setting-empty = 空
setting-all_default = 没有任何设置，全部使用默认值。
setting-all_default_hint = “全部”列出所有可用的设置。
setting-wrong = 发现 { $count } 个问题。
setting-well = 没有发现问题。
setting-check_again = 重新检查
setting-no_checks = 这里无法检查。
setting-no_checks_hint = 请在服务器上运行检查。
setting-checks_late = 检查超过 { $span } 仍未完成；请重试，或在服务器上运行。

settings-file_unread = { $setting } 指向 { $file }，它必须是可读的文本文件，不超过 64 KB，并且有内容。
settings-given_twice = { $setting } 已经设置，{ $file } 又指向存放它的文件，请只保留一个。
