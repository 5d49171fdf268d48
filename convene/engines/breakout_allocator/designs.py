"""Rounds in which nobody meets anybody twice, by algebra: the social golfer problem where it has a formula.

Points (i, x) are numbered i * groups + x: the x-th member of team i, with as many teams as a group has members. In the
round of row m of a difference matrix, (i, x) sits in group x + m[i], the sum being that of an abelian group whose
order is the number of groups. Two members of different teams then meet at most once (a resolvable transversal design;
Colbourn and Dinitz, Handbook of Combinatorial Designs, 2006), and two of one team never: so each team may afterwards
be divided by a smaller design of its own, all teams at once. The rows are:

- a times i over the finite field, when the number of groups is a prime power (Bose 1938);
- k times i modulo the number of groups, while no product of a difference of rows and one of teams is divisible by it;
- else found by backtracking, row by row, over the additive group of a product of fields.

Pairs are made by the circle method (Kirkman 1847). Where more rounds are asked for than there are groups, as for the
fifteen schoolgirls, one round is searched for that brings no pair together twice when it is turned: the differences
inside its groups are all different (Bose's method of differences, 1939).
"""

from itertools import count, product

Design = list[list[list[int]]]
"""Rounds of groups of points."""
Rows = list[list[int]]
MOST_NODES = 25_000
"""Steps of a backtracking search: some twentieths of a second."""
MOST_ORBITS = 4


def design(groups: int, size: int, rounds: int) -> Design:
    """Up to `rounds` rounds of `groups` groups of `size` points, of which no two share two points of a group; as many
    as are known here, at least one. Points are numbered from 0."""
    if size < 2 or groups < 2:
        return [[[size * k + i for i in range(size)] for k in range(groups)]]
    if size == 2:
        return _circle(2 * groups)[:rounds]
    found = _transversal(groups, size, rounds)
    if len(found) < rounds and groups % size == 0:
        within = design(groups // size, size, rounds - len(found))
        found += [[[team * groups + x for x in some] for team in range(size) for some in one] for one in within]
    if len(found) < rounds:
        found = max(found, _turned(groups, size)[:rounds], key=len)
    return found


def _circle(people: int) -> Design:
    """Everybody with everybody, in pairs: one stays, the others go round."""
    ring = people - 1
    return [
        [[ring, turn], *([(turn + i) % ring, (turn - i) % ring] for i in range(1, people // 2))] for turn in range(ring)
    ]


# --- transversal designs ---------------------------------------------------------------------------------------------


def _transversal(groups: int, size: int, rounds: int) -> Design:
    powers = _prime_powers(groups)
    additive = _Sums([p for p, exponent in powers for _ in range(exponent)])
    if len(powers) == 1 and size <= groups:
        times = _products(*powers[0])
        rows = [[times[a][i] for i in range(size)] for a in range(min(rounds, groups))]
        return _seated(rows, additive, groups)
    cyclic = _cyclic_rows(groups, size, rounds)
    searched: Rows = []
    for most in range(min(rounds, groups), max(len(cyclic), 2), -1):
        searched = _searched_rows(groups, size, most, additive)
        if len(searched) == most:
            break
    if len(searched) > len(cyclic):
        return _seated(searched, additive, groups)
    return _seated(cyclic, _Sums([groups]), groups)


def _seated(rows: Rows, sums: "_Sums", groups: int) -> Design:
    found: Design = []
    for row in rows:
        seated: list[list[int]] = [[] for _ in range(groups)]
        for team, shift in enumerate(row):
            for x in range(groups):
                seated[sums.add(x, shift)].append(team * groups + x)
        found.append(seated)
    return found


def _cyclic_rows(groups: int, size: int, rounds: int) -> Rows:
    fits = (k for k in count(1) if any(d * k % groups == 0 for d in range(1, size)))
    return [[k * i % groups for i in range(size)] for k in range(min(next(fits), rounds))]


def _searched_rows(groups: int, size: int, rounds: int, sums: "_Sums") -> Rows:
    """Line after line by backtracking, the first two being zeros and all elements in their order. Rows and columns have
    the same property, so the lines are whichever are fewer; what is found of fewer lines than all is of no use."""
    length, lines = max(size, rounds), min(size, rounds)
    if length > groups:
        return []
    found, nodes = [[0] * length, list(range(length))], MOST_NODES

    def completed(line: list[int], used: list[set[int]]) -> list[int] | None:
        nonlocal nodes
        if len(line) == length:
            return line
        for value in range(groups):
            nodes -= 1
            gaps = [sums.add(value, one[len(line)], -1) for one in found]
            if nodes < 0 or any(gap in some for gap, some in zip(gaps, used, strict=True)):
                continue
            whole = completed([*line, value], [some | {gap} for gap, some in zip(gaps, used, strict=True)])
            if whole is not None:
                return whole
        return None

    while len(found) < lines:
        line = completed([0], [{0} for _ in found])
        if line is None:
            return []
        found.append(line)
    return found[:lines] if lines == rounds else [list(row) for row in zip(*found[:lines], strict=True)]


class _Sums:
    """The abelian group of the numbers that have a digit for each modulus, added digit by digit."""

    def __init__(self, moduli: list[int]) -> None:
        self._moduli = moduli

    def add(self, a: int, b: int, sign: int = 1) -> int:
        """a + b, or a - b with the sign -1."""
        found, place = 0, 1
        for modulus in self._moduli:
            found += (a % modulus + sign * (b % modulus)) % modulus * place
            a, b, place = a // modulus, b // modulus, place * modulus
        return found


def _prime_powers(number: int) -> list[tuple[int, int]]:
    """(prime, exponent) of each prime that divides a number."""
    found, prime = [], 2
    while number > 1:
        exponent = 0
        while number % prime == 0:
            number, exponent = number // prime, exponent + 1
        if exponent:
            found.append((prime, exponent))
        prime += 1
    return found


def _products(prime: int, exponent: int) -> list[list[int]]:
    """The multiplication table of the field of prime ** exponent elements, whose digits are coefficients.

    It is that of powers of x modulo a polynomial under which they run through every element but 0.
    """
    order, sums = prime**exponent, _Sums([prime] * exponent)
    for lower in range(1, order):
        powers = [1]  # x times a polynomial: its digits move up, and x ** exponent is `lower`, as often as it occurs
        while len(powers) < order:
            high, rest = divmod(powers[-1] * prime, order)
            for _ in range(high):
                rest = sums.add(rest, lower)
            if rest in (0, 1):
                break
            powers.append(rest)
        if len(powers) == order - 1:
            break
    log = {element: i for i, element in enumerate(powers)}
    return [
        [0 if a == 0 or b == 0 else powers[(log[a] + log[b]) % (order - 1)] for b in range(order)] for a in range(order)
    ]


# --- rounds that are turned ------------------------------------------------------------------------------------------


def _turned(groups: int, size: int) -> Design:
    """One round, turned: orbits of points that are numbered modulo the number of rounds, and one or two that stay."""
    people, best = groups * size, Design()
    for orbits, still in product(range(1, MOST_ORBITS + 1), (1, 2, 0)):
        turns, rest = divmod(people - still, orbits)
        if rest or turns <= max(groups, len(best)):
            continue
        base = _Base(people, size, turns, still).found()
        if base:
            best = [
                [[_turn(point, turn, turns, people - still) for point in some] for some in base]
                for turn in range(turns)
            ]
    return best


def _turn(point: int, turn: int, turns: int, moving: int) -> int:
    return point if point >= moving else point - point % turns + (point + turn) % turns


class _Base:
    """Looks for a round of which no two pairs have the same difference between the same orbits."""

    def __init__(self, people: int, size: int, turns: int, still: int) -> None:
        self._people, self._size, self._turns, self._moving = people, size, turns, people - still
        self._nodes = MOST_NODES
        self._used: set[tuple[int, int, int]] = set()

    def found(self) -> list[list[int]]:
        groups: list[list[int]] = []
        return groups if self._fill(groups, list(range(self._people))) else []

    def _fill(self, groups: list[list[int]], free: list[int]) -> bool:
        """Complete the last group, or begin the next with the first point that is free."""
        if groups and len(groups[-1]) < self._size:
            candidates = [point for point in free if point > groups[-1][-1]]
        elif free:
            groups.append([])
            candidates = free[:1]
        else:
            return True
        for point in candidates:
            self._nodes -= 1
            gaps = [self._gap(other, point) for other in groups[-1]]
            if self._nodes < 0 or None in gaps or len({*gaps} - self._used) < len(gaps):
                continue
            self._used.update(gap for gap in gaps if gap)
            groups[-1].append(point)
            if self._fill(groups, [one for one in free if one != point]):
                return True
            groups[-1].pop()
            self._used.difference_update(gap for gap in gaps if gap)
        if not groups[-1]:
            groups.pop()
        return False

    def _gap(self, a: int, b: int) -> tuple[int, int, int] | None:
        """What does not change when both turn; None when two turns bring the pair together again. a < b."""
        if a >= self._moving:
            return None
        if b >= self._moving:
            return (a // self._turns, -1, b)
        gap = (b - a) % self._turns
        if a // self._turns == b // self._turns:
            gap = min(gap, self._turns - gap)
            if 2 * gap == self._turns:
                return None
        return (a // self._turns, b // self._turns, gap)
