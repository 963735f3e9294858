"""Greenlight's ideas without a screen: nothing in here imports streamlit."""
