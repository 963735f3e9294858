"""Recommendations: taste, mood, context and company in one score that explains itself."""
