"""The wall's server: `streamlit run streamlit_app.py`."""

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route, WebSocketRoute
from streamlit import App

from dashboard import page, wording
from dashboard.service import service


def shell(request: Request) -> HTMLResponse:
    words = wording.chosen(request.query_params.get("lang"))
    return HTMLResponse(page.shell(words), headers={"Cache-Control": "no-cache"})


wall = service()
app = App(
    "dashboard/wall_page.py",
    routes=[*wall.routes, WebSocketRoute("/live", wall.hub), Route("/", shell)],
    lifespan=wall.life,
)
