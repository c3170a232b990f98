"""The story of an incident: its raw alerts, people's notes, and what is written from them."""
