"""What a visitor sees: search and Back, the theme, how things are drawn, paper, the quiz."""

from PIL import Image

from tests.browser.actions import SETTLES
from tests.browser.engines.page import Page
from tests.browser.engines.steps import sign_up

GUIDE = "/guides/when-someone-pulls-away/"
LOOK = "__Host-look"
PLACE = "/quiz/self-partner/"
STATEMENTS = 16
# What a printer is given: the rules for paper, put above all others.
ON_PAPER = """
  const kept = [];
  const read = (rules) => {
    for (const rule of rules) {
      if (rule.styleSheet) read(rule.styleSheet.cssRules);
      else if (rule.media?.mediaText === "print")
        kept.push(...[...rule.cssRules].map((one) => one.cssText));
      else if (rule.cssRules && !rule.selectorText) read(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) read(sheet.cssRules);
  const paper = new CSSStyleSheet();
  paper.replaceSync(kept.join(" "));
  document.adoptedStyleSheets = [paper];
"""
BACKGROUND = """
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
  canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data[0];
"""


def test_back_to_a_search_finds_its_words_and_its_results(page: Page) -> None:
    page.goto("/guides/")
    page.fill("#q", "silence")
    page.until("the address of the search", lambda: "q=silence" in page.url)
    page.shows("#found", "silence")
    first = page.shows("#results h3 a")
    assert first
    found = page.text("#results h3 a")
    page.click("#results h3 a")
    page.shows("h1", found)
    page.back()
    page.shows("#results h3 a", found)
    page.until("the words in the box", lambda: page.value("#q") == "silence")


def test_a_chosen_theme_stays_through_every_page(page: Page) -> None:
    page.goto("/about/")
    page.click(".display-preferences label", "Light")
    page.until("a light page", lambda: page.evaluate(BACKGROUND) > 200)
    page.click(".display-preferences label", "Dark")
    page.until("a dark page", lambda: page.evaluate(BACKGROUND) < 70)
    page.until("the choice in a cookie", lambda: "dark" in page.cookies().get(LOOK, ""))
    for address in ("/guides/", GUIDE, "/quiz/", "/account/sign-in/"):
        page.goto(address)
        assert page.evaluate(BACKGROUND) < 70, address
    assert page.evaluate(
        "return document.querySelector('.display-preferences [value=dark]').checked"
    )


def test_lines_terms_and_the_reading_line_are_drawn(page: Page) -> None:
    page.goto(GUIDE)
    page.shows("main a.term")
    assert page.evaluate("return getComputedStyle(document.querySelector('.reading')).width") == (
        "0px"
    )
    underline = "getComputedStyle(document.querySelector('main a.term')).textDecorationLine"
    assert page.evaluate(f"return {underline}") == "underline"
    page.click("main a.term")
    page.shows(".definition", "More in the glossary")
    page.press("Escape")
    page.shows_no(".definition")
    sign_up(page)
    page.goto("/journal/new/")
    page.evaluate("document.querySelector('#id_body').placeholder = ''")
    height, lines = page.evaluate(LINES)
    assert lines >= 6
    assert dark_rows(page.picture("#id_body")) <= lines + 3, (height, lines)


LINES = """
  const field = document.querySelector(".lines");
  field.blur();
  const line = parseFloat(getComputedStyle(field).lineHeight);
  return [field.clientHeight, Math.round(field.clientHeight / line)];
"""


def dark_rows(picture: Image.Image) -> int:
    """How many rows of a picture are not of the colour that most of its rows have."""
    middle = picture.convert("L").crop(
        (picture.width // 2, 0, picture.width // 2 + 1, picture.height)
    )
    rows = middle.tobytes()
    usual = max(set(rows), key=rows.count)
    return sum(abs(row - usual) > 8 for row in rows)


def test_paper_has_lines_to_write_on_and_no_menus(page: Page) -> None:
    page.goto("/guides/stopping-and-coming-back/")
    page.shows(".masthead")
    page.evaluate(ON_PAPER)
    page.shows_no(".masthead")
    page.shows_no("form.display-preferences")
    ruled = page.evaluate(
        "return getComputedStyle(document.querySelector('.reflect'), '::after').backgroundImage"
    )
    assert "repeating-linear-gradient" in ruled


# A device with a voice that would send the text away and then, with `true`, one of its own; what is
# said stays in a list. The engines here have no voices.
VOICES = """
  const [own] = arguments;
  const far = { name: "far", lang: "en-GB", localService: false };
  const near = { name: "near", lang: "en-GB", localService: true };
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  speechSynthesis.getVoices = () => (own ? [far, near] : [far]);
  speechSynthesis.said ??= [];
  speechSynthesis.speak = (words) => {
    speechSynthesis.said.push([words.voice.name, words.text]);
    speechSynthesis.now = words;
  };
  speechSynthesis.dispatchEvent(new Event("voiceschanged"));
"""


def test_a_guide_is_read_aloud_by_a_voice_of_the_device_alone(page: Page) -> None:
    page.goto("/guides/stopping-and-coming-back/")
    page.shows(".masthead")
    page.until_script("customElements.get('read-aloud') !== undefined")
    page.shows_no("read-aloud")
    if not page.evaluate("return 'speechSynthesis' in window"):
        return  # WebKitGTK is built without speech: Listen stays hidden, as without a voice
    page.evaluate(VOICES, False)
    page.shows_no("read-aloud")
    page.evaluate(VOICES, True)
    page.click("read-aloud button", "Listen")
    page.shows("read-aloud button", "Pause")
    page.evaluate("speechSynthesis.now.onend()")
    first, second = page.evaluate("return speechSynthesis.said")
    assert first[0] == second[0] == "near"
    assert page.text("#answer").startswith(first[1][:20])
    assert second[1] == "If you only have a minute"
    page.click("read-aloud button", "Stop")
    page.shows("read-aloud button", "Listen")


def test_a_quiz_by_tap_and_by_key(page: Page) -> None:
    page.resize(447, 844)
    page.goto(PLACE)
    page.tap("main button", "Begin")
    for n in range(1, STATEMENTS + 1):
        page.until_at(f"{PLACE}{n}/")
        page.until_script("document.activeElement.id === 'statement'")
        page.until_script("customElements.get('quiz-step') !== undefined")
        page.evaluate(f"return new Promise((done) => setTimeout(done, {SETTLES + 150}))")
        if n % 2:
            page.tap(f'label:has([name=answer][value="{n % 5 + 2}"])')
        else:
            page.press(str(n % 5 + 2))
    page.until_at(f"{PLACE}review/")
    page.tap(".steps button")
    page.until_at(f"{PLACE}result/")
    page.shows("h1", "With this partner, ")
    page.shows(".map svg")
    assert "__Host-quiz" in page.cookies()
    page.back()
    page.until_at(f"{PLACE}review/")
