"""The writes of people: applied, never over another manager's fields."""
