# What the terminal says by itself.
cli-crashed = Unexpected { $kind }{ $place ->
    [none] {""}
   *[other] {" "}at { $place }
 }: { $error }. This is a fault of Zhiban.
cli-part_of = { $part } in { $whole }
