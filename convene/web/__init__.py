"""What pages share, without knowledge of any feature.

Who may come in: `guards`, `signed_links`, `limits`. What comes in: `forms`, `fields`, `searching`. What goes out:
`errors`, `headers`, `serving` (published pages with ETags), `exports` (safe cells), `markdown`, `panels`, `paging`,
`assets`, `day_grid` (where sessions lie on the grid of a day), `languages` (translation, dates and times as the
reader writes them), `logs`.
"""
