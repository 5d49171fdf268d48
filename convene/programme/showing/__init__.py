"""How an agenda is shown to people: words, times and places, in the shapes that the templates take.

Pages and panels hand a structure and the reader's times in; nothing here asks the database. `agenda` shows a whole
agenda by day and room, `session` one session, `people` everybody with what they do; `words`, `times`, `names` and
`addresses` are what these share.
"""
