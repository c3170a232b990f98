# Briefings as sound: what was made, and why there is none.
recordings-bound = You have had { $most } new recordings within an hour; those made before can still be heard.
recordings-no_program = The program { $program } is not installed on the machine that was asked; install it, or set another voice with { $setting }.
recordings-no_sound = The voice answered with something that is no sound; try again.
recordings-no_voice = The program has no voice { $voice }; install its voices, or set another with { $setting }.
recordings-no_voice_set = No voice is set; set { $setting } to { $offline } (offline) or { $cloud }.
recordings-nothing_to_say = has nothing that can be said aloud, or far too much
recordings-slow = The voice took too long; try again.
recordings-written = Written to { $file }: { $lasts } to listen to.
