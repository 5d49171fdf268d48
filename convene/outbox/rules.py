from datetime import datetime, timedelta

LEASE = timedelta(minutes=5)
#: What stands in `last_problem` where the mail server could not be reached at all.
NO_CONNECTION = "no connection to the mail server"
#: How it begins where the message could not be rendered.
NOT_WRITTEN = "could not be written"
#: How long to wait after the n-th failure. In all about two days: mail servers are down for a night, not for a week.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)

#: No lease and no wait ends later than this from now, unless a clock ran ahead when it was written and was put right.
LONGEST_LEASE = 2 * LEASE
LONGEST_WAIT = 2 * WAITS[-1]


def next_try_at(attempts: int, at: datetime) -> datetime | None:
    """When to try a message again that has failed `attempts` times, or None: it is given up."""
    return at + WAITS[attempts - 1] if attempts <= len(WAITS) else None


#: "Sign in first", "wrong password", "use TLS" (RFC 4954 section 6). Some servers say so only when they are told
#: the receiver; it is about our settings all the same.
ABOUT_OUR_SETTINGS = frozenset({530, 534, 535, 538})


def decide_if_final(smtp_code: int | None, *, is_about_this_mail: bool) -> bool:
    """Whether the mail server's answer is its last word: 5xx to this receiver or to this text is (RFC 5321 4.2.1).

    4xx and a broken line are not; nor is anything said before, to the greeting, the password or the sender: an
    operator mends that, and no mail shall be lost until then.
    """
    if smtp_code is None or not is_about_this_mail:
        return False
    return 500 <= smtp_code < 600 and smtp_code not in ABOUT_OUR_SETTINGS
