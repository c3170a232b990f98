# How repairs went and promises were kept (RBK-14, ANL-3).
effect-period = From { $since } to { $until } there { $incidents ->
    [one] was one incident
   *[other] were { $incidents } incidents
 }.
effect-action = For { $fault }: { $action } fixed { $fixed } of { $tried } (95% interval { $low } to { $high }){ $relapsed ->
    [0] {""}
   *[other] , { $relapsed } relapsed
 }{ $unclear ->
    [0] {""}
   *[other] , { $unclear } unclear
 }{ $half ->
    [none] {""}
   *[other] ; verified after { $half }, median
 }.
effect-action_on = { $action }, { $fault }
effect-service = { $service ->
    [none] (not found)
   *[other] { $service }
 }
effect-briefings = Briefings{ $everybody ->
    [yes] {""}
   *[no] {" "}to you
 }: given or sent on { $kept } of { $due } days due ({ $share }).
effect-no_briefings = Briefings: none was due.
effect-messages = Messages{ $everybody ->
    [yes] {""}
   *[no] {" "}to you
 }: { $kept } of { $due } arrived ({ $share }); goal { $goal }: { $met }.
effect-no_messages = Messages: none was sent.
effect-acknowledged = Calls: { $kept } of { $due } acknowledged.
effect-no_calls = Calls: nobody was called.
effect-acknowledged_in = Half of the acknowledgements came within { $half }, nine of ten within { $most }.
effect-fixes = Repairs: { $kept } of { $due } incidents fixed without relapse ({ $share }, 95% interval { $low } to { $high }); goal { $goal }: { $met }.
effect-no_fixes = Repairs: none to judge.
effect-fixed_in = Half of the fixes were verified within { $half }, nine of ten within { $most }.
group_by-action = step and fault
group_by-service = workload
group_by-fault = fault
group_by-time = time
group_by-hour = hour of the day
effect_page-by = Count by
effect_page-levels = Service levels
effect_page-interval = 95% interval: { $low }% to { $high }%
