# What the terminal says by itself.
cli-crashed = 意外的 { $kind }{ $place ->
    [none] {""}
   *[other] ，位于 { $place }
 }：{ $error }。这是值班系统自己的故障。
cli-part_of = { $whole } 中的 { $part }
