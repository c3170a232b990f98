"""`zhiban eval …`: how well a model chooses our tools."""
