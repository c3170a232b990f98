# 简报的录音：录好了什么，为什么没有。
recordings-bound = 一小时内已新录 { $most } 段；之前录好的仍可以听。
recordings-no_program = 服务所在的机器上没有程序 { $program }；请安装，或用 { $setting } 换一种语音。
recordings-no_sound = 语音服务返回的不是声音，请重试。
recordings-no_voice = 程序没有语音 { $voice }；请安装，或用 { $setting } 换一种语音。
recordings-no_voice_set = 没有设置语音；请把 { $setting } 设为 { $offline }（离线）或 { $cloud }。
recordings-nothing_to_say = 没有可以念出来的内容，或者太长
recordings-slow = 语音生成超时，请重试。
recordings-written = 已写入 { $file }，时长 { $lasts }。
