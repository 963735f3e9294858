"""Where state lives: SQLite by default, PostgreSQL by URL."""
