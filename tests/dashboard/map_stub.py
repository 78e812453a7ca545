"""A page in the map's place: it says that it is there, and remembers that it was never loaded again."""

from playwright.sync_api import Page, Route

HTML = "<!doctype html><body style='margin:0;background:#151f29;color:#fff'><p>map</p><input></body>"


class MapStub:
    """Answers what a page asks of `/map`. `asked`: with which words, once for each time it was loaded."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self._page = page
        page.route("**/map?*", self._answer)

    def _answer(self, route: Route) -> None:
        self.asked.append(route.request.url.rpartition("/")[2])
        route.fulfill(body=HTML, content_type="text/html")

    def mark(self) -> None:
        self._page.locator("iframe").evaluate("frame => { frame.contentWindow.kept = true }")

    def kept(self) -> bool:
        """The page inside is the one that was marked."""
        return self._page.locator("iframe").evaluate("frame => frame.contentWindow.kept === true") is True
