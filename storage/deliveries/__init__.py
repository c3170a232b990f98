"""The ledger of deliveries in the database."""
