"""`python -m convene.engines.theme_sorter [--plain-text] < in.json > out.json`

`--plain-text` compares letters, as where no sentence encoder is installed. `--compile` reads the thesaurus with the
encoder, for the processes that come after, and sorts nothing.
"""

import argparse
import json
import sys

from convene.engines.theme_sorter.reading import answer_as_json, read_board
from convene.engines.theme_sorter.sorting import embed, embedder, near_duplicates, sort, suggest_titles
from convene.solving.documents import BadProblem


def main() -> int:
    """Read JSON from standard input, write the answer to standard output. 2 when the input cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m convene.engines.theme_sorter", description=__doc__)
    parser.add_argument("--plain-text", action="store_true")
    parser.add_argument("--compile", action="store_true")
    chosen = parser.parse_args()
    made_by = embedder(plain_text=chosen.plain_text)
    if chosen.compile:
        made_by.titles([])
        return 0
    try:
        board = read_board(json.loads(sys.stdin.buffer.read()))
    except (BadProblem, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as refusal:
        print(refusal if isinstance(refusal, BadProblem) else f"This is not JSON: {refusal}.", file=sys.stderr)
        return 2
    vectors = embed(board, made_by)
    suggestions = () if board.titles else suggest_titles(board, vectors, made_by)
    json.dump(answer_as_json(sort(board, vectors), suggestions, near_duplicates(board, vectors)), sys.stdout)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
