"""The agenda on paper, as accessible PDF (PDF/UA-1), set by Typst from `templates/print/` (`web/typesetting.py`).

`papers.py` says which papers there are and what stands on all of them; start there. One module for each paper.
"""
