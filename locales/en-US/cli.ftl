# What the terminal says by itself.
cli-api_address = { $file } names no address of an API. Correct it there.
cli-api_gone = The { $api } stopped answering. Run the command again; { $status } shows what runs.
cli-api_unreachable = The { $api } cannot be reached. Start it, or correct its address in { $file }.
cli-api_version = The { $api } is { $theirs ->
    [none] not Zhiban { $ours }
   *[other] Zhiban { $theirs }, and this command is { $ours }
 }. Use the same version on both sides: restart Zhiban there, or update it here.
cli-crashed = Unexpected { $kind }{ $place ->
    [none] {""}
   *[other] {" "}at { $place }
 }: { $error }. This is a fault of Zhiban.
cli-file_missing = { $setting } names { $file }, which is not there. Put the address of the API and a token into it, or unset it.
cli-file_open = Others can read { $file }, which holds a token. Make it yours alone: { $command }. Revoke the token if somebody may have read it.
cli-file_wrong = { $file } must hold JSON with { $address } and { $token }, readable by you. Correct it, or delete it and restart { $up }.
cli-part_of = { $part } in { $whole }
cli-workload_form = must be { $short } or { $long }, such as { $example }
cli-listed_by = { $command } lists what there is.
cli-secret_from_pipe = Without a terminal, each secret is read as one line of standard input; there was none.
cli-told = { $text }
cli-token_refused = The { $api } does not accept the token in { $file }: it has expired, was revoked, or belongs to another installation. Restart { $up }, or put a new token there: { $issue }
cli-notify_form = must be { $methods }, then { $target }, then { $mention } for each mention
cli-page_longer = The page is longer; see more with { $option }.
upkeep-schema_current = The schema is up to date: { $now }.
upkeep-schema_migrated = The schema went from { $before ->
    [none] nothing
   *[other] { $before }
 } to { $now }.
upkeep-replayed = { $count ->
    [one] { $count } history
   *[other] { $count } histories
 } replayed, { $broken } broken.
upkeep-recorded = { $count ->
    [one] { $count } event
   *[other] { $count } events
 } of { $workflow }.
upkeep-rebuilt = { $tasks } tasks, { $incidents } incidents and { $people } people were held against { $events } events; { $rows } rows { $compared ->
    [yes] differ
   *[no] differed and were put right
 }.
upkeep-orphans = { $count ->
    [one] { $count } event
   *[other] { $count } events
 } of things that were never made, or that this version cannot read: left alone.
upkeep-history_too_large = { $file } has more than { $most } MiB. Give a shorter history.
upkeep-no_history = must be an exported workflow history in JSON
upkeep-empty_history = must hold at least one event
upkeep-new_file = must be a new file; { $file } exists
usage-line = Usage: { $command }
usage-help = Try { $command } for help.
usage-no_option = There is no option { $option }{ $near ->
    [none] .
   *[other] ; perhaps { $near } is meant.
}
usage-missing = { $name } is missing{ $choices ->
    [none] .
   *[other] : { $choices }.
}
usage-value = { $name } has a wrong value{ $value ->
    [none] {""}
   *[other] { " " }{ $value }
}{ $choices ->
    [none] : { $why }
   *[other] ; it must be { $choices }.
}
usage-rule = { $name } { $rule }.
usage-extra = Too many arguments: { $arguments }
usage-no_command = There is no command { $command }.
usage-other = Wrong usage: { $why }

# What a check of this machine and its parts says.
probe-unwell = No proper answer from { $targets }
check-process = { $why ->
    [none] {""}
   *[other] { $why }{ $pid ->
        [none] {""}
       *[other] {", "}
    }
 }{ $pid ->
    [none] {""}
   *[other] process { $pid }
 }{ $restarts ->
    [0] {""}
    [one] , restarted once
   *[other] , restarted { $restarts } times
 }
check-first_start = it is made by the first start
check-unreached = could not reach anybody about { $count } open { $count ->
    [one] incident
   *[other] incidents
 }: { $named }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
 }
check-reach_somebody = give whoever is on call an account with an address, or mend the channel; see { $page }
check-no_second_factor = { $count ->
    [one] one person has a role that requires it but has
   *[other] { $count } people have a role that requires it but have
 } not set it up: { $named }{ $more ->
    [0] {""}
   *[other] { " " }and { $more } more
 }
check-second_factors = everybody whose role requires it has it
check-set_up_second_factor = they are asked at their next sign-in, or run { $command }
check-heard = heard: { $sources }
check-silent = silent, their alerts may not arrive: { $sources }
check-heard_at = { $source } last at { $at }
check-robots_well = { $count } registered, nothing is wrong
check-robots_lost = { $count } of { $all } need a look: { $faults }
check-robot_fault = { $fault } ({ $count })
check-see = see { $page }
check-newer_python = install Python { $oldest } or later and run { $command }
check-not_installed = not installed
check-temporal_program = only { $up } needs it; run { $command } again
check-settings_sandbox = valid, for the sandbox; real: { $real ->
    [none] nothing outside this machine
   *[other] { $real }
 }
check-settings = { $ignored ->
    [none] valid
   *[other] valid; { $up } works in the sandbox and sets aside { $ignored }
 }
check-folder = { $folder }, { $megabytes } MB free
check-make_room = make room; it fills within days
check-migrate = apply the migrations with { $command }
check-revision = at revision { $now }
check-start_it = start it, or see { $page }
check-temporal = { $address }, namespace { $namespace }
check-attributes = { $missing } missing in namespace { $namespace }
check-attributes_known = all known
check-owner = another installation: { $owner }
check-no_owner = nobody yet
check-take_over = set { $setting }; if that one is gone, { $command }
check-configured = configured
check-set = set { $setting }
check-no_keys = payloads travel in clear
check-no_cloud = no logs, no alarms
check-no_model = summaries are made by rules, no assistant
check-no_mail = nothing is sent by mail
check-no_robots = nothing is sent to chat groups
check-no_voice = briefings cannot be listened to: the voice is not installed
check-ok = ok
check-warning = warning
check-problem = problem
check-up = up
check-down = down
check-unknown = unknown
check-name_data_folder = data folder
check-name_database = database
check-name_settings = settings
check-name_encryption = encryption
check-name_cloud = cloud
check-name_model = model
check-name_mail = mail
check-name_robots = chat robots
check-name_calls = calls
check-name_second_factor = two-step sign-in
check-name_owner = namespace owner
check-name_attributes = search attributes
check-name_program = Temporal program
check-name_desk_robots = desk robots
check-name_voice = voice
check-name_briefings = briefings
check-name_messages = messages
