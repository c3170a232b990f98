# What stands against a plugin's tool being called.
plugin-not_for_you = You may not use plugins.
plugin-changed_just_now = The plugin { $plugin } was changed just now. Nothing was done; look again.
plugin-not_vouched = This token may only read, and nobody vouches that this tool only reads.
plugin-not_vouched_any_more = It only read when it was offered, and nobody vouches for that any more. Nothing was done; call it again.
plugin-tool_away = There is no tool { $tool } now, and not every plugin could be asked. { $away }
plugin-command_for_url = is only for { $stdio }; give a { $url }
plugin-command_missing = must name one of the operators' commands
plugin-header_names = must have names of at most { $most } letters, digits and -
plugin-header_ours = belongs to the connection and cannot be set
plugin-headers_anew = must be given again when { $url } leads to another server
plugin-headers_together = must have at most { $most } characters in total
plugin-most = You have { $most } plugins, the most that can be kept; remove one first.
plugin-name_form = must be at most { $most } lower-case letters, digits, hyphens and underscores, beginning with a letter or digit
plugin-name_taken = You have a plugin { $plugin } already; change it, or remove it first.
plugin-no_changes = must name something to change
plugin-too_many_addresses = Addresses of plugins were given { $most } times within { $window }.
plugin-too_many_trials = Plugins were tried { $most } times within { $window }.
plugin-url = must be an http or https address such as { $example }
plugin-url_changed_for_stdio = and { $headers } are not for { $stdio }; register another plugin
plugin-url_for_stdio = and { $headers } are not for { $stdio }; name a { $command }
plugin-url_form = must be printable ASCII without spaces and backslashes; write others as %…
plugin-url_fragment = must not hold a fragment (#…), which is never sent
plugin-url_password = must not hold a user name or password; send them in the header { $header }

plugin-both = { $first } { $then }
plugin-unclear = { $fault } It may or may not have happened. Check before you call it again.
plugin-question_too_long = Nothing was done: the arguments are too long for a person to confirm. Call again with shorter ones.
plugin-may_call = Let this plugin run the tool?
plugin-asked_plugin = Plugin:
plugin-asked_tool = Tool:
plugin-no_arguments = (no arguments)

plugin_call-too_long = The arguments are longer than { $most } characters. Nothing was done.
plugin_call-missing = The argument { $name } is missing. Nothing was done.
plugin_call-unknown = There is no argument { $name }{ $near ->
    [none] {""}
   *[other] ; perhaps { $near } is meant
 }. Nothing was done.
plugin_call-wrong_type = The argument { $name } must be of the type { $kind }. Nothing was done.
plugin-header_line = must have one new { $form } in line { $line }
plugin-only_a_person = Only the person can agree to this, and this client cannot ask them. They can do it themselves: { $command }

plugin-unused = No process has used { $plugin } since it was registered, changed or restarted.
plugin-figures_whose = Each process counts for itself; the assistant calls tools in a worker. A process notes its figures every { $each } while it uses the plugin.
plugin-figures_of = { $process }, { $at }: { $health }; { $failed } of the newest { $newest } requests failed
plugin-figures_list = list of tools: { $hits } × remembered, { $fetches } × fetched, { $failures } × failed
plugin-figures_connection = connection: { $open ->
    [yes] open
   *[no] closed
 }, opened { $opens } ×, idle for { $idle }
plugin-figures_faults = faults: { $kinds }
plugin-figures_all = (all)
plugin-figures_more = … and { $count } more tools.
plugin-health_new = new
plugin-health_active = active
plugin-health_degraded = degraded, many requests fail
plugin-health_away = away, not asked for a while
plugin-health_trying = being tried again
plugin_state-untried = not tried yet
plugin_state-ready = ready
plugin_state-unreachable = unreachable
plugin_state-refused_address = address refused
plugin_state-auth_required = credentials required
plugin_state-rate_limited = rate limited
plugin_state-failing = failing
plugin_tool-registered = { $plugin } is registered.
plugin_tool-removed = { $plugin } is removed.
plugin_tool-changed = { $plugin } is changed: { $fields }.
plugin_tool-declined = The person said no. Nothing was done.
plugin_tool-outcome = { $state ->
    [ready] { $plugin } is ready with { $tools ->
        [one] { $tools } tool
       *[other] { $tools } tools
    }, after { $seconds } s.
   *[other] { $plugin }: { $state }.
 }
plugin_tool-line = { $plugin } { $address }{ $enabled ->
    [yes] {""}
   *[no] , disabled
 }, { $state }{ $since ->
    [none] .
   *[other] {" "}since { $since }.
 }
plugin_tool-listed = { $count ->
    [one] { $count } plugin:
   *[other] { $count } plugins:
 }
plugin_tool-none = No plugin is registered.
plugin_tool-more = … and { $count } more.
plugin_tool-may_register = Register the MCP server { $address } as your plugin { $plugin }? Your assistant can then use its tools: what you say to it may reach that server, and what the server says reaches it.
plugin_tool-may_remove = Remove your plugin { $plugin } ({ $address }) with its address and headers?
plugin_tool-figures = { $plugin }, as { $count ->
    [one] { $count } process
   *[other] { $count } processes
 } counted:
plugin_tool-calls = { $tool ->
    [none] all tools
   *[other] { $tool }
 }: { $calls ->
    [one] { $calls } call
   *[other] { $calls } calls
 }, { $faults } faults, { $failed } failed{ $times ->
    [none] {""}
   *[other] ; { $times }
 }
plugin-address_refused = leads where connections are not allowed: { $why }
plugin-headers_in_clear = must begin with { $form }, or its headers would travel in clear text
plugin-headers_unknown_way = must begin with { $form } while its name cannot be looked up: nobody can tell how far its headers would travel
plugin-no_commands = cannot be given: the operators allow no command ({ $setting } is empty)
plugin-value_of = Value of { $header }
plugin-address = Address
plugin-key_in_url = The address may hold a key, which others could read. Leave it out of the command; you will be asked for it.
plugin-one_of_commands = must be one of the operators' commands: { $names }

# Plugins in the console.
plugin_page-title = Plugins
plugin_page-means = MCP servers elsewhere whose tools your assistant may use. Nobody else sees them, admins neither.
plugin_page-new = Register plugin
plugin_page-new_means = Your assistant can then use its tools: what you say to it may reach that server, and what the server says reaches it. It is tried once right away.
plugin_page-name_hint = Lower-case letters, digits, hyphens or underscores; at most 40 characters.
plugin_page-url_hint = Kept sealed; only the host is shown later. Such as:
plugin_page-command = Command
plugin_page-command_hint = Only for programs on this machine; the names are in { $setting }.
plugin_page-headers_hint = One a line, such as { $example }. Kept sealed and never shown again.
plugin_page-header_lines = each line must be "name: value"
plugin_page-patience = Seconds a call may take
plugin_page-trusted = I vouch for what it says about its tools
plugin_page-trusted_hint = If not, the assistant asks you before every call that may change something.
plugin_page-enabled = The assistant may use it
plugin_page-change = Change
plugin_page-change_means = An address or headers left empty stay as they are. Another server needs its headers anew.
plugin_page-changed = Plugin { $plugin } is changed.
plugin_page-remove = Remove
plugin_page-test = Try it
plugin_page-disabled = disabled
plugin_page-tools = Tools
plugin_page-tools_mean = Names and descriptions are the plugin's own words.
plugin_page-no_tools = No list of tools.
plugin_page-no_tools_hint = "Try it" connects and lists its tools.
plugin_page-none_hint = Register one with the address of an MCP server.
plugin_page-trust = Trust
plugin_page-is_trusted = You vouch for its descriptions
plugin_page-not_trusted = Nobody vouches; it asks before a call
plugin_page-seconds = { $n } s
plugin_page-figures = Calls
plugin_page-figures_mean = Each process counts for itself; the assistant calls tools in a worker.
plugin_page-process = Process
plugin_transport-http = streamable HTTP
plugin_transport-sse = SSE (older protocol)
plugin_transport-stdio = program on this machine
care-reads = only reads
care-changes = changes something
care-asks_first = asks first
