"""The wall's server: `streamlit run streamlit_app.py`."""

from starlette.routing import WebSocketRoute
from streamlit import App

from dashboard import wording
from dashboard.map_routes import map_of
from dashboard.service import service

wall = service("wall", wording.chosen)
app = App(
    "dashboard/wall_page.py",
    routes=[*wall.routes, *map_of(wall, "wall"), WebSocketRoute("/live", wall.hub)],
    middleware=wall.middleware,
    lifespan=wall.life,
)
