"""The wall with its board at every size: nothing scrolls, is cut or laps over, and all of it is large enough."""

import pytest
from playwright.sync_api import Browser

from tests.dashboard import boards, sample
from tests.dashboard.conftest import Dashboard, Screen, Watch
from tests.dashboard.test_wall import OVERFLOWS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160), (1366, 768)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_nothing_scrolls_is_cut_or_laps_over_beside_the_board(
    screen: Screen, watch: Watch, size: tuple[int, int]
) -> None:
    screen.page.set_viewport_size({"width": size[0], "height": size[1]})
    walls = [boards.night(), boards.calm(), boards.registry_dead(), boards.flood()]
    walls += [boards.on(sample.forgotten(), boards.board())]
    walls += [boards.on(sample.crowded(), boards.board()), boards.on(sample.crowded(9), boards.board())]
    walls += [boards.on(sample.document(sample.crowded(n).centres[0]), boards.board()) for n in (4, 9)]
    walls += [boards.on(sample.many(n), boards.board()) for n in (1, 3, 4, 6, 9)]
    for document in walls:
        screen.shows(watch, document)
        assert screen.page.evaluate(OVERFLOWS) == [], f"{len(document.centres)} centres"
        assert screen.page.evaluate(OUTSIDE) == [], f"{len(document.centres)} centres"


def test_what_a_supervisor_needs_is_read_from_five_metres(screen: Screen, watch: Watch) -> None:
    """As in the centres: 33 mm are 52 units. Words are never below 16."""
    screen.page.set_viewport_size({"width": 1920, "height": 1080})
    screen.shows(watch, boards.night())
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    for selector in (".severe .many", ".strip .lead b", ".centre .lead b"):
        assert screen.page.locator(selector).first.evaluate(size) * 0.66 >= 52, selector
    smallest = screen.page.locator(":is(.panel, .centre) :is(b, span, p, small):visible").evaluate_all(
        "all => Math.min(...all.filter(e => e.textContent.trim()).map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 16


def test_english_fits_too(browser: Browser, server: Dashboard, watch: Watch) -> None:
    screen = Screen(browser, f"{server.url}/?lang=en")
    walls = [boards.night(), boards.registry_dead(), boards.flood(), boards.on(sample.crowded(), boards.board())]
    for document in (*walls, *(boards.on(sample.many(n), boards.board()) for n in (1, 3, 4, 6, 9))):
        screen.shows(watch, document)
        assert screen.page.evaluate(OVERFLOWS) == []
        assert screen.page.evaluate(OUTSIDE) == []
    screen.close()


OUTSIDE = """() => {
  const wall = [...document.querySelectorAll("*")].map((e) => e.shadowRoot?.querySelector(".wall")).find((e) => e);
  const slack = innerWidth / 640;
  const found = [];
  const box = (e) => e.getBoundingClientRect();
  const ink = (e) => {
    const range = document.createRange();
    range.selectNodeContents(e);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    const air = parseFloat(getComputedStyle(e).fontSize) * 0.28;  // above and below the letters
    return { left, right, top: top + air, bottom: bottom - air };
  };
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.textContent.trim();
  for (const panel of wall.querySelectorAll(".panel")) {
    const p = box(panel);
    if (p.bottom > innerHeight + 1 || p.right > innerWidth + 1) found.push(`panel: ${panel.className}`);
    const texts = [...panel.querySelectorAll("h2, b, span, p, small")].filter((e) => shown(e) && !e.closest("svg"));
    const leaves = texts.filter((e) => !e.querySelector("b, span, p, small, i"));
    for (const e of leaves) {
      const b = box(e);
      if (b.bottom > p.bottom + slack || b.right > p.right + slack || b.left < p.left) {
        found.push(`out: ${e.textContent}`);
      }
      if (e.scrollWidth > e.clientWidth + slack && getComputedStyle(e).display !== "inline") {
        found.push(`cut: ${e.textContent}`);
      }
    }
    for (const [i, e] of leaves.entries()) {
      for (const other of leaves.slice(i + 1)) {
        if (e.closest(".zone, .hours, .field") || other.closest(".zone, .hours, .field")) continue;
        const [a, b] = [ink(e), ink(other)];
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > slack && down > slack) found.push(`laps: ${e.textContent} | ${other.textContent}`);
      }
    }
  }
  return found;
}"""
