"""Notes under titles: every note of a board gets its best theme and the others after it. The idea is in README.md.

problem          what goes in and what comes out: Board, Title, Note; Sorting, Choice, NearDuplicate, Suggestion
sorting          the functions below; numpy and the encoder are imported when they need them, not before
reading          JSON to a Board, strictly; answers to JSON
encoders         texts to vectors, by a sentence encoder or by letters alone; words: what a text's words are
thesaurus        what a title is likely to be about, learned from groups of words in thesaurus.txt
vectors          the rows that a caller keeps: one for each text
ranking          titles for each note, after what is settled
near_duplicates  pairs to be offered as one; suggesting: titles where there are none
__main__         `python -m convene.engines.theme_sorter < in.json > out.json`
"""

from convene.engines.theme_sorter.problem import Board, Choice, NearDuplicate, Note, Sorting, Suggestion, Title
from convene.engines.theme_sorter.reading import answer_as_json, read_board
from convene.engines.theme_sorter.sorting import embed, embedder, near_duplicates, sort, suggest_titles
from convene.solving.documents import BadProblem

__all__ = [
    "BadProblem",
    "Board",
    "Choice",
    "NearDuplicate",
    "Note",
    "Sorting",
    "Suggestion",
    "Title",
    "answer_as_json",
    "embed",
    "embedder",
    "near_duplicates",
    "read_board",
    "sort",
    "suggest_titles",
]
