import streamlit
from viewer import shown

streamlit.text(shown(streamlit.context.headers["Posit-Connect-User-Session-Token"]))
