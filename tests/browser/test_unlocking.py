"""To unlock, or to come in with the recovery code: the field is ready and large enough."""

from tests.browser.actions import lock, member
from tests.browser.conftest import NewContext
from tests.browser.phones import SIZES

CODE = "ABCD " * 8 + "E"
# Whether the field has the caret, and the heading above it can still be read.
READY = """() => {
  const heading = document.querySelector("h1");
  const { left, top, height } = heading.getBoundingClientRect();
  return document.activeElement.id === "id_password"
    && heading.contains(document.elementFromPoint(left + 5, top + height / 2));
}"""
HOLDS = """(field) => field.scrollWidth <= field.clientWidth
  && field.scrollHeight <= field.clientHeight + 1"""


def test_unlock_is_ready_to_type_and_the_recovery_code_fits_its_field(
    new_context: NewContext,
) -> None:
    page = member(new_context())
    lock(page)
    for width, height in (*SIZES, (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        for address in ("/vault/unlock/", "/"):
            page.goto(address)
            page.wait_for_timeout(50)
            assert page.evaluate(READY), (width, height, address)
    visitor = new_context().new_page()
    for width in (320, 390, 1280):
        visitor.set_viewport_size({"width": width, "height": 844})
        visitor.goto("/account/recover/")
        visitor.get_by_label("Recovery code").fill(CODE)
        assert visitor.get_by_label("Recovery code").evaluate(HOLDS), width
