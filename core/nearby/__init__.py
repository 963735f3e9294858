"""What the neighbourhood watches: fences, private releases, exact counts, trends and the wheel."""
