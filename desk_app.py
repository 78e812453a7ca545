"""The desk's server: `streamlit run desk_app.py --server.port 8502`."""

from streamlit import App

from dashboard.service import service

desk = service()
app = App("dashboard/desk_page.py", routes=desk.routes, lifespan=desk.life)
