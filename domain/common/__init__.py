"""What every capability may use: messages, and whom they are rendered for."""
