#!/bin/sh
# Brings Temporal's two databases to the tables of its version; doing it twice changes nothing.
set -eu

export SQL_PASSWORD="$POSTGRES_PWD" # from the environment, so that no process list shows it
schemas=/etc/temporal/schema/postgresql/v12

bring_up_to_date() {
  set -- "$1" "$2" temporal-sql-tool --plugin "$DB" --ep "$POSTGRES_SEEDS" -p "$DB_PORT" -u "$POSTGRES_USER"
  database=$1 folder=$2
  shift 2
  "$@" --db "$database" create
  "$@" --db "$database" setup-schema -v 0.0
  "$@" --db "$database" update-schema -d "$schemas/$folder/versioned"
}

bring_up_to_date "$DBNAME" temporal
bring_up_to_date "$VISIBILITY_DBNAME" visibility
