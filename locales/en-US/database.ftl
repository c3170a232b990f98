# The database.
database-address = The address of the database cannot be read; write { $sqlite } or { $postgres }.
database-contradiction = This contradicts what is kept: it exists already, or its owner does not.
database-nearly_full = { $database } has less than { $megabytes } MB left on its disk, which is kept for emergencies; free some space.
database-newer = { $database } was made by a newer version of this program; use that version.
database-no_file = SQLite needs a file, or nothing would be kept; write { $sqlite } or { $postgres }.
database-not_created = The database { $file } cannot be created: { $why } If nothing was started yet, { $command } creates it; otherwise create the folder, and let the user of this program write there.
database-other_version = { $database } has the tables of another version; apply the migrations: { $command }.
