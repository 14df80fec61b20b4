"""Any page that a journal could hold, for the property-based tests."""

from hypothesis import strategies as st

from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
WORDS = st.lists(TEXT, max_size=4).map(tuple)
STRENGTH = st.none() | st.integers(0, 10)

HEADS = st.builds(
    EntryHead,
    day=st.dates(),
    time=TEXT,
    zone=TEXT,
    title=TEXT,
    water=st.none() | st.integers(1, 5),
    feelings=WORDS,
    tags=WORDS,
    people=WORDS,
    prompt_id=TEXT,
    prompt_text=TEXT,
    guide=TEXT,
    practice=TEXT,
    practice_version=st.integers(0, 99),
    before=STRENGTH,
    after=STRENGTH,
)


@st.composite
def pages(draw: st.DrawFn) -> EntryContent:
    head = draw(HEADS)
    answers = (
        draw(st.lists(st.builds(PromptAnswer, TEXT, TEXT), max_size=3)) if head.practice else ()
    )
    return EntryContent(head=head, body=draw(TEXT), answers=tuple(answers))
