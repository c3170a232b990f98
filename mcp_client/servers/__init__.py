"""All that is known of each server of each owner: tools, health, figures, and its connection."""
