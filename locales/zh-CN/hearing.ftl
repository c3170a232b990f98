# 语音输入：听到了什么，为什么听不了。
hearing-no_base64 = 编码不对，要 { $form }
hearing-bound = 一小时内已识别 { $most } 段录音，请稍后再试。
hearing-no_mp3 = 不是 MP3 文件
hearing-no_samples = 不是 16 位采样
hearing-no_wave = 不是 16000 赫兹、16 位、单声道的 WAV 文件
hearing-not_set = 没有设置语音识别；请把 { $setting } 设为 { $cloud }，录音会发给它识别。
hearing-not_taken = 语音服务用不了这段录音：最长 { $most } 秒，里面要有人说话
hearing-nothing = 没听出有人说话。
hearing-too_long = 最长 { $most } 秒
