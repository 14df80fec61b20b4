"""Template tags that every page may use: icons, captured blocks, and form controls in our dress."""

import json
import re
from collections.abc import Mapping
from copy import copy
from functools import cache
from typing import Any, Final

from django import template
from django.forms import BoundField, CheckboxInput, PasswordInput, Select, Textarea
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from apps.common.dates import short_day
from apps.common.http.fixed_addresses import static_address
from apps.common.markdown import clean_blocks, clean_line
from apps.common.resubmission import never_echoed
from apps.common.text.highlighting import marked_words

register = template.Library()

register.filter(short_day)

SPRITE: Final = "img/icons.svg"
# The characters with which a text could end its script, as JSON also lets them be written.
SPELT_OUT: Final = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}
WRITTEN: Final = frozenset({"text", "search"})  # kinds of one-line fields for words
ICON_NAME: Final = re.compile(r"[a-z]+(?:-[a-z]+)*")


@register.simple_tag
def icon(name: str, *, turn: bool = False) -> SafeString:
    """An icon of static/img/icons.svg, hidden from screen readers; `turn` mirrors it in RTL.

    Raises ValueError for a name that no symbol could have.
    """
    return drawn(name, turn, static_address(SPRITE))


@cache
def drawn(name: str, turn: bool, sprite: str) -> SafeString:
    """The markup of one icon; kept, since a page shows the same few many times."""
    if not ICON_NAME.fullmatch(name):
        raise ValueError(f"No icon can be called {name!r}.")
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        "i i-turn" if turn else "i",
        sprite,
        name,
    )


@register.simple_tag(takes_context=True)
def place(context: Mapping[str, Any], url: str) -> SafeString:
    """The `href` of a link in a menu, or nothing where the page that is shown is the very one.

    An `a` without `href` is a placeholder: it is read and seen, and is no stop of Tab.
    """
    request = context.get("request")
    is_here = request and request.method == "GET" and request.get_full_path() == url
    return mark_safe("") if is_here else format_html(' href="{}"', url)


@register.simple_tag(name="never_echoed")
def never_echoed_names() -> str:
    """The names of the fields that a script must not send with a draft, with spaces between."""
    return " ".join(sorted(never_echoed()))


@register.simple_tag(takes_context=True)
def absolute(context: Mapping[str, Any], path: str) -> str:
    """A path of ours with the scheme and the host that the visitor asked for."""
    return str(context["request"].build_absolute_uri(path))


@register.simple_tag
def linked(data: Mapping[str, Any]) -> SafeString:
    """Data for search engines (JSON-LD). It is no script, so the policy has nothing to allow."""
    text = json.dumps(data, ensure_ascii=False).translate(SPELT_OUT)
    return format_html('<script type="application/ld+json">{}</script>\n', mark_safe(text))


@register.simple_block_tag
def captured(content: str) -> SafeString:
    """What a block says, without the space around it: `{% captured as room %}…{% endcaptured %}`.

    The content was rendered, and so escaped, before it came here.
    """
    return mark_safe(content.strip())


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """A form field's widget with the class that fields.css dresses; other classes stay.

    What is written takes its own direction. A browser cuts off what is pasted past `maxlength`
    and tells nobody, so a field has a note about its length instead (`length_note`).
    """
    widget = copy(field.field.widget)
    classes = {*str(widget.attrs.get("class", "")).split(), "input"}
    widget.attrs = {**widget.attrs, "class": " ".join(sorted(classes))}
    if not isinstance(widget, Textarea) and getattr(widget, "input_type", "") not in WRITTEN:
        return field.as_widget(widget)
    widget.attrs.pop("maxlength", None)
    widget.attrs.setdefault("dir", "auto")
    return field.as_widget(widget) + length_note(field)


@register.simple_tag
def hidden(field: BoundField) -> SafeString:
    """A form field as a hidden input, as `as_hidden` has it, which renders a template for each."""
    value = field.field.hidden_widget().format_value(field.value())
    return format_html(
        '<input type="hidden" name="{}"{}{}>',
        field.html_name,
        "" if value is None else format_html(' value="{}"', value),
        format_html(' id="{}"', field.auto_id) if field.auto_id else "",
    )


@register.simple_tag
def length_note(field: BoundField, *, control_id: str = "") -> SafeString:
    """Says beside a field, while somebody types or pastes, by how much its text is too long.

    `control_id` is the id of the control where a template gives it one of its own.
    """
    most = getattr(field.field, "max_length", None)
    if not most:
        return mark_safe("")
    says = _("This is {n} characters too long to be kept. Nothing is cut off: shorten it here.")
    return format_html(
        '<length-note class="error" role="status" for="{}" data-most="{}" data-says="{}">'
        "</length-note>",
        control_id or field.id_for_label,
        most,
        says,
    )


@register.filter
def cleaned(html: str) -> SafeString:
    """Stored blocks of HTML, cleaned again, in an element inside which htmx acts on nothing.

    A stray `<li>` closes every open `div` on its way to a list around it, and no `section`.
    """
    inside = clean_blocks(html)
    return format_html("<section hx-disable>{}</section>", inside) if inside else inside


@register.filter
def cleaned_line(html: str) -> SafeString:
    """A stored line of HTML, cleaned again, in an element inside which htmx acts on nothing."""
    return format_html("<span hx-disable>{}</span>", clean_line(html))


@register.filter
def mark_found(text: str, words: str) -> SafeString:
    """A text with the words that were looked for marked; without any, the text as it is."""
    return marked_words(text, words or "")


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether the field is one box to tick, whose label stands after it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_select(field: BoundField) -> bool:
    """Whether the field is a list to choose from, which has a choice for "none" of its own."""
    return isinstance(field.field.widget, Select)


@register.filter
def is_password(field: BoundField) -> bool:
    """Whether the field hides what is typed."""
    return isinstance(field.field.widget, PasswordInput)
