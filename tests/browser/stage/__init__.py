"""A page that shows components alone, on a server like the app's own."""
