"""The wall's server: `streamlit run streamlit_app.py`."""

from starlette.routing import WebSocketRoute
from streamlit import App

from dashboard import wording
from dashboard.service import service

wall = service("wall", wording.chosen)
app = App(
    "dashboard/wall_page.py",
    routes=[*wall.routes, WebSocketRoute("/live", wall.hub)],
    middleware=wall.middleware,
    lifespan=wall.life,
)
