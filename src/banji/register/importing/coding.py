"""The words of a sheet that stand for codes: those that are known are proposed, the others wait for a person."""

from __future__ import annotations

from banji.register.importing import guessing, looking
from banji.register.importing.looking import Words
from banji.register.importing.mapping import SheetMapping
from banji.register.importing.models import Sheet
from banji.register.importing.place import laid_out
from banji.register.importing.vocabulary import has_codes


def words_of(sheet: Sheet, said: SheetMapping) -> dict[str, Words]:
    """By column of the format that holds codes: the words of the file. More than a table of codes has is none: then
    they are not shown."""
    coded = {name: h for name, h in said.columns.items() if has_codes(sheet.table, name)}
    found = looking.words(laid_out(sheet), sheet.headings, coded)
    return {name: Words([], more=True) if words.more else words for name, words in found.items()}


def with_codes(sheet: Sheet, said: SheetMapping, words: dict[str, Words]) -> SheetMapping:
    """With the codes that are known of the file's own words, where nobody has said others."""
    texts = {name: [word.text for word in found.words] for name, found in words.items()}
    guessed = guessing.guess_codes(sheet.table, texts)
    return SheetMapping(said.columns, {name: {**guessed[name], **said.codes.get(name, {})} for name in texts})
