"""The desk's server: `streamlit run desk_app.py --server.port 8502`."""

from starlette.routing import WebSocketRoute
from streamlit import App

from dashboard import desk_wording
from dashboard.acts_start import acts_of
from dashboard.briefing_routes import briefings_of
from dashboard.desk_live import DeskHub
from dashboard.map_routes import map_of
from dashboard.past_routes import past_of
from dashboard.service import service

desk = service("desk", desk_wording.chosen, DeskHub)
app = App(
    "dashboard/desk_page.py",
    routes=[
        *desk.routes,
        *acts_of(desk),
        *map_of(desk, "desk"),
        *briefings_of(desk),
        *past_of(desk),
        WebSocketRoute("/live", desk.hub),
    ],
    middleware=desk.middleware,
    lifespan=desk.life,
)
