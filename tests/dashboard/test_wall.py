"""The wall in a real browser: what the documents say stands on the screen, and nothing else."""

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser

from tests.dashboard import sample
from tests.dashboard.conftest import Dashboard, Screen, Watch

pytestmark = pytest.mark.browser

RED, AMBER = "rgb(255, 90, 79)", "rgb(242, 169, 59)"


def test_a_centres_figures_stand_on_the_wall(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, sample.busy())
    figures = {
        "waiting": "12",
        "level": "71",
        "recent.answered": "41",
        "recent.abandoned": "9",
        "recent.abandoned.of": "4 cortas",
        "recent.answered.of": "1 cortada",
        "free": "1 de 18",
        "occupancy": "94%",
        "shift.answered": "58",
        "shift.level": "84%",
        "shift.asa": "0:14",
        "shift.aht": "8:32",
        "shift.longest": "1:48",
        "shift.peak": "9",
        "shift.hung_up": "3",
        "shift.title": "Turno noche, desde las 22:00",
    }
    assert {name: screen.figure("070", name) for name in figures} == figures
    assert screen.figure("070", "level.target").replace("\u00a0", " ") == "nivel · meta 80 % en 20 s"
    assert "÷ (atendidas + abandonadas + en espera de más de 20 s)" in screen.figure("070", "formula")
    assert screen.figure("911", "trend.now") == "ahora 99 · lo usual, 72 a 129 · 3 de 8 semanas"
    assert screen.text(".place") == "Nuevo León · Sala de operaciones"
    assert screen.text(".turn") == "Turno noche · 22–06"
    assert screen.text(".clock").startswith("22:41:")


def test_the_longest_wait_ticks_on_the_centres_own_clock(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, sample.busy())
    watch.be_silent()
    assert screen.figure("911", "longest") in ("0:06", "0:07")
    assert "reloj +4:02" in screen.text(".chip:has-text('911')")


def test_a_feed_that_catches_up_says_how_far_behind_its_figures_are(screen: Screen, watch: Watch) -> None:
    document = sample.quiet()
    feeds = [replace(document.feeds[0], behind=1203), *document.feeds[1:]]
    screen.shows(watch, replace(document, feeds=feeds))
    assert "atrasado 1,203 mensajes" in screen.text(".chip:has-text('070')")
    assert "atrasado" not in screen.text(".chip:has-text('911')")


def test_each_queue_stands_readable_and_the_mens_line_apart(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, sample.busy())
    nahuatl = screen.centre("070") + " .queue:has-text('Náhuatl')"
    assert screen.text(f"{nahuatl} [data-bind=waiting]") == "2"
    assert screen.text(f"{nahuatl} [data-bind=longest]").startswith("0:5")
    assert screen.text(f"{nahuatl} [data-bind=free]") == "0 de 2"
    assert screen.text(".queue[data-apart]").startswith("Línea para hombres")
    assert screen.page.locator(".queue[data-apart]").count() == 1


def test_emergency_calls_are_told_by_class(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, sample.quiet())
    classes = screen.page.locator(screen.centre("911") + " .class")
    names = {"violencia": 34, "tercera persona": 11, "otra emergencia": 49, "improcedente": 27, "muda": 8}
    assert [text.split() for text in classes.all_inner_texts()] == [
        [*name.split(), str(n)] for name, n in names.items()
    ]
    assert screen.figure("911", "classes.title") == "Clasificadas en el turno · 129"


def test_a_new_document_replaces_the_figures_in_place(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, sample.quiet())
    screen.page.locator(".centre").first.evaluate("e => { e.dataset.kept = 'yes' }")
    screen.shows(watch, sample.busy(), probe="v:12:1763.5")
    screen.until(f"{screen.centre('070')} [data-bind=waiting]:text-is('12')")
    assert screen.page.locator(".centre[data-kept]").count() == 1
    assert screen.page.locator(".probe").evaluate("e => [e.childNodes.length, e.firstChild.data]") == [1, "v:12:1763.5"]


def test_colour_only_where_a_limit_is_near_or_crossed_and_a_shape_with_it(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, sample.busy())
    one, two = screen.centre("070"), screen.centre("911")
    assert screen.colour(f"{one} [data-bind=waiting]") == RED
    assert screen.colour(f"{two} [data-bind=level]") == AMBER
    assert screen.colour(f"{two} [data-bind=waiting]") not in (RED, AMBER)
    shape = "e => getComputedStyle(e, '::before').content"
    assert "▲" in screen.page.locator(f"{one} .lead > span").first.evaluate(shape)
    assert "△" in screen.page.locator(f"{two} .lead > span").nth(2).evaluate(shape)
    screen.shows(watch, sample.quiet())
    assert screen.page.locator("[data-tone]").count() == 0


def test_nought_na_and_unknown_look_different(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, sample.never_heard())
    assert screen.figure("070", "waiting") == "0"
    assert screen.figure("070", "level") == "N/A"
    assert screen.figure("911", "waiting") == screen.figure("911", "shift.answered") == "—"
    assert screen.hatched(f"{screen.centre('911')} [data-bind=waiting]")
    assert not screen.hatched(f"{screen.centre('070')} [data-bind=waiting]")
    assert screen.hatched(screen.centre("911"))
    assert screen.figure("911", "state") == "este centro aún no envía datos"
    assert "sin datos aún" in screen.text(".chip:has-text('911')")
    assert screen.colour(f"{screen.centre('070')} [data-bind=level]") != screen.colour(
        f"{screen.centre('070')} [data-bind=waiting]"
    )


def test_a_silent_feed_is_hatched_and_says_since_when(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, sample.one_feed_dead())
    assert screen.figure("911", "state") == "sin dato desde 21:58:07"
    assert screen.text(".chip[data-state=stale]").replace("\n", " ") == "911 sin dato desde 21:58:07"
    assert screen.hatched(screen.centre("911"))
    assert screen.hatched(".chip[data-state=stale]")
    assert not screen.hatched(screen.centre("070"))
    assert screen.figure("070", "state") == ""


def test_gaps_and_refused_frames_are_told_on_the_chip(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, sample.busy())
    assert "3 mensajes perdidos · 2 rechazados" in screen.text(".chip:has-text('911')")
    assert "perdidos" not in screen.text(".chip:has-text('070')")


def test_a_demonstration_says_so_and_a_real_site_does_not(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, sample.quiet())
    assert screen.page.locator(".demo").is_visible()
    screen.shows(watch, replace(sample.quiet(), kind="real"))
    assert not screen.page.locator(".demo").is_visible()


def test_a_nearly_full_disk_is_said(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, replace(sample.quiet(), paused="disk"))
    assert screen.text("[data-bind=banner]") == "Disco casi lleno: no se reciben datos nuevos"


def test_a_document_that_cannot_be_drawn_is_not_passed_off_as_alive(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, sample.quiet())
    watch.show(sample.quiet(), zone="Nowhere/At_All")
    screen.until("[data-bind=banner]:text-is('El muro no entiende lo que recibe')")
    screen.shows(watch, sample.quiet())
    assert not screen.page.locator(".banner").is_visible()


def test_the_page_asks_nobody_but_its_own_server(screen: Screen, watch: Watch, server: Dashboard) -> None:
    screen.shows(watch, sample.busy())
    hosts = {
        url.split("://", 1)[1].split("/", 1)[0] for url in screen.requests if not url.startswith(("blob:", "data:"))
    }
    assert hosts == {f"127.0.0.1:{server.port}"}
    assert f"ws://127.0.0.1:{server.port}/live" in screen.requests


def test_nothing_of_streamlit_is_seen(screen: Screen, watch: Watch) -> None:
    screen.shows(watch, sample.quiet())
    seen = "[...document.querySelectorAll('body *')].filter(e => e.checkVisibility({visibilityProperty: true}))"
    words = f"{seen}.filter(e => e.id !== 'shell' && !e.shadowRoot).map(e => e.dataset.testid ?? e.tagName)"
    assert screen.page.evaluate(words) == []
    assert screen.page.title() == "Vigía · muro"
    assert screen.page.evaluate("document.documentElement.lang") == "es"


def test_english_is_one_parameter_away(browser: Browser, server: Dashboard, watch: Watch) -> None:
    screen = Screen(browser, f"{server.url}/?lang=en")
    screen.shows(watch, sample.one_feed_dead())
    assert screen.figure("911", "state") == "no data since 21:58:07"
    assert screen.text(f"{screen.centre('070')} .lead > span") == "waiting"
    assert screen.text(".demo") == "DEMONSTRATION"
    screen.close()


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160), (1366, 768)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_nothing_scrolls_is_cut_or_laps_over(screen: Screen, watch: Watch, size: tuple[int, int]) -> None:
    screen.page.set_viewport_size({"width": size[0], "height": size[1]})
    bad_nights = (sample.busy(), sample.one_feed_dead(), sample.crowded(), sample.crowded(queues=9))
    for document in (*bad_nights, *(sample.many(n) for n in (1, 2, 3, 4, 6, 9))):
        screen.shows(watch, document)
        assert screen.page.evaluate(OVERFLOWS) == [], f"{len(document.centres)} centres"


def test_primary_figures_are_read_from_five_metres(screen: Screen, watch: Watch) -> None:
    """33 mm on a screen 1210 mm wide are 53 pixels of 1920; Source Sans's figures are 0.65 em high."""
    screen.page.set_viewport_size({"width": 1920, "height": 1080})
    for n in (1, 2, 3, 4, 6, 9):
        screen.shows(watch, sample.many(n))
        size = screen.page.locator(".lead b").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        assert size * 0.66 >= 52, f"{n} centres"


OVERFLOWS = """() => {
  const wall = [...document.querySelectorAll("*")].map((e) => e.shadowRoot?.querySelector(".wall")).find((e) => e);
  const slack = innerWidth / 640;
  const found = [];
  const inside = (inner, outer, what) => {
    const [a, b] = [inner.getBoundingClientRect(), outer.getBoundingClientRect()];
    if (a.bottom > b.bottom + slack || a.right > b.right + slack || a.left < b.left - slack) found.push(what);
  };
  if (document.documentElement.scrollHeight > innerHeight) found.push("page");
  const top = wall.querySelector(".top");
  if (top.scrollWidth > top.clientWidth + slack) found.push("header");
  for (const one of wall.querySelectorAll(".row > *, .stat, .lead")) {
    const next = one.nextElementSibling;
    if (!next || !one.checkVisibility() || next.matches("i, .formula")) continue;
    const [a, b] = [one.getBoundingClientRect(), next.getBoundingClientRect()];
    if (a.right > b.left + slack && b.left > a.left && a.bottom > b.top + slack && b.bottom > a.top) {
      found.push(`laps: ${one.textContent} ${next.textContent}`);
    }
  }
  const fallen = (inner, outer) =>  // as a whole out of a line that shows no second one
    getComputedStyle(outer).overflow === "hidden" &&
    inner.getBoundingClientRect().top >= outer.getBoundingClientRect().bottom - slack;
  for (const centre of wall.querySelectorAll(".centre")) {
    inside(centre, wall, "centre");
    for (const part of [...centre.children].filter((e) => e.checkVisibility())) {
      inside(part, centre, part.className);
      for (const text of part.querySelectorAll("h2, h3, b, span, p, small")) {
        if (text.closest(".plot, .axis") || !text.checkVisibility() || fallen(text, part)) continue;
        inside(text, part, `${part.className}: ${text.textContent}`);
        const cut = text.scrollWidth > text.clientWidth + slack && getComputedStyle(text).display !== "inline";
        if (cut && text.className !== "usual") found.push(`cut: ${text.textContent}`);
      }
    }
  }
  return found;
}"""
