"""How good the suggestions of lists are: followers are hidden, and found again."""
