# How repairs went and promises were kept (RBK-14, ANL-3).
effect-period = From { $since } to { $until } there { $incidents ->
    [one] was one incident
   *[other] were { $incidents } incidents
 }.
effect-action = For { $fault }, { $action } fixed { $fixed } of { $tried } (95% interval { $low } to { $high }){ $relapsed ->
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

# What the numbers suggest (ANL-3).
suggestion-try_first = For { $fault }{ $service ->
    [none] {""}
   *[other] {" "}at { $service }
 }, { $than } fixed { $than_fixed } of { $than_tried }, { $action } { $fixed } of { $tried }: try { $action } first.
suggestion-pass_over = For { $fault }, { $action } fixed { $fixed } of { $tried }: pass it over.
suggestion-ask_no_more = For { $fault }, { $action } was approved { $tried } times and fixed it every time: let it run without asking.
suggestion-watch_longer = { $fixed } of { $tried } verified fixes came back: watch longer before a repair counts as verified.
suggestion-call_more = Half of { $tried } acknowledgements took { $half } or more: call more people, or sooner.
suggestion-rule = A suggestion needs attempts whose outcome is known: at least { $least } of each action that is compared, with the 95% interval of the difference above zero; to pass an action over, an interval below one third; to ask no more, { $approved } approvals that all fixed it; to watch longer, { $fixes } fixes of which more than a tenth came back. It is evidence, not proof: nobody repairs at random.
suggestion-none = No suggestion: the evidence is not enough.
suggestion-unknown = must be the id of a suggestion that can be tried, such as { $example }; the numbers of repairs list them
suggestion-or_policy = give either a policy or a suggestion, not both
suggestion-title = Suggestions
suggestion-try = Try it
suggestion-command = Try it: { $command }
