"""What a word of the recipe language means: a word, a kind, a section, a key, an argument or a diagnostic code."""

from __future__ import annotations

from dlcli.ground.errors import UsageError
from dlcli.parts import shelf
from dlcli.recipe import code_pages, keys
from dlcli.recipe.diagnostics import suggestion
from dlcli.recipe.explanations import Argument, Entry, Page, Shelves, UsedPage
from dlcli.recipe.type_words import singular
from dlcli.recipe.words import arguments_of, shelf_of, word_page


def explain(word: str | None) -> tuple[Page, ...]:
    """The pages about a word, one for each thing that it names; without a word, the shelves.

    Raises:
        UsageError: nothing is called so.
    """
    if word is None:
        return (_shelves(),)
    asked = word.strip().removeprefix("${").removesuffix("}")
    pages = _pages(asked)
    if not pages:
        raise _unknown(word, asked)
    return pages


def _shelves() -> Shelves:
    entries = tuple(Entry(name, keys.key_page(name).text) for name in keys.sections())
    return Shelves(entries, tuple(shelf_of(kind) for kind in shelf.kinds()))


def _pages(word: str) -> tuple[Page, ...]:
    kinds = [kind for kind in shelf.kinds() if word in (kind, singular(kind))]
    pages: list[Page] = [keys.key_page(path) for path in keys.found(word)]
    pages += [shelf_of(kind) for kind in kinds]
    pages += [word_page(kind, word) for kind in shelf.kinds_of(word)]
    pages += [code_pages.code_page(word)] if word in code_pages.codes() else []
    of_its_own = bool(kinds or shelf.kinds_of(word))
    return tuple(pages) if of_its_own else (*pages, *_arguments(word))


def _arguments(word: str) -> tuple[Page, ...]:
    """An argument of words: `kernel_size`, `conv2d.kernel_size`, `optimizer.learning_rate`."""
    owner, _, name = word.rpartition(".")
    uses: dict[Argument, list[str]] = {}
    for kind in _kinds_under(owner):
        above = ("", *_paths_of(kind)) if owner else ("",)
        for each in shelf.words(kind):
            for argument in arguments_of(shelf.part(kind, each)):
                if argument.name == name and owner in (each, *above):
                    uses.setdefault(argument, []).append(each)
    return (UsedPage(name, tuple((tuple(words), argument) for argument, words in uses.items())),) if uses else ()


def _kinds_under(owner: str) -> tuple[str, ...]:
    """The kinds whose words may have the argument: all, those of a word, or the one that stands at a key."""
    if not owner:
        return shelf.kinds()
    return shelf.kinds_of(owner) or tuple(kind for kind in shelf.kinds() if owner in _paths_of(kind))


def _paths_of(kind: str) -> tuple[str, ...]:
    return (kind, singular(kind), *(path for path in keys.by_path() if keys.key_page(path).kind == kind))


def _unknown(word: str, asked: str) -> UsageError:
    arguments = {
        argument.name
        for kind in shelf.kinds()
        for each in shelf.words(kind)
        for argument in arguments_of(shelf.part(kind, each))
    }
    words = [each for kind in shelf.kinds() for each in shelf.words(kind)]
    last = [path.rpartition(".")[2] for path in keys.paths()]
    near = suggestion(asked, [*words, *shelf.kinds(), *keys.paths(), *last, *sorted(arguments), *code_pages.codes()])
    help_text = f"did you mean {near!r}?" if near else "`dlcli explain` lists every word"
    return UsageError(f"nothing is called {word!r}", help=help_text)
