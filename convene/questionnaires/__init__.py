"""What is asked and what was answered: questions in sections, conditions between them, an answer for each respondent.

A ledger: it knows no registration and no survey. Whoever asks owns a questionnaire (`owner_kind`, `owner_id`), and a
respondent is an id. Begin with `structure.py` (a questionnaire as plain values) and `rules.asked`.
"""
