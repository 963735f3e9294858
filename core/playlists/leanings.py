"""What a list and a reader both have a weakness for, said as people say it."""

import numpy as np
import pandas as pd

from core.recommend.history import Array, Ints
from core.recommend.mood.words import plain, stem

LEANINGS: dict[str, str] = {
    "heists": "thief thieves heist robber robbery rob robbing steal steals stolen bank burglar con",
    "detectives": "detective sleuth inspector",
    "murder cases": "murder murders killer murderer",
    "policemen in trouble": "policeman policemen police cop sheriff",
    "spies": "spy spies agent agents double secret",
    "space": "space planet spaceship starship astronaut moon mars galaxy alien aliens orbit",
    "machines that think": "robot robots android androids machine machines computer computers",
    "ghosts": "ghost ghosts haunted spirit spirits",
    "vampires and the undead": "vampire vampires zombie zombies undead dead",
    "time travel": "time future past loop",
    "small towns": "town village",
    "islands and the sea": "island sea ship boat ocean pirate pirates sailor",
    "school days": "school teacher student students pupil pupils class university",
    "courtrooms": "court trial jury juror lawyer lawyers judge barrister",
    "families": "family mother father daughter son sister brother brothers sisters",
    "friends who stick together": "friends friend friendship",
    "love that takes its time": "love lovers romance marries marry wedding bride",
    "kings and queens": "king queen prince princess throne crown royal",
    "soldiers": "soldier soldiers war army",
    "musicians": "band musician singer pianist song songs concert choir",
    "writers": "writer writers novelist poet book books",
    "Paris": "paris",
    "loners": "lonely alone loner solitary",
    "animals": "dog cat horse fox bear panda lion wolf fish rat mouse animals",
}
"""Words of titles and synopses, by what one has a weakness for."""

GENRES: dict[str, str] = {
    "action": "action", "adventure": "adventures", "animation": "animation",
    "biography": "true lives", "comedy": "comedies", "crime": "crime", "documentary":
    "documentaries", "drama": "dramas", "family": "family films", "fantasy": "fantasy",
    "gaming": "gaming", "history": "history", "horror": "horror", "music": "music",
    "mystery": "mysteries", "romance": "romance", "scifi": "science fiction", "sport": "sport",
    "thriller": "thrillers", "war": "war stories", "western": "westerns",
}  # fmt: skip
"""Genres, as what one has a weakness for."""

LEAST = 2
"""Titles of a leaning that list and reader must each have (assumption, 2 to 4)."""

MORE = 1.5
"""How much more often it must be among both than in the catalogue (assumption, 1.2 to 3)."""

SHARE = 0.3
"""Share of the list's titles that must be of it, or the list is about something else (assumption,
0.2 to 0.5)."""


def flags(titles: pd.DataFrame) -> tuple[tuple[str, ...], Array]:
    """Return leanings, and 1 where a title is of one, shape ``(titles, leanings)``.

    Args:
        titles: ``title``; ``synopsis`` and ``genres`` where there.
    """
    empty = pd.Series("", index=titles.index)
    synopses, genres = (titles.get(name, empty).fillna("") for name in ("synopsis", "genres"))
    words = [
        {stem(word) for word in plain(f"{title} {synopsis}")}
        for title, synopsis in zip(titles["title"], synopses, strict=True)
    ]
    columns = []
    for meant in LEANINGS.values():
        stems = {stem(word) for word in meant.split()}
        columns.append([float(bool(stems & each)) for each in words])
    for genre in GENRES:
        columns.append([float(genre in each.split(";")) for each in genres])
    return (*LEANINGS, *GENRES.values()), np.array(columns).T


def shared(names: tuple[str, ...], of: Array, listed: Ints, liked: Ints) -> str:
    """Return what list and reader both lean to most, empty for nothing.

    The lean is how much more often it is there than in the catalogue; of both, the lesser counts.

    Args:
        names: Leanings, from ``flags``.
        of: Titles by leanings, from ``flags``.
        listed: Rows of the list's titles.
        liked: Rows of the titles the reader liked.
    """
    if len(listed) < LEAST or len(liked) < LEAST:
        return ""
    usual = np.maximum(of.mean(axis=0), 1 / len(of))
    inside, mine = of[listed].sum(axis=0), of[liked].sum(axis=0)
    lean = np.minimum(inside / len(listed), mine / len(liked)) / usual
    lean[(inside < max(LEAST, SHARE * len(listed))) | (mine < LEAST)] = 0.0
    best = int(np.argmax(lean))
    return names[best] if lean[best] >= MORE else ""
