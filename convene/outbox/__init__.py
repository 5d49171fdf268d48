"""What shall be mailed: a ledger that other features tell things to, and that never asks back.

A row is an *intent*: to whom, which message, about which rows, with which private values. Nothing is rendered when
it is written; preview and sending render it by the function that the feature's `emails.py` gave under the message's
name (`catalogue`). The sender claims a row by a lease; its Message-ID was fixed when it was written, so that after
a crash only the one message in flight can go out twice, under the same id.
"""
