"""Files that others write: what their cells must hold, and where a breach stands."""
