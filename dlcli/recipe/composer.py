"""Events -> nodes with places, every mistake collected on the way, every limit kept before anything is built."""

from __future__ import annotations

from dlcli.recipe.collector import Collector
from dlcli.recipe.diagnostics import Diagnostic, Place
from dlcli.recipe.events import Event, EventStream
from dlcli.recipe.nodes import Entry, Mapping, Node, Scalar, Sequence, copied, size_and_depth
from dlcli.recipe.scalars import BadScalarError, resolve
from dlcli.recipe.text import RecipeText


class Composer:
    """Builds the nodes of one text; `masked` is that text with something harmless in place of unquoted holes."""

    def __init__(self, text: RecipeText, *, masked: str | None = None) -> None:
        self._events = EventStream(text.text if masked is None else masked)
        self._text = text
        self._seen = Collector(text)
        self._anchors: dict[str, Node | None] = {}

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What was wrong so far."""
        return self._seen.diagnostics

    def document(self) -> Node | None:
        """Return the one document, or None where the text holds none; raises Failure and StopReading."""
        self._events.next()
        if self._events.next().kind != "document":
            return None
        root = self._node(self._events.next(), 0)
        self._events.next()
        following = self._events.next()
        if following.kind == "document":
            place = self._text.place(following.start, following.start + 3)
            way_out = "a recipe is one document: delete the '---', or what follows it"
            self._seen.report("second-document", "a second document", place, way_out)
        return root

    def _node(self, event: Event, depth: int) -> Node:
        place = self._seen.place(event)
        if event.kind == "alias":
            return self._alias(str(event.anchor), place, depth)
        self._seen.count(1, depth + event.is_collection, place)
        self._seen.refuse_tag(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        node: Node
        if event.kind == "sequence":
            node = self._sequence(event, depth + 1)
        elif event.kind == "mapping":
            node = self._mapping(event, depth + 1)
        else:
            node = self._scalar(event, place)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _scalar(self, event: Event, place: Place) -> Scalar:
        text = event.value
        if event.quoted:
            self._seen.refuse_unwritable(text, place)
            return Scalar(text, place, quoted=True)
        if self._is_hole(event, place):
            return Scalar(text, place, quoted=False)
        try:
            return Scalar(resolve(text), place, quoted=False)
        except BadScalarError as problem:
            self._seen.report(problem.code, problem.message, place, problem.way_out)
            return Scalar(None, place, quoted=False)

    def _is_hole(self, event: Event, place: Place) -> bool:
        written = self._text.text[self._seen.start(event) : event.end]
        if "${" not in written or not event.in_brackets:
            return False
        message = "a ${…} inside braces or brackets must be quoted"
        closed = written if "}" in written else written + "}"
        self._seen.report("unquoted-hole", message, place, None, label=f'write "{closed}"')
        return True

    def _alias(self, name: str, place: Place, depth: int) -> Node:
        self._seen.count_alias(place)
        target = self._anchors.get(name)
        if target is not None:
            nodes, levels = size_and_depth(target)
            self._seen.count(nodes, depth + levels, place)
            return copied(target)
        if name in self._anchors:
            way_out = "an alias cannot stand inside what it stands for: write it out"
            self._seen.report("recursive-alias", f"alias *{name} contains itself", place, way_out)
        else:
            way_out = f'write &{name} where the value is first given, or "*{name}" in quotes for text'
            self._seen.report("unknown-alias", f"alias *{name} has no anchor", place, way_out)
        return Scalar(None, place, quoted=False)

    def _sequence(self, event: Event, depth: int) -> Sequence:
        items: list[Node] = []
        start = self._seen.start(event)
        while (following := self._events.next()).kind != "end":
            items.append(self._node(following, depth))
        end = following.end if event.in_brackets else start + 1
        return Sequence(items, self._text.place(start, end))

    def _mapping(self, event: Event, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        first: Place | None = None
        while (following := self._events.next()).kind != "end":
            key_place = self._seen.place(following)
            first = first or key_place
            key = self._key(following, key_place, depth)
            value = self._events.next()
            if key is not None:
                self._seen.refuse_missing_colon(key, following, value)
            node = self._node(value, depth)
            if key is not None and key in entries:
                self._seen.report_duplicate(key, key_place, entries[key].key_place)
            elif key is not None:
                entries[key] = Entry(key_place, node)
        start = self._seen.start(event)
        return Mapping(entries, first or self._text.place(start, following.end))

    def _key(self, event: Event, place: Place, depth: int) -> str | None:
        """Return the text of a key, or None where it cannot be one."""
        if event.kind != "scalar":
            self._key_that_is_no_text(event, place, depth)
            return None
        self._seen.refuse_tag(event)
        text = event.value
        if event.anchor is not None:
            self._anchors[event.anchor] = Scalar(text, place, quoted=True)
        if event.quoted:
            self._seen.refuse_unwritable(text, place)
        elif text == "<<":
            way_out = "use extends, blocks or vars to share settings"
            self._seen.report("merge-key", "merge keys (<<) are not allowed in recipes", place, way_out)
            return None
        elif not text:
            self._seen.report("key-not-text", "a key is missing before ':'", place, "write the key, or quote the value")
            return None
        elif self._is_hole(event, place):
            return None
        return text

    def _key_that_is_no_text(self, event: Event, place: Place, depth: int) -> None:
        so_far = len(self.diagnostics)
        self._node(event, depth)
        # What is wrong inside such a key is of no use to anyone: the key itself is the mistake.
        del self.diagnostics[so_far:]
        start = event.start
        is_template = self._text.text[max(start - 1, 0) : start + 1] == "{{"
        if is_template:
            end = self._text.text.find("}}", start, self._text.line_end(start))
            whole = self._text.place(start - 1, end + 2 if end >= 0 else start + 1)
            message = "templates such as {{ x }} are not expanded"
            self._seen.report("template", message, whole, 'write "${x}", or quote it if it is text')
        else:
            self._seen.report("key-not-text", "a key must be text", place, "write a word before the ':'")
