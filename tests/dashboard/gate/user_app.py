"""The desk's server with a page that says who Streamlit thinks it is; started by the tests as `streamlit run`."""

from streamlit import App

from dashboard import desk_wording
from dashboard.service import service

desk = service("desk", desk_wording.chosen)
app = App("user_page.py", routes=desk.routes, middleware=desk.middleware, lifespan=desk.life)
