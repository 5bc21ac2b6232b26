"""Imports text files into one new Anki collection, as its window does, and tells what the collection then holds.

Arguments: the language of the profile, then the files in order. Output: a JSON list, an object a file.
"""

import json
import sys
import tempfile
from pathlib import Path

import anki.lang
from anki.collection import Collection, ImportCsvRequest


def notes(collection):
    for note_id in collection.find_notes(""):
        note = collection.get_note(note_id)
        yield {
            "guid": note.guid,
            "tags": sorted(note.tags),
            "fields": note.fields,
            "decks": sorted({collection.decks.name(card.did) for card in note.cards()}),
            "cards": sorted(card.id for card in note.cards()),
        }


def main(language, *files):
    anki.lang.set_lang(language)
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        told = []
        for file in files:
            # No delimiter is given, so the file's own headers count.
            metadata = collection.get_csv_metadata(path=file, delimiter=None)
            log = collection.import_csv(ImportCsvRequest(path=file, metadata=metadata)).log
            counts = {"new": len(log.new), "updated": len(log.updated), "same": len(log.duplicate)}
            told.append({**counts, "html": metadata.is_html, "notes": list(notes(collection))})
        collection.close()
    print(json.dumps(told, ensure_ascii=False))


main(*sys.argv[1:])
