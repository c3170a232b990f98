# The short answers to a greeting that does not get the briefing.
greeting-already_given = { $hello }，{ $name }。今天的简报已经给过了，想再听可以说：读一下今天的简报。
greeting-outside_window = { $hello }，{ $name }。
greeting-paused = { $hello }，{ $name }。你的每日简报暂停了，想恢复可以说：恢复简报。

hello-night = 夜深了
hello-morning = 早上好
hello-afternoon = 下午好
hello-evening = 晚上好
