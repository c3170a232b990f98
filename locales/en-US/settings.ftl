# Settings and checks in the console.
setting-title = Settings
setting-in_force = In force
setting-checks = Checks
setting-how = Read once at the start of each process. To change one, set it in the environment or the file of settings and restart.
setting-only_set = Set by somebody
setting-set_by = Set by
setting-default = default
setting-environment = { $name ->
    [none] environment
   *[other] environment: { $name }
 }
setting-file = { $name ->
    [none] file
   *[other] file: { $name }
 }
setting-secret = secret, set
setting-secret_unset = secret, not set
setting-empty = empty
setting-all_default = Nothing is set: everything has its default.
setting-all_default_hint = The page of all settings says what there is to set.
setting-wrong = { $count ->
    [one] One thing is wrong.
   *[other] { $count } things are wrong.
 }
setting-well = Nothing is wrong.
setting-check_again = Check again
setting-no_checks = Nothing can be checked from here.
setting-no_checks_hint = Run the doctor on the server.
setting-checks_late = The checks took longer than { $span }; try again, or run them on the server.

settings-file_unread = { $setting } names { $file }, which must be a readable text file of at most 64 KB with a value in it.
settings-given_twice = { $setting } is set, and { $file } names a file with it; keep one of the two.
