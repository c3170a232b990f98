"""What people say about an incident, and what is written about it afterwards."""
