"""What somebody who can write to the database may put into the words of the library's tables."""

from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Left

from apps.vault import registry

ROOMS = ("articles", "pages")
# Codes and days, which are read and not shown.
READ_AS_CODES = {"date", "status", "strength"}

# A member's open pages, posted into the table of feedback without a script.
POSTS_PAGES = (
    '<form hx-post="/guides/{slug}/feedback/" hx-trigger="load delay:1s" hx-swap="none">'
    '<input name="useful" value="yes"><textarea name="missing" hx-post="/journal/search/" '
    'hx-vals=\'{"q": "{word}"}\' hx-trigger="load" hx-target="this" '
    'hx-swap="textContent"></textarea></form>'
)
# A field for a password that goes the same way.
ASKS_PASSWORD = (
    '<form method="post" action="/guides/{slug}/feedback/"><p>Your journal closed itself.</p>'
    '<input type="hidden" name="useful" value="yes"><label>Password '
    '<input type="password" name="missing"></label><button>Open</button></form>'
)
OTHERS = (
    '<div hx-get="/journal/" hx-trigger="load" data-hx-post="/vault/lock/">x</div>',
    '<a href="/guides/" hx-boost="true" hx-post="/leave/" ping="//e.example" target="x">x</a>',
    '<p hx-headers="js:{}" hx-on:click="x" data-hx-on-load="x" onclick="x" style="color:red">x</p>',
    '<button form="keep" formaction="/vault/lock/" popovertarget="x">x</button>',
    '<select name="q"><option>x</select><input form="keep" name="missing" autofocus>',
    '<auto-save data-url="/journal/autosave/"></auto-save><quick-exit></quick-exit>',
    '<reading-position><form action="/leave/"></form></reading-position><page-cover></page-cover>',
    '<h2 id="main">x</h2><a id="mine">x</a><h3 id="toasts">x</h3><a id="id_missing">x</a>',
    '<div class="page-cover toasts exit keep-float" data-left data-keep-form data-drop>x</div>',
    '<script src="/static/js/app.js"></script><script type="module">x</script>',
    "<svg><a href='javascript:x'><animate onbegin=x></a></svg><math><mi href='data:x'></math>",
    '<img src="//e.example/x"><video src=x autoplay></video><audio src=x></audio>',
    '<iframe srcdoc="x"></iframe><object data="x"></object><embed src="x">',
    '<meta http-equiv="refresh" content="0;url=//e.example"><base href="//e.example/">',
    '<link rel="stylesheet" href="//e.example/x.css"><style>*{display:none}</style>',
    '<details open ontoggle="x"><summary>x</summary></details><dialog open>x</dialog>',
    '<template><script>x</script></template><slot name="x"></slot><p contenteditable>x</p>',
    '<a href="javascript:x">x</a><a href="data:text/html,x">x</a><a href="vbscript:x">x</a>',
    '</p></div></main></body><form action="/x"><textarea></textarea>',
    '"><input name="x">\' onfocus=x {{ request }}{% csrf_token %}<!-- x --><![CDATA[<form>]]>',
)
# What is left of it where a column is short.
MOST_SHORT = 70


ATTACKS = (POSTS_PAGES, ASKS_PASSWORD, *OTHERS)


def named_attack(slug: str, column: str) -> str:
    """Every attack, and behind them the column's name in bold: so it shows where it is HTML."""
    aimed = "".join(each.replace("{slug}", slug) for each in ATTACKS)
    return f"{aimed}<form hx-get=/x><input name=x><strong>{column}</strong>"


def text_columns() -> "Iterator[models.Field[Any, Any]]":
    """The columns of words of the library: not sealed, no code, no address."""
    sealed = {kind.table for kind in registry.all_sealed_tables()}
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            if model in sealed:
                continue
            for column in model._meta.concrete_fields:
                inner = column.base_field if isinstance(column, ArrayField) else column
                is_words = isinstance(inner, models.CharField | models.TextField)
                is_free = not (inner.choices or column.primary_key or column.generated)
                is_free = is_free and not isinstance(inner, models.SlugField)
                if (is_words and is_free) or isinstance(column, models.JSONField):
                    yield column


def name_of(column: "models.Field[Any, Any]") -> str:
    return f"zq{column.model._meta.model_name}{column.name}".replace("_", "")


def add_to_every_column(words: Callable[[str], str]) -> None:
    """Write `words(name of the column)` behind what each column says, in every row."""
    for column in text_columns():
        rows = column.model._default_manager.all()
        said = words(name_of(column))
        if isinstance(column, models.JSONField | ArrayField):
            for row in rows:
                value = _with(getattr(row, column.name), said)
                rows.filter(pk=row.pk).update(**{column.name: value})
            continue
        longest = column.max_length
        if longest is None:
            _update(rows, column.name, Concat(F(column.name), Value(said)))
        elif longest >= MOST_SHORT:
            piece = said[-MOST_SHORT:]
            kept = Left(F(column.name), longest - len(piece))
            _update(rows, column.name, Concat(kept, Value(piece)))


def _update(rows: models.QuerySet[Any], column: str, value: Any) -> None:
    """Where a constraint refuses the words, the rows stay as they are."""
    try:
        with transaction.atomic():
            rows.update(**{column: value})
    except IntegrityError:
        assert rows.model._meta.constraints, column


def _with(value: Any, said: str) -> Any:
    if isinstance(value, dict):
        return {
            key: inner if key in READ_AS_CODES else _with(inner, said)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_with(inner, said) for inner in value]
    return f"{value}{said}" if isinstance(value, str) else value


WORDS = {
    *("p", "br", "hr", "strong", "em", "s", "a", "code", "pre", "blockquote", "ul", "ol", "li"),
    *("h2", "h3", "h4", "h5", "h6", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("div", "aside", "i", "span"),
}
HARMLESS = {
    *("href", "id", "class", "rel", "start", "scope", "role", "tabindex", "data-tone"),
    *("aria-label", "aria-labelledby"),
}
DRESS = {"cite", "term", "tip", "note", "evidence", "alert", "scroll-x", "example"}
SCHEMES = {"", "http", "https", "mailto", "tel"}
VOID = {"br", "hr", "img", "input", "meta", "link", "base", "embed", "source", "path", "circle"}


class Hooks(HTMLParser):
    """What a page has beside words: elements and attributes that a browser or a script acts on.

    `bold` maps each text in a `strong` to whether htmx is off where it stands.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hooks: Counter[str] = Counter()
        self.bold: dict[str, bool] = {}
        self._open: list[tuple[str, bool]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in WORDS:
            self.hooks[f"<{tag}>"] += 1
        for name, value in attrs:
            self._attribute(name, value or "")
        if tag not in VOID:
            is_off = any(name == "hx-disable" for name, _value in attrs)
            self._open.append((tag, is_off or bool(self._open and self._open[-1][1])))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        places = [n for n, (each, _off) in enumerate(self._open) if each == tag]
        if places:
            del self._open[places[-1] :]

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "strong":
            self.bold[data] = self._open[-1][1] and self.bold.get(data, True)

    def _attribute(self, name: str, value: str) -> None:
        if name == "class":
            self.hooks.update(f".{each}" for each in value.split() if each not in DRESS)
        elif name == "id":
            self.hooks[f"#{value}"] += 1
        elif name == "href":
            scheme = urlsplit(value.strip()).scheme
            self.hooks[f"{scheme}:"] += scheme not in SCHEMES
        elif name not in HARMLESS:
            self.hooks[f"[{name}]"] += 1
