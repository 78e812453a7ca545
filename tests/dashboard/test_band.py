"""The alert band of the wall in a real browser: what is open stands there in words, with who has it, at every size."""

import re

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, expect

from dashboard import wording
from tests.dashboard import alerts, boards, sample
from tests.dashboard.conftest import Dashboard, Screen, Watch
from tests.dashboard.sample import HOUR, MINUTE, NOW, SECOND
from tests.dashboard.test_board_fits import OUTSIDE
from tests.dashboard.test_wall import AMBER, OVERFLOWS, RED
from watch.alert_documents import BandRow

pytestmark = pytest.mark.browser

SIZES = [(1920, 1080), (3840, 2160), (1366, 768)]


def lines(screen: Screen) -> list[str]:
    shown = screen.page.locator(".alert:not([hidden])").all_inner_texts()
    return [" | ".join(part for part in text.split("\n") if part.strip()) for text in shown]


def said(screen: Screen, name: str) -> str:
    return screen.text(f".alerts [data-bind='{name}']")


def who(screen: Screen, at: int = 0) -> str:
    return screen.page.locator(".alert [data-bind=state]").nth(at).inner_text()


def test_the_most_urgent_stand_there_with_who_has_them(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, alerts.on(boards.night()))
    screen.until(".alert [data-bind=state]:has-text('escala a supervisión en 2:5')")
    first, second, third = lines(screen)
    assert first.startswith(
        "CRÍTICA | Caso severo 7F3 sin asignar | Metro norte | venció hace 2 min | sin acuse · escala"
    )
    assert second == (
        "ALTA | 3 seguimientos vencidos | 7F3 91C 02B | 1 de riesgo severo | desde hace 12 min"
        " | acusada 22:36 · en la mesa"
    )
    assert third == "ALTA | BANAVIM sin dato | desde hace 43 min | sin acuse"
    words = [screen.colour(f".alert[data-priority={priority}] .priority") for priority in ("critical", "high")]
    assert words == [RED, AMBER]


def test_what_is_left_until_somebody_else_is_told_ticks(screen: Screen, watch: Watch) -> None:
    document = alerts.on(boards.night(), alerts.band(alerts.row("surge", escalates=(NOW + 61 * SECOND, 2))))
    screen.shows(watch, replace(document, now=NOW + 2 * SECOND))
    watch.be_silent()
    state = screen.page.locator(".alert [data-bind=state]").first
    told = re.compile(r"^sin acuse · escala a supervisión en 0:(\d\d)$")
    expect(state).to_have_text(told)
    first = state.inner_text()
    expect(state).not_to_have_text(first)
    left = [
        told.match(text) for text in (first, state.inner_text())
    ]  # a busy machine draws less often than each second
    assert left[0] and left[1] and int(left[1][1]) < int(left[0][1]) < 60


def test_the_wall_never_says_why_she_may_not_be_called(screen: Screen, watch: Watch) -> None:
    row = alerts.row("followup_unsafe", reason="aggressor_answered")
    screen.shows(watch, alerts.on(boards.night(), alerts.band(row)))
    screen.until(".alert [data-bind=age]:has-text('venció')")
    assert lines(screen) == [
        "ALTA | Seguimiento 7F3 vencido y no es seguro llamar | Metro norte | venció hace 12 min | sin acuse"
    ]


def test_what_no_line_says_is_counted_with_how_many_are_critical(screen: Screen, watch: Watch) -> None:
    rows = [alerts.row("severe_unassigned") for _ in range(4)] + [alerts.row("followup_overdue", 6)]
    screen.shows(watch, alerts.on(boards.night(), alerts.band(*rows, more=5, critical_more=2)))
    assert len(lines(screen)) == 3
    assert said(screen, "more") == "+12 más en la mesa"
    assert said(screen, "more.critical").strip() == "3 críticas"
    screen.shows(watch, alerts.on(boards.night()))
    assert screen.page.locator(".rest").is_visible() is False


def test_no_alert_is_one_calm_line_and_no_decider_is_no_band(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, alerts.on(boards.calm(), alerts.band()))
    screen.until(".calm:text-is('Sin alertas abiertas')")
    assert lines(screen) == []
    screen.shows(watch, boards.calm())
    assert screen.page.locator(".alerts").count() == 0


def test_a_silent_source_says_since_when_and_asks_for_a_call(screen: Screen, watch: Watch) -> None:
    row = alerts.row("severe_unassigned", stale=NOW - 43 * MINUTE, escalates=(NOW + 5 * MINUTE, 2))
    screen.shows(watch, alerts.on(boards.registry_dead(), alerts.band(row)))
    screen.until(".alert .old:text-is('último dato 21:58, confirmar por teléfono')")
    assert screen.hatched(".alert .old")
    screen.until(".alert [data-bind=state]:has-text('sin acuse · escala en ')")


def test_a_silent_watch_hatches_the_band_and_lateness_goes_on(screen: Screen, watch: Watch) -> None:
    due = NOW - 2 * MINUTE + 2 * SECOND
    row = alerts.row("severe_unassigned", due=due, escalates=(NOW + 9 * MINUTE, 2))
    screen.shows(watch, alerts.on(boards.night(), alerts.band(row)))
    watch.be_silent()
    screen.until(".wall[data-voice=frozen]")
    assert screen.hatched(".alert")
    assert re.fullmatch(r"sin dato desde 22:41:\d\d", who(screen))
    assert screen.page.evaluate(OUTSIDE) == []
    screen.until(".alert [data-bind=age]:text-is('venció hace 2 min')")
    screen.shows(watch, alerts.on(boards.calm(), alerts.band()))
    watch.be_silent()
    screen.until(".calm:has-text('Sin dato de alertas desde 22:41:')")
    assert screen.hatched(".calm")


def test_an_unchanged_band_builds_nothing_anew(screen: Screen, watch: Watch) -> None:
    document = alerts.on(boards.night())
    screen.shows(watch, document)
    count = """e => { window.built = 0;
      new MutationObserver(found => { window.built += found.filter(m => m.type === "childList").length; })
        .observe(e, { subtree: true, childList: true }); }"""
    screen.page.locator(".alertband").evaluate(count)
    for serial in range(2, 5):
        screen.shows(watch, replace(document, serial=serial))
    assert screen.page.evaluate("window.built") == 0


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
def test_nothing_scrolls_is_cut_or_laps_over_above_the_band(
    screen: Screen, watch: Watch, size: tuple[int, int]
) -> None:
    screen.page.set_viewport_size({"width": size[0], "height": size[1]})
    bare = [sample.busy(), sample.crowded(9), *(sample.many(n) for n in (1, 2, 3, 4, 6))]
    walls = [boards.registry_dead(), boards.flood(), *(boards.on(each, boards.board()) for each in bare)]
    if size == SIZES[0]:
        bare += [sample.one_feed_dead(), sample.crowded(), sample.many(5)]
        walls += [boards.night(), boards.calm()]
        one = sample.document(sample.crowded(9).centres[0])
        walls += [boards.on(each, boards.board()) for each in (sample.forgotten(), one, *bare[-2:])]
    for document in (*bare, *walls):
        screen.shows(watch, alerts.on(document, alerts.longest()))
        for check in (OVERFLOWS, OUTSIDE, WHOLE):
            assert screen.page.evaluate(check) == [], f"{len(document.centres)} centres, cases {bool(document.cases)}"


def longest(language: str) -> list[BandRow]:
    """The twelve with the longest titles, of one alert or of several."""
    words = wording.LANGUAGES[language]
    ranked = sorted(
        (*alerts.every(), *alerts.every(128)),
        key=lambda row: -len(words[f"alert.{row.rule}" + ".many" * (row.count > 1)]),
    )
    return [replace(row, due=NOW - 9 * HOUR) for row in ranked[:12]]


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_longest_titles_fit_their_lines(browser: Browser, server: Dashboard, watch: Watch, language: str) -> None:
    screen = Screen(browser, f"{server.url}/?lang={language}")
    rows = longest(language)
    for at in range(0, len(rows), 3):
        screen.shows(watch, alerts.on(boards.night(), alerts.band(*rows[at : at + 3], more=20, critical_more=9)))
        assert screen.page.evaluate(WHOLE) == []
    screen.close()


def test_the_band_and_what_gives_it_room_are_read_from_five_metres(screen: Screen, watch: Watch) -> None:
    """As in the centres: 33 mm are 52 units for the primary figures, and no word is below 16."""
    screen.page.set_viewport_size({"width": 1920, "height": 1080})
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    for document in (boards.night(), *(sample.many(n) for n in (1, 2, 3, 4, 6))):
        screen.shows(watch, alerts.on(document, alerts.longest()))
        assert screen.page.locator(".centre .lead b").first.evaluate(size) * 0.66 >= 52
        assert screen.page.locator(".alert .what > span").first.evaluate(size) >= 24
        smallest = screen.page.locator(":is(.panel, .alerts) :is(b, span, p, small, em):visible").evaluate_all(
            "all => Math.min(...all.filter(e => e.textContent.trim())"
            ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
        )
        assert smallest >= 16
    screen.shows(watch, alerts.on(boards.night()))
    for selector in (".severe .many", ".strip .lead b"):
        assert screen.page.locator(selector).first.evaluate(size) * 0.66 >= 52, selector
    assert screen.page.locator(".case:not([hidden]):not([data-over])").count() >= 5


# Of a line, the title, who has it and what is old are whole and side by side; what stands beside the title is in its
# line as a whole, or falls out of it as a whole.
WHOLE = """() => {
  const wall = [...document.querySelectorAll("*")].map((e) => e.shadowRoot?.querySelector(".wall")).find((e) => e);
  const slack = innerWidth / 640;
  const found = [];
  const box = (e) => e.getBoundingClientRect();
  const band = box(wall.querySelector(".alerts"));
  if (band.bottom > innerHeight + 1 || band.right > innerWidth + 1) found.push("band");
  for (const line of wall.querySelectorAll(".alert:not([hidden])")) {
    const own = box(line);
    const what = box(line.querySelector(".what"));
    const parts = [line.querySelector(".priority"), line.querySelector(".what > span")];
    parts.push(line.querySelector(".old"), line.querySelector(".who"));
    let right = own.left;
    for (const part of parts.filter((e) => e.textContent)) {
      const b = box(part);
      if (part.scrollWidth > part.clientWidth + slack && getComputedStyle(part).display !== "inline") {
        found.push(`cut: ${part.textContent}`);
      }
      if (b.left < right - slack || b.right > own.right + slack) found.push(`laps: ${part.textContent}`);
      if (b.top < own.top - slack || b.bottom > own.bottom + slack) found.push(`out: ${part.textContent}`);
      right = b.right;
    }
    if (box(line.querySelector(".what > span")).right > what.right + slack) {
      found.push(`long: ${line.querySelector(".what > span").textContent}`);
    }
    for (const small of line.querySelectorAll(".what small")) {
      const b = box(small);
      const inside = b.top < what.bottom - slack;
      if (inside && b.right > what.right + slack) found.push(`beyond: ${small.textContent}`);
    }
  }
  const rest = wall.querySelector(".rest");
  if (rest.checkVisibility() && rest.scrollWidth > rest.clientWidth + slack) found.push("rest");
  return found;
}"""
