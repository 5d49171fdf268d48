"""Events: what they are, when and where, who organises them, which rooms they have, who may see them.

Start with `models.Event`, then `event_page.py`: the guard that most pages of Convene stand behind. The organiser's
pages of the features below that have none of their own (mail, log, team) are in `pages/`, too.
"""
