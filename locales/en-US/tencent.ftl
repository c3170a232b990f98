# What Tencent Cloud answered.
tencent-closed = { $said }. Pay for it or reopen it in the Tencent Cloud console.
tencent-credentials = { $said }. Check the Tencent Cloud credentials and their policies.
tencent-crowded = { $action }: too many calls are queued; try again later.
tencent-failed = { $action }: { $error } while calling Tencent Cloud.
tencent-fault = { $said }. Tencent Cloud has a fault; it can pass.
tencent-no_credentials = No Tencent Cloud credentials are set; set { $id } and { $key }.
tencent-no_kubeconfig = Tencent Cloud gave no kubeconfig.
tencent-no_list = The answer of Tencent Cloud lacks the list { $list }.
tencent-nonsense = { $action }: the answer was not in the documented form.
tencent-pool_unknown = { $why } It is not known whether the node pool was resized; check before retrying.
tencent-write_unknown = { $why } It is not known whether it was created; check before retrying.
tencent-query = was refused by { $said }: { $why }
tencent-refused = { $said }{ $why ->
    [none] .
   *[other] : { $why }
 }
tencent-region = { $said }. Check the region, such as { $example }.
tencent-slow = { $action }: Tencent Cloud did not answer in time.
tencent-stale_page = was refused by { $said }; start the search again
tencent-throttled = { $said }. Tencent Cloud asks for fewer calls.
tencent-too_much = { $said }. Ask for a shorter period or fewer lines.
tencent-unreachable = { $action }: Tencent Cloud could not be reached.
