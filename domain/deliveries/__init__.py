"""Messages to people and programs: channels, forms, pacing."""
