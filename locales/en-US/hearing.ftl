# Speech that comes in: what was heard, and why nothing can be.
hearing-no_base64 = is not { $form }
hearing-bound = You have had { $most } recordings written down within an hour; try again later.
hearing-no_mp3 = is no MP3 file
hearing-no_samples = holds no samples of 16 bit
hearing-no_wave = is no WAV file of 16 kHz, 16 bit and one channel
hearing-not_set = Nothing is set that understands speech; set { $setting } to { $cloud }, which is then sent the recordings.
hearing-not_taken = cannot be used by the speech service: it takes at most { $most } seconds in which somebody speaks
hearing-nothing = Nobody was understood.
hearing-too_long = may last at most { $most } seconds
