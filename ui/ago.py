"""How long ago something was, in a word or two."""

from datetime import datetime


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago a moment was.

    Example:
        >>> from datetime import UTC, timedelta
        >>> now = datetime(2026, 11, 27, 20, tzinfo=UTC)
        >>> [ago(now - timedelta(minutes=each), now) for each in (0, 5, 180, 4_000)]
        ['just now', '5 min ago', '3 h ago', '2 days ago']
    """
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 24 * 60:
        return f"{minutes // 60} h ago"
    days = minutes // (24 * 60)
    return f"{days} day{'s' * (days > 1)} ago"
