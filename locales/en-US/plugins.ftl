# What stands against a plugin's tool being called.
plugin-not_for_you = You may not use plugins.
plugin-changed_just_now = The plugin { $plugin } was changed just now. Nothing was done; look again.
plugin-not_vouched = This token may only read, and nobody vouches that this tool only reads.
plugin-not_vouched_any_more = It only read when it was offered, and nobody vouches for that any more. Nothing was done; call it again.
plugin-tool_away = There is no tool { $tool } now, and not every plugin could be asked: { $away }.
