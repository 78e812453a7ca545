"""The desk's server: `streamlit run desk_app.py --server.port 8502`."""

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route, WebSocketRoute
from streamlit import App

from dashboard import desk_wording, page
from dashboard.desk_live import DeskHub
from dashboard.service import service


def shell(request: Request) -> HTMLResponse:
    words = desk_wording.chosen(request.query_params.get("lang"))
    return HTMLResponse(page.shell(words), headers={"Cache-Control": "no-cache"})


desk = service(DeskHub)
app = App(
    "dashboard/desk_page.py",
    routes=[*desk.routes, WebSocketRoute("/live", desk.hub), Route("/", shell)],
    lifespan=desk.life,
)
