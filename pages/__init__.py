"""One storyboard for each feature, read from top to bottom."""
