"""Members: who they are, where they live, what they like, whom they follow."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from core import seeds
from core.people import PERSONAS
from core.sampling.shop import FACTORS, Array, Flags, Ints, word
from core.world import AGES

BLOCK = 2_000
"""Members drawn together; a multiple of ``CIRCLE``."""

CIRCLE = 20
"""Members of a circle of friends (assumption, 5 to 150; Dunbar's layers of 15 and 50)."""

OWN, OF_CIRCLE, OF_PLACE = 0.55, 0.6, 0.55
"""Spread of tastes within a circle, between circles, between places (assumption, 0.2 to 1)."""

AT_HOME = 0.8
"""Share of a circle that lives in its neighbourhood (assumption, 0.5 to 0.95)."""

AGE_SHARES = (0.16, 0.24, 0.2, 0.16, 0.13, 0.11)
"""Share of members in each of ``core.world.AGES`` (assumption)."""

FOLLOWING = {"discoverer": 18.0, "focused": 3.0, "occasional": 6.0}
"""Mean of how often a member who opted in follows somebody (assumption, 1 to 50)."""

AMONG_FRIENDS = 0.6
"""Share of follows within the circle; others go to the famous few (assumption, 0.3 to 0.9)."""

KM_PER_DEGREE = 111.2

COLOURS = (
    "Amber", "Azure", "Beige", "Cobalt", "Copper", "Coral", "Crimson", "Cyan", "Ebony", "Emerald",
    "Fawn", "Golden", "Hazel", "Indigo", "Ivory", "Jade", "Lilac", "Lime", "Magenta", "Maroon",
    "Mauve", "Mint", "Ochre", "Olive", "Opal", "Pearl", "Plum", "Rose", "Ruby", "Russet",
    "Saffron", "Sage", "Scarlet", "Sepia", "Silver", "Slate", "Teal", "Topaz", "Umber", "Violet",
)  # fmt: skip
ANIMALS = (
    "Badger", "Beaver", "Bison", "Bittern", "Crane", "Curlew", "Dingo", "Dormouse", "Eagle",
    "Egret", "Falcon", "Ferret", "Finch", "Fox", "Gecko", "Gibbon", "Hare", "Heron", "Ibis",
    "Impala", "Jackdaw", "Jaguar", "Kestrel", "Kiwi", "Lemur", "Linnet", "Lynx", "Marten", "Mole",
    "Newt", "Ocelot", "Oriole", "Otter", "Owl", "Panda", "Plover", "Puffin", "Quail", "Raven",
    "Robin", "Seal", "Stoat", "Swift", "Tapir", "Tern", "Toucan", "Vole", "Walrus", "Wombat",
    "Wren",
)  # fmt: skip


def blocks(members: int) -> Iterator[tuple[int, int, int]]:
    """Yield the number, first member (from 0) and size of each block."""
    for number, first in enumerate(range(0, members, BLOCK)):
        yield number, first, min(BLOCK, members - first)


def people(
    seed: int, block: int, first: int, count: int, places: pd.DataFrame
) -> tuple[pd.DataFrame, Array]:
    """Return the members of a block, ``core.world.MEMBERS``, and their tastes.

    Returns:
        The members, and tastes of shape ``(members, FACTORS)``.
    """
    draw = seeds.stream(seed, "sample", "people", block)
    persona, social = _roles(draw, count)
    circle = np.arange(count) // CIRCLE
    homes = draw.integers(0, len(places), circle[-1] + 1)[circle]
    moved = draw.random(count) >= AT_HOME
    place = np.where(moved, draw.integers(0, len(places), count), homes)
    latitude, longitude = _somewhere(draw, places.iloc[place])
    numbers = np.arange(first, first + count)
    frame = pd.DataFrame(
        {
            "member_id": numbers + 1,
            "name": [name(int(number)) for number in numbers],
            "persona": np.array([p.slug for p in PERSONAS], dtype=object)[persona],
            "age": np.array(AGES, dtype=object)[draw.choice(len(AGES), count, p=AGE_SHARES)],
            "place_id": places["place_id"].to_numpy(dtype=object)[place],
            "latitude": latitude,
            "longitude": longitude,
            "social": social,
        }
    )
    taste = draw.normal(0, OWN, (count, FACTORS))
    taste += draw.normal(0, OF_CIRCLE, (circle[-1] + 1, FACTORS))[circle]
    near = np.stack([word(seed, f"place {place_id}") for place_id in places["place_id"]])
    return frame, taste + OF_PLACE * near[place]


def name(number: int) -> str:
    """Return the made-up name of a member, different for every number from 0.

    Example:
        >>> name(0), name(1), name(2_000)
        ('Amber Badger', 'Ivory Owl', 'Amber Badger 2')
    """
    turn, rest = divmod(number, len(COLOURS) * len(ANIMALS))
    # 733 has no factor in common with the number of pairs: each pair comes once a turn
    colour, animal = divmod(rest * 733 % (len(COLOURS) * len(ANIMALS)), len(ANIMALS))
    return f"{COLOURS[colour]} {ANIMALS[animal]}" + (f" {turn + 1}" if turn else "")


def sociable(seed: int, members: int) -> Ints:
    """Return the members who opted in to social features, from 0, the most famous first."""
    opted = [
        first + np.flatnonzero(_roles(seeds.stream(seed, "sample", "people", block), count)[1])
        for block, first, count in blocks(members)
    ]
    return seeds.stream(seed, "sample", "famous").permutation(np.concatenate(opted))


def follows(seed: int, block: int, members: pd.DataFrame, famous: Ints) -> pd.DataFrame:
    """Return whom the members of a block follow, ``core.world.FOLLOWS``.

    Only who opted in follows or is followed: friends of the circle, and the famous few of the
    whole world.

    Args:
        seed: Of the world.
        block: Number of the block.
        members: Its members.
        famous: As ``sociable`` returns.
    """
    draw = seeds.stream(seed, "sample", "follows", block)
    mean = members["persona"].map(FOLLOWING).to_numpy() * members["social"].to_numpy()
    who = np.repeat(
        np.arange(len(members)), draw.poisson(mean * draw.gamma(1.2, 1 / 1.2, len(members)))
    )
    opted = np.flatnonzero(members["social"])
    # friends of one circle stand together among those who opted in
    start = np.searchsorted(opted, who // CIRCLE * CIRCLE)
    size = np.searchsorted(opted, (who // CIRCLE + 1) * CIRCLE) - start
    first = int(members["member_id"].iloc[0])
    friend = opted[start + (draw.random(len(who)) * size).astype(np.int64)] + first
    # a cubed uniform number makes the numbers of followers heavy-tailed
    idol = famous[(draw.random(len(who)) ** 3 * len(famous)).astype(np.int64)] + 1
    pairs = pd.DataFrame(
        {
            "follower_id": who + first,
            "followed_id": np.where(draw.random(len(who)) < AMONG_FRIENDS, friend, idol),
        }
    )
    pairs = pairs[pairs["follower_id"] != pairs["followed_id"]].drop_duplicates()
    return pairs.sort_values(["follower_id", "followed_id"], ignore_index=True)


def _roles(draw: np.random.Generator, count: int) -> tuple[Ints, Flags]:
    share = np.array([persona.habits.share for persona in PERSONAS])
    open_to_social = np.array([persona.habits.open_to_social for persona in PERSONAS]) / 100
    persona = draw.choice(len(PERSONAS), count, p=share / share.sum())
    return persona, draw.random(count) < open_to_social[persona]


def _somewhere(draw: np.random.Generator, homes: pd.DataFrame) -> tuple[Array, Array]:
    """Return points evenly spread over the neighbourhoods' circles."""
    angle = 2 * np.pi * draw.random(len(homes))
    km = np.sqrt(draw.random(len(homes))) * homes["radius_km"].to_numpy()
    latitude = homes["latitude"].to_numpy()
    north = km * np.sin(angle) / KM_PER_DEGREE
    east = km * np.cos(angle) / (KM_PER_DEGREE * np.cos(np.radians(latitude)))
    return (latitude + north).round(5), (homes["longitude"].to_numpy() + east).round(5)
