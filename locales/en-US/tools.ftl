# What failed in a tool, as a model and the person whose assistant it is are told.
tool-crashed = Something broke inside Zhiban; the details are in its log, not here. Nothing can be said about what was done. Tell the person, and do not retry in a loop.
tool-unknown = There is no tool { $name }.
tool-most_subscriptions = At most { $most } pages can be subscribed to. End a subscription first.
tool-wrong_arguments = Nothing was done. { $tool } takes: { $takes ->
    [none] no arguments
   *[other] { $takes }
 }.
tool-too_slow = { $tool } did not answer in { $limit }. Ask for less, or tell the person.
tool-uncertain = { $tool } did not answer in { $limit }: it may or may not have happened. Look before you call again.
tool-asks_again = { $tool } asks again and again; nothing was done.
prompt-unknown = There is no prompt { $name }. There are: { $names }.
prompt-takes = { $prompt } takes: { $takes ->
    [none] no arguments
   *[other] { $takes }
 }.

tool_advice-correct = Correct that argument and call again.
tool_advice-token = Ask the person for a valid token.
tool_advice-tell = Calling again will not help; tell the person.
tool_advice-admin = Only an admin can change this; tell the person.
tool_advice-wait = Wait { $delay ->
    [none] a minute
   *[other] { $delay }
 } before calling again.
tool_advice-look = It may or may not have happened: look before you call again.
tool_advice-later = Nothing was changed; call again { $delay ->
    [none] shortly
   *[other] in { $delay }
 }.
tool_advice-no_use = Calling again the same way will not help.
tool_advice-check_name = Check the name and call again.
tool_advice-listed = { $tool } lists what there is.
tool_advice-other_day = There is one only for days on which it was written; try another day.
tool_advice-larger_town = Try the name of a larger town nearby, or its name in its own language.
tool_advice-yourself = Leave { $argument } empty to act for yourself.
tool-no_caller = The caller is not known.
tool-name_from = must be the name of a tool, as { $tool } tells it
tool-no_server = { $unknown ->
    [none] No MCP server is named
   *[other] There is no MCP server { $unknown }
 }; choose from { $servers }.
tool-unknown_token = This call carried no token that Zhiban knows.
tool-more = More: call again with { $cursor }
tool-next_part = (part { $part } of { $parts }; ask for part { $next } to go on)
