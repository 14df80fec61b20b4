"""A guide as a reader meets it: heard, printed, answered, and light on the wire."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.actions import watch_of
from tests.browser.conftest import NewContext

GUIDE = "/guides/stopping-and-coming-back/"
MOST_BYTES, MOST_REQUESTS = 57_000, 12
# A device with voices: one that would send the text away, and one of its own in our language.
VOICES = """(local) => {
  const service = { name: "far", lang: "en-GB", localService: false, default: true };
  const own = { name: "near", lang: "en-GB", localService: true, default: false };
  const speech = Object.assign(new EventTarget(), {
    said: [], cancelled: 0,
    getVoices: () => (local ? [service, own] : [service]),
    speak(words) { this.said.push([words.voice.name, words.rate, words.text]); this.now = words; },
    cancel() { this.cancelled += 1; },
  });
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
}"""


def with_voices(page: Page, *, local: bool) -> Page:
    page.add_init_script(f"({VOICES})({'true' if local else 'false'})")
    page.goto(GUIDE)
    return page


def test_a_voice_that_sends_the_text_away_is_never_offered(new_context: NewContext) -> None:
    page = with_voices(new_context().new_page(), local=False)
    expect(page.locator("toc-spy a").first).to_be_visible()
    expect(page.get_by_role("button", name="Listen")).to_be_hidden()


def test_a_guide_is_read_aloud_until_somebody_leaves(new_context: NewContext) -> None:
    page = with_voices(new_context().new_page(), local=True)
    page.get_by_label("Speed of the voice").select_option("1.25")
    page.get_by_role("button", name="Listen").click()
    page.evaluate("speechSynthesis.now.onend()")
    first, second = page.evaluate("speechSynthesis.said")
    assert first[:2] == ["near", 1.25]
    assert (page.locator("#answer").text_content() or "").startswith(first[2][:20])
    assert second[2] == "If you only have a minute"
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Go on").click()
    assert page.evaluate("speechSynthesis.said.at(-1)") == second
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Listen")).to_be_visible()
    # Leave comes last: it covers the page
    for times, ends in enumerate(("leeway:cover", "leeway:quiet", "leeway:leave"), start=4):
        page.get_by_role("button", name="Listen").click()
        before = page.evaluate("speechSynthesis.cancelled")
        page.evaluate(
            "(type) => document.dispatchEvent(new CustomEvent(type, { detail: { wait() {} } }))",
            ends,
        )
        assert page.evaluate("speechSynthesis.cancelled") > before, ends
        page.evaluate("speechSynthesis.now.onend()")  # late news of what was cut short
        assert page.evaluate("speechSynthesis.said.length") == times


def test_paper_has_lines_to_write_on_and_no_menus(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(GUIDE)
    page.emulate_media(media="print")
    ruled = page.eval_on_selector_all(
        ".reflect", "all => all.map((each) => getComputedStyle(each, '::after').backgroundImage)"
    )
    assert len(ruled) == 3
    assert all("repeating-linear-gradient" in each for each in ruled)
    for gone in (".masthead", ".foot", ".toc", ".feedback", "#next", "read-aloud"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("#s1")).to_be_visible()
    expect(page.locator(".reflect q").first).to_be_visible()


def test_a_reader_tells_the_editors(new_context: NewContext, either_way: bool) -> None:
    context = new_context(java_script_enabled=either_way)
    page = context.new_page()
    page.goto(GUIDE)
    page.locator(".feedback").get_by_text("Partly", exact=True).click()
    page.get_by_label("What was missing?").fill("A part about letters.")
    page.get_by_role("button", name="Send to the editors").click()
    expect(page.get_by_role("status").filter(has_text="with the editors")).to_be_visible()
    assert page.url.endswith(GUIDE if either_way else "/thanks/")
    assert context.cookies() == []
    assert watch_of(context).left_for == []


@pytest.mark.parametrize("address", ["/", "/guides/", GUIDE])
def test_a_first_view_is_light(new_context: NewContext, address: str) -> None:
    page = new_context().new_page()
    network = page.context.new_cdp_session(page)
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    network.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    assert len(sizes) <= MOST_REQUESTS, len(sizes)
    assert sum(sizes) <= MOST_BYTES, sum(sizes)
