"""A filled journal and the editing room, looked over as every other page is."""

from tests.browser.actions import new_name, sign_up
from tests.browser.conftest import NewContext
from tests.browser.member_page_states import editor, editors_states, filled_states
from tests.browser.server import RealServer
from tests.browser.test_pages import gone_through


def test_every_state_of_a_journal_that_was_brought_in(new_context: NewContext) -> None:
    page = new_context().new_page()
    sign_up(page, new_name())
    gone_through(page, filled_states(), at_every=False)


def test_every_state_of_the_editing_room(new_context: NewContext, server: RealServer) -> None:
    page = new_context().new_page()
    editor(page, server)
    gone_through(page, editors_states(), at_every=False)
