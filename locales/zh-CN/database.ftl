# The database.
database-address = 数据库地址无法识别，请写成 { $sqlite } 或 { $postgres }。
database-contradiction = 与已有数据冲突：它已存在，或者它的所有者不存在。
database-nearly_full = { $database } 所在磁盘剩余不足 { $megabytes } MB，这部分留作应急，请清理空间。
database-newer = { $database } 由更新版本的程序创建，请使用那个版本。
database-no_file = SQLite 需要一个文件，否则什么都存不下来，请写成 { $sqlite } 或 { $postgres }。
database-not_created = 数据库 { $file } 无法创建：{ $why }如果还没有启动过，{ $command } 会创建它；否则请建好目录，并允许运行程序的用户写入。
database-other_version = { $database } 的表属于另一个版本，请执行迁移：{ $command }。
