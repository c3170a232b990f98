"""What we need from the outside world, in our own words: one module per noun, Protocols only."""
