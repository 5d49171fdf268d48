"""Where each session may be before any search: start domains and admissible rooms.

Time is cut into slots of one grid step, all days in one row. Between two days stand as many empty slots as the
longest `min_gap` needs, so that “before, or on an earlier day” is one inequality between slots, and nothing that is
back to back reaches over a night. A set of slots is an integer whose bits are the slots: the domain of a session is
the AND of what its day, breaks, windows, pin and people allow.
"""

from collections.abc import Iterable, Iterator

from convene.engines.agenda_solver.problem import Before, Place, Problem, Session, Window

Slots = int
"""A set of slots, bit by bit."""


class Timeline:
    """Slots of a problem, and where sessions of a length may start."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.grid = problem.grid
        longest_day = max((-(-(end - start) // self.grid) for start, end in problem.days), default=0)
        gaps = [one.min_gap for one in problem.constraints if isinstance(one, Before)]
        self._pad = 1 + min(longest_day, -(-max(gaps, default=0) // self.grid))
        self.longest_gap = self._pad * self.grid
        self.first: list[int] = []
        """The first slot of each day."""
        slot = 0
        for start, end in problem.days:
            self.first.append(slot)
            slot += -(-(end - start) // self.grid) + self._pad
        self.count = slot
        self._inside: dict[tuple[Window, int], Slots] = {}
        self._meeting: dict[tuple[Window, int], Slots] = {}
        self._anywhere: dict[int, Slots] = {}
        self._there: dict[tuple[str, int], Slots] = {}
        self._usable: dict[tuple[str, int], Slots] = {}

    def length(self, minutes: int) -> int:
        """How many slots so many minutes touch. Starts lie on the grid, so two sessions overlap in minutes exactly
        when they do in slots."""
        return -(-minutes // self.grid)

    def day_of(self, slot: int) -> int:
        return max(day for day, first in enumerate(self.first) if first <= slot)

    def minute_of(self, slot: int) -> int:
        day = self.day_of(slot)
        return self.problem.days[day][0] + (slot - self.first[day]) * self.grid

    def slot_of(self, day: int, start: int) -> int | None:
        """The slot of a start; None off the grid or outside of the day."""
        if not 0 <= day < len(self.first):
            return None
        opens, closes = self.problem.days[day]
        if start < opens or start >= closes or (start - opens) % self.grid:
            return None
        return self.first[day] + (start - opens) // self.grid

    def place(self, slot: int, room: int) -> Place:
        return Place(self.day_of(slot), self.minute_of(slot), self.problem.rooms[room].id)

    def day(self, day: int) -> Slots:
        """All slots of a day, the empty ones behind it too."""
        end = self.first[day + 1] if day + 1 < len(self.first) else self.count
        return (1 << end) - (1 << self.first[day])

    def inside(self, window: Window, minutes: int) -> Slots:
        """Starts from which a session lies wholly inside of a window."""
        key = (window, minutes)
        if key not in self._inside:
            opens = self.problem.days[window.day][0]
            first = max(0, -(-(window.start - opens) // self.grid))
            last = (window.end - minutes - opens) // self.grid
            self._inside[key] = _run(self.first[window.day], first, last) & self.day(window.day)
        return self._inside[key]

    def meeting(self, window: Window, minutes: int) -> Slots:
        """Starts from which a session runs into a window."""
        key = (window, minutes)
        if key not in self._meeting:
            opens = self.problem.days[window.day][0]
            first = max(0, (window.start - minutes - opens) // self.grid + 1)
            last = -(-(window.end - opens) // self.grid) - 1
            self._meeting[key] = _run(self.first[window.day], first, last) & self.day(window.day)
        return self._meeting[key]

    def anywhere(self, minutes: int) -> Slots:
        """Starts that the days, their breaks and `starts` leave to a session of a length."""
        if minutes not in self._anywhere:
            days = [Window(day, start, end) for day, (start, end) in enumerate(self.problem.days)]
            slots = self.inside_any(days, minutes)
            for window in self.problem.blocked:
                slots &= ~self.meeting(window, minutes)
            if self.problem.starts:
                given = (self.slot_of(day, start) for day in range(len(days)) for start in self.problem.starts)
                slots &= sum(1 << slot for slot in {slot for slot in given if slot is not None})
            self._anywhere[minutes] = slots
        return self._anywhere[minutes]

    def inside_any(self, windows: Iterable[Window], minutes: int) -> Slots:
        slots = 0
        for window in windows:
            slots |= self.inside(window, minutes)
        return slots

    def there(self, person: str, minutes: int) -> Slots:
        """Starts at which a person is there for a session of a length."""
        key = (person, minutes)
        if key not in self._there:
            windows = self.problem.person_of[person].available
            everywhere = (1 << self.count) - 1
            self._there[key] = everywhere if windows is None else self.inside_any(windows, minutes)
        return self._there[key]

    def usable(self, room: str, minutes: int) -> Slots:
        """Starts at which a room is there for a session of a length."""
        key = (room, minutes)
        if key not in self._usable:
            slots = (1 << self.count) - 1
            for window in self.problem.room_of[room].unavailable:
                slots &= ~self.meeting(window, minutes)
            self._usable[key] = slots
        return self._usable[key]

    def starts(self, session: Session, people: Iterable[str]) -> Slots:
        """The start domain of a session of which only `people` matter, rooms left aside."""
        slots = self.anywhere(session.minutes)
        if session.allowed is not None:
            slots &= self.inside_any(session.allowed, session.minutes)
        if session.pin.day is not None:
            slots &= self.day(session.pin.day)
        if session.pin.start is not None:
            given = (self.slot_of(day, session.pin.start) for day in range(len(self.first)))
            slots &= sum(1 << slot for slot in given if slot is not None)
        for person in people:
            slots &= self.there(person, session.minutes)
        return slots

    def lag(self, constraint: Before) -> int:
        """How many slots at least lie between the starts of the two sessions."""
        minutes = self.problem.session_of[constraint.a].minutes
        return self.length(minutes + min(constraint.min_gap, self.longest_gap))


def admissible_rooms(problem: Problem, session: Session) -> tuple[int, ...]:
    """Indices of the rooms whose seats, features and permission suit a session."""
    return tuple(
        index
        for index, room in enumerate(problem.rooms)
        if room.capacity >= session.min_capacity
        and session.needs <= room.features
        and (session.rooms is None or room.id in session.rooms)
        and session.pin.room in (None, room.id)
    )


def slots_in(slots: Slots) -> Iterator[int]:
    """The slots of a set, in order."""
    while slots:
        lowest = slots & -slots
        yield lowest.bit_length() - 1
        slots ^= lowest


def _run(origin: int, first: int, last: int) -> Slots:
    return 0 if last < first else ((1 << (last - first + 1)) - 1) << (origin + first)
