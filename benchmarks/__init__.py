"""What the README claims about speed, and how to run it again."""
