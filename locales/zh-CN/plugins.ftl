# What stands against a plugin's tool being called.
plugin-not_for_you = 你无权使用插件。
plugin-changed_just_now = 插件 { $plugin } 刚刚被更改。什么都没有做，请重新查看。
plugin-not_vouched = 这个令牌只能读取，而没有人保证这个工具只读取。
plugin-not_vouched_any_more = 它提供时只读取，现在已没有人保证。什么都没有做，请重新调用。
plugin-tool_away = 现在没有工具 { $tool }，而且有插件未能询问：{ $away }。
