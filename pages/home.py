"""Home."""

import streamlit as st

st.title("Greenlight")
