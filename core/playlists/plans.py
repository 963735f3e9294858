"""The lists of the sample members: names and descriptions that people would give, ours."""

import dataclasses

import numpy as np
import pandas as pd

from core.recommend.history import Array, Ints


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """A list to be: its words, and what belongs in it.

    Args:
        name: Its name.
        about: Its description.
        genres: Genres that a title must all have, by blanks.
        leaning: A key of ``leanings.LEANINGS`` that it must have; empty for any.
        moods: Moods it must all have, by blanks.
        country: Country it must come from; empty for any.
        years: First and last year.
        kind: "film" or "series"; empty for both.
    """

    name: str
    about: str
    genres: str = ""
    leaning: str = ""
    moods: str = ""
    country: str = ""
    years: tuple[int, int] = (1888, 2030)
    kind: str = ""

    def rows(self, titles: pd.DataFrame, names: tuple[str, ...], of: Array) -> Ints:
        """Return the rows of a catalogue that belong in the list.

        Args:
            titles: The catalogue.
            names: Leanings, from ``leanings.flags``.
            of: Titles by leanings, from there too.
        """
        kept = titles["kind"].isin([self.kind] if self.kind else ["film", "series"])
        kept &= titles["year"].between(*self.years)
        for column, wanted in (("genres", self.genres), ("moods", self.moods)):
            parts = titles[column].fillna("").str.split(";")
            for each in wanted.split():
                kept &= parts.map(lambda found, each=each: each in found)
        if self.country:
            kept &= titles["country"].fillna("").str.split(";").str[0] == self.country
        found = kept.to_numpy(dtype=bool)
        if self.leaning:
            found = found & (of[:, names.index(self.leaning)] > 0)
        return np.flatnonzero(found)


PLANS: tuple[Plan, ...] = (
    Plan(
        "Rainy Sunday, small detectives",
        "Nobody saves the world. Somebody finds the umbrella stand.",
        "mystery",
    ),
    Plan(
        "The plan was perfect",
        "Then somebody sneezed. Heists, from the blueprint to the car.",
        "crime",
        "heists",
    ),
    Plan(
        "Trench coats recommended", "Cases that are solved by walking a lot.", leaning="detectives"
    ),
    Plan(
        "Moon, no crew",
        "Watch these with the lights off and the phone in another room.",
        "scifi",
        "space",
    ),
    Plan(
        "Tea goes cold",
        "You will forget the cup. Thrillers, two hours at most.",
        "thriller",
        kind="film",
    ),
    Plan(
        "For when my sister visits",
        "She likes it when they end up together. So do I, secretly.",
        "romance comedy",
    ),
    Plan(
        "Laughing at the kitchen table",
        "Short episodes for a plate of pasta.",
        "comedy",
        kind="series",
    ),
    Plan("Grandmother approves", "Tested on a strict audience of one.", "family", moods="relax"),
    Plan(
        "Black and white and wide awake",
        "Old films that are not homework.",
        years=(1920, 1962),
        kind="film",
    ),
    Plan("Sleep is overrated", "One more episode, and another.", "thriller", kind="series"),
    Plan("Seoul, after dark", "What I learned Korean for. Badly.", country="KR"),
    Plan(
        "Tokyo is quiet today", "From Japan: rooms, trains, weather.", country="JP", moods="think"
    ),
    Plan("Drawn, not childish", "Animation that made the grown-ups cry.", "animation", moods="cry"),
    Plan(
        "Drawn, and childish",
        "Animation for a Saturday at seven in the morning.",
        "animation",
        moods="laugh",
    ),
    Plan("Paris without tourists", "Stairs, cafés, quarrels.", leaning="Paris"),
    Plan("Do not open the door", "Horror for people who then do.", "horror", moods="scare"),
    Plan("Gently spooky", "Ghosts with manners.", leaning="ghosts"),
    Plan(
        "Swords, sails, saddles",
        "Adventures with weather in them.",
        "adventure",
        moods="thrill",
        kind="film",
    ),
    Plan(
        "Space is mostly waiting",
        "Slow science fiction. Bring patience, get wonder.",
        "scifi",
        moods="think",
    ),
    Plan(
        "Robots I would lend money to",
        "Machines that think, and mean well, mostly.",
        leaning="machines that think",
    ),
    Plan("Cried on the bus", "Not my fault. Read the notes.", moods="cry", kind="film"),
    Plan("Courage, small size", "For the evening before an exam.", moods="inspire", kind="film"),
    Plan(
        "Everybody stays friends",
        "The opposite of reality television.",
        leaning="friends who stick together",
    ),
    Plan(
        "Families, like ours but louder",
        "Dinner scenes from all over the world.",
        leaning="families",
        kind="film",
    ),
    Plan("Kings have bad days", "Crowns, tents, letters.", leaning="kings and queens"),
    Plan("History homework, done", "I skipped the book and watched these.", "history"),
    Plan("True, or nearly", "Lives that somebody really lived.", "biography"),
    Plan(
        "Before the internet",
        "Series from when a phone had a cord.",
        years=(1960, 1995),
        kind="series",
    ),
    Plan(
        "Nineties on a weekday",
        "No irony. Or was all of it irony?",
        years=(1990, 1999),
        kind="film",
    ),
    Plan("Eighties, rewound", "Be kind. Synthesizers included.", years=(1980, 1989), kind="film"),
    Plan(
        "Seventies: everybody smokes",
        "Long shots, brown suits, no answers.",
        years=(1970, 1979),
        kind="film",
    ),
    Plan(
        "New here",
        "This decade so far, in the order I would show it to you.",
        years=(2020, 2030),
        kind="film",
    ),
    Plan("Songs stuck in my head", "Musicals and bands; you have been warned.", "music"),
    Plan("Undercover, underpaid", "Spies who take the bus.", leaning="spies"),
    Plan("Murder, but cosy", "There is always cake.", "mystery", "murder cases"),
    Plan(
        "The law is tired",
        "Policemen in trouble, mostly their own.",
        "crime",
        "policemen in trouble",
    ),
    Plan("Small town, long memory", "Everybody knows. Nobody says.", leaning="small towns"),
    Plan(
        "Surrounded by water", "Islands, boats, and one lighthouse.", leaning="islands and the sea"
    ),
    Plan(
        "School was never like this", "Teachers you would have listened to.", leaning="school days"
    ),
    Plan("War, from below", "Not the generals.", "war"),
    Plan("Fantasy for sceptics", "I do not like dragons. I liked these.", "fantasy", moods="think"),
    Plan("Dragons for dinner", "For those who do like dragons.", "fantasy adventure"),
    Plan("Bollywood and beyond", "From India, with an interval for snacks.", country="IN"),
    Plan("Made in Britain, in the rain", "Dry people, wet streets.", country="GB", kind="series"),
    Plan("North, further north", "Sweden, where the light is.", country="SE"),
    Plan("From Denmark with doubts", "People who should not have come to dinner.", country="DK"),
    Plan("Spanish for beginners", "No subtitles by the end of the list.", country="ES"),
    Plan("Italian afternoons", "Long tables, longer shadows.", country="IT"),
    Plan("German, surprisingly", "It is funnier than you think. Some of it.", country="DE"),
    Plan("Hong Kong, one more take", "How did nobody break a leg?", country="HK"),
    Plan("Mexico does not explain", "And is right.", country="MX"),
    Plan("Men with hats, horses, regrets", "Westerns, the sad ones too.", "western"),
    Plan("It loops", "Time travel, sorted by headache.", leaning="time travel"),
    Plan("Writers who do not write", "A comfort to me in particular.", leaning="writers"),
    Plan("Alone, but fine", "For one person and one blanket.", leaning="loners"),
    Plan("There is a dog in it", "And the dog lives. Mostly.", leaning="animals"),
    Plan("Dead, not gone", "Vampires and their cousins.", leaning="vampires and the undead"),
    Plan(
        "Love that takes its time", "Nothing happens for an hour. Then everything.", "romance drama"
    ),
    Plan("Punch first", "Action for a bad Monday.", "action", moods="thrill", kind="film"),
    Plan("Documentaries my father sends", "He was right about three of them.", "documentary"),
)
"""Lists that sample members make; some members like nothing that belongs in one, and skip it."""

COMMENTS = (
    "Started at the top and have not left the sofa.",
    "The third one is a masterpiece and I will not discuss it.",
    "How is my favourite not in here?",
    "Watched two of these with my flatmate. We are friends again.",
    "Finally somebody puts these in the right order.",
    "I came for the name and stayed for the list.",
    "Adding half of it to mine, thank you.",
    "The last one broke me. No warning given.",
    "This is my whole weekend, then.",
    "More like this, please.",
)
"""What sample members say about lists."""

OPENING = (
    "Start here.",
    "If you watch only one.",
    "The one I lend to everybody.",
    "Better than I remember it.",
    "For the first cup of tea.",
)
CLOSING = (
    "Save this for last.",
    "Not everybody will agree.",
    "Bring a handkerchief.",
    "Only with the lights on.",
    "Ask me about the ending.",
)
"""Notes on the first and on the last title of a list."""
