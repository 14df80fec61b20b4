"""What plain files let slip is caught here: styles, scripts, icons and templates keep the rules."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from config.storage import JoinedStaticFilesStorage

ROOT = Path(settings.BASE_DIR)
CSS = ROOT / "static" / "css"
JS = ROOT / "static" / "js"
TEMPLATES = ROOT / "templates"
IMPORT = re.compile(r'^@import "(?P<file>[a-z-]+\.css)" layer\((?P<layer>[a-z]+)\);$')
COMMENT = re.compile(r"/\*.*?\*/", re.S)
TEMPLATE_COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.S)
TEMPLATE_TAG = re.compile(r"{%.*?%}")
LINE_COMMENT = re.compile(r"^\s*//.*$", re.M)
INLINE_DATA = re.compile(r'<script type="application/ld\+json">')
LONGEST_MODULE = 80


def pages() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".xml", ".txt"})


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def stylesheets() -> dict[str, str]:
    return {path.name: COMMENT.sub("", path.read_text()) for path in sorted(CSS.glob("*.css"))}


def imports() -> list[tuple[str, str]]:
    lines = COMMENT.sub("", (CSS / "app.css").read_text()).splitlines()
    found = [match for line in lines if (match := IMPORT.match(line))]
    return [(match["file"], match["layer"]) for match in found]


def uses_of_properties() -> Iterator[str]:
    """Every custom property that a style, a template or a script reads."""
    texts = [*stylesheets().values(), *(path.read_text() for path in pages())]
    texts += [path.read_text() for path in JS.glob("*.js")]
    for text in texts:
        yield from re.findall(r"var\((--[\w-]+)", text)


def definitions() -> set[str]:
    found = set()
    for text in stylesheets().values():
        found |= set(re.findall(r"(?:^|[\s{;])(--[\w-]+)\s*:", text))
        found |= set(re.findall(r"@property (--[\w-]+)", text))
    return found


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Each block's own declarations, with the heads of all blocks around them."""
    heads: list[str] = []
    own: list[str] = [""]
    for part, end in re.findall(r"([^{};]*)([{};])", text):
        if end == "{":
            heads.append(part.strip())
            own.append("")
        else:
            own[-1] += f"{part}{end}"
        if end == "}":
            yield " ".join(heads), own.pop()
            heads.pop()


class TestStyles:
    def test_the_map_imports_every_file_once_and_holds_nothing_else(self) -> None:
        files = [file for file, _layer in imports()]
        assert sorted(files) == sorted(name for name in stylesheets() if name != "app.css")
        lines = COMMENT.sub("", (CSS / "app.css").read_text()).split("\n")
        rest = [line for line in lines if line.strip() and not IMPORT.match(line)]
        assert len(rest) == 1
        assert rest[0].startswith("@layer ")

    def test_every_layer_is_declared_in_the_order_of_the_imports(self) -> None:
        declared = re.search(r"@layer ([^;]+);", (CSS / "app.css").read_text())
        assert declared
        layers = list(dict.fromkeys(layer for _file, layer in imports()))
        assert declared[1].split(", ") == layers

    def test_every_property_that_is_used_is_defined(self) -> None:
        # timelines share the spelling of properties but are not read with var()
        assert set(uses_of_properties()) - definitions() == set()

    def test_every_property_that_is_defined_is_used(self) -> None:
        assert definitions() - set(uses_of_properties()) == set()

    def test_values_stay_behind_their_meanings(self) -> None:
        value = re.compile(r"var\(--[a-z]+-\d\d\)")
        files = {name: text for name, text in stylesheets().items() if name != "tokens.css"}
        texts = files | {named(path): path.read_text() for path in pages()}
        assert [name for name, text in texts.items() if value.search(text)] == []

    def test_colours_are_written_in_the_tokens_alone(self) -> None:
        colour = re.compile(r"oklch\(|rgb\(|hsl\(|light-dark\(|#[0-9a-f]{6}\b", re.I)
        files = {name: text for name, text in stylesheets().items() if name != "tokens.css"}
        assert [name for name, text in files.items() if colour.search(text)] == []

    def test_only_the_reset_insists(self) -> None:
        files = {name: text for name, text in stylesheets().items() if name != "reset.css"}
        assert [name for name, text in files.items() if "!important" in text] == []

    def test_directions_are_logical(self) -> None:
        physical = re.compile(
            r"(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?:^|[\s;{])(?:left|right)\s*:|"
            r"text-align:\s*(?:left|right)\b"
        )
        found = {name: physical.findall(text) for name, text in stylesheets().items()}
        assert {name: hits for name, hits in found.items() if hits} == {}

    def test_ruled_lines_are_mixed_in_srgb(self) -> None:
        """Firefox draws the hard stops of a repeating gradient of oklch colours as thick bars."""
        gradient = re.compile(r"repeating-[a-z]+-gradient\(\s*([^,]*)")
        found = [
            (name, how) for name, text in stylesheets().items() for how in gradient.findall(text)
        ]
        assert len(found) >= 3
        assert [(name, how) for name, how in found if not re.search(r"\bin srgb\b", how)] == []

    def test_scrolling_drives_an_animation_only_where_it_can(self) -> None:
        """Elsewhere an animation without a duration stands at its end from the first moment."""
        driven, wrong = 0, []
        for name, text in stylesheets().items():
            for within, rules in blocks(text):
                timed = all(
                    re.search(r"\d+(?:\.\d+)?m?s\b", value)
                    for value in re.findall(r"(?<![\w-])animation:([^;]*)", rules)
                )
                by_scroll = "animation-timeline:" in rules
                driven += by_scroll
                if (by_scroll or not timed) and "@supports (animation-timeline:" not in within:
                    wrong.append((name, within))
        assert driven >= 1
        assert wrong == []

    def test_a_shorthand_of_decoration_says_one_word(self) -> None:
        """WebKit drops `text-decoration` with a thickness; longhands say the same everywhere."""
        shorthand = re.compile(r"(?<![\w-])text-decoration:\s*([^;]*)")
        found = {name: shorthand.findall(text) for name, text in stylesheets().items()}
        assert sum(len(values) for values in found.values()) >= 5
        wrong = {name: [v for v in values if " " in v.strip()] for name, values in found.items()}
        assert {name: values for name, values in wrong.items() if values} == {}

    def test_a_visitor_fetches_every_rule_and_none_of_our_notes(self, tmp_path: Path) -> None:
        source, storage = FileSystemStorage(CSS.parent), JoinedStaticFilesStorage(tmp_path)
        paths = {f"css/{name}": (source, f"css/{name}") for name in stylesheets()}
        joined = storage._whole("css/app.css", paths)
        assert "/*" not in joined
        for file, layer in imports():
            rules = re.sub(r"\s+", "", stylesheets()[file])
            assert f"@layer{layer}{{{rules}}}" in re.sub(r"\s+", "", joined), file

    def test_no_style_is_fetched_from_elsewhere(self) -> None:
        assert [name for name, text in stylesheets().items() if "url(" in text] == []


class TestScripts:
    def test_a_part_that_two_modules_of_a_block_import_stands_there_once(
        self, tmp_path: Path
    ) -> None:
        """Twice would be a syntax error, and no page would have any script."""
        pause = 'import { pause } from "./pause.js";\n'
        files = {
            "member.js": 'import "./cover.js";\n',
            "cover.js": f'import {{ unlock }} from "./unlock.js";\n{pause}',
            "unlock.js": f"{pause}export const unlock = pause;\n",
            "pause.js": "export const pause = 1;\n",
        }
        (tmp_path / "js").mkdir()
        for name, text in files.items():
            (tmp_path / "js" / name).write_text(text)
        source = FileSystemStorage(tmp_path)
        paths = {f"js/{name}": (source, f"js/{name}") for name in files}
        joined = JoinedStaticFilesStorage(tmp_path)._whole("js/member.js", paths)
        assert " ".join(joined.split()) == "{ const pause = 1; const unlock = pause; }"

    def test_modules_are_short(self) -> None:
        lengths = {path.name: len(path.read_text().splitlines()) for path in JS.glob("*.js")}
        assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE} == {}

    def test_nothing_is_kept_in_the_browser(self) -> None:
        store = re.compile(r"localStorage|sessionStorage|indexedDB|\bcaches\b|serviceWorker")
        texts = {path.name: LINE_COMMENT.sub("", path.read_text()) for path in JS.glob("*.js")}
        assert [name for name, text in texts.items() if store.search(text)] == []

    def test_storage_is_closed_before_htmx_starts(self) -> None:
        base = (TEMPLATES / "base.html").read_text()
        assert base.index("js/no-storage.js") < base.index("{% htmx_script %}")

    def test_no_module_builds_code_styles_or_markup_from_strings(self) -> None:
        unsafe = re.compile(
            r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write"
            r"|\.style\b(?!\.setProperty\()|cssText|setTimeout\(\s*[\"'`]"
        )
        assert [path.name for path in JS.glob("*.js") if unsafe.search(path.read_text())] == []

    def test_every_module_is_loaded_by_the_app_or_by_a_page(self) -> None:
        imports = re.compile(r'\bimport(?: \{[^}]+\} from | |\()"\./([\w.-]+)"')
        pages_ask = "".join(path.read_text() for path in pages())
        loaded = set(re.findall(r"js/([\w-]+\.js)", pages_ask))
        waiting = list(loaded)
        while waiting:
            new = set(imports.findall((JS / waiting.pop()).read_text())) - loaded
            loaded |= new
            waiting += new
        assert {path.name for path in JS.glob("*.js")} == loaded


class TestTemplates:
    def test_none_holds_an_inline_style_script_or_handler(self) -> None:
        inline = re.compile(
            r"<style|\sstyle\s*=|\s(?:on[a-z]+|hx-on[\w:-]*)\s*=|javascript:"
            r"|<script\b(?![^>]* src=)[^>]*>"
        )
        found = {}
        for path in pages():
            text = TEMPLATE_TAG.sub("", TEMPLATE_COMMENT.sub("", path.read_text()))
            found[named(path)] = inline.findall(INLINE_DATA.sub("", text))
        assert len(found) > 100
        assert {name: hits for name, hits in found.items() if hits} == {}

    def test_every_class_that_is_used_is_dressed(self) -> None:
        # `plain` has no rule of its own: the reset drops the bullets of any list with a class
        dressed = {"plain"} | set(re.findall(r"\.([a-z][\w-]*)", "".join(stylesheets().values())))
        undressed = set()
        for path in pages():
            text = TEMPLATE_COMMENT.sub("", path.read_text())
            for value in re.findall(r'class="([^"]*)"', text):
                names = re.sub(r"{%.*?%}|{{.*?}}", " ", value).split()
                undressed |= {(named(path), name) for name in names if name not in dressed}
        assert undressed == set()

    def test_every_icon_that_is_named_is_drawn(self) -> None:
        sprite = (ROOT / "static" / "img" / "icons.svg").read_text()
        drawn = set(re.findall(r'<symbol id="([a-z-]+)"', sprite))
        asked = set()
        for path in pages():
            asked |= set(re.findall(r'{% icon "([^"]+)"', path.read_text()))
        assert asked - drawn == set()

    def test_every_static_file_that_is_named_exists(self) -> None:
        missing = set()
        for path in pages():
            for name in re.findall(r"{% static ['\"]([^'\"]+)['\"]", path.read_text()):
                if not (ROOT / "static" / name).exists():
                    missing.add((named(path), name))
        assert missing == set()

    def test_outside_links_send_no_referrer(self) -> None:
        outside = re.compile(r'<a\b[^>]*href="https?:[^>]*>')
        found = {named(path): outside.findall(path.read_text()) for path in pages()}
        bare = {
            name: [tag for tag in tags if "noreferrer" not in tag] for name, tags in found.items()
        }
        assert {name: tags for name, tags in bare.items() if tags} == {}
