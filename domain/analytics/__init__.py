"""What became of repairs, briefings and messages, and what that suggests (ANL-3)."""
