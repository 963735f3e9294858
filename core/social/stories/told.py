"""What the fictional sample members tell: all of it our own words, no line of any script."""

from typing import NamedTuple

from core.social.progress import Point
from core.social.stories.story import Audience, Crop, Kind


class Told(NamedTuple):
    """A story of a sample member."""

    title_id: str
    point: Point
    text: str
    kind: Kind = "words"
    audience: Audience = "public"
    spoiler: bool = False
    colours: str = ""
    crop: Crop = "whole"
    question: str = ""
    options: tuple[str, ...] = ()


DRACULA, DAYS = "dracula-the-journals-2026", "eighty-days-2026"
CREATURE, MONTE = "frankenstein-the-modern-prometheus-2026", "monte-cristo-2026"
HOLMES, ISLAND = "sherlock-holmes-the-case-book-2026", "treasure-island-the-voyage-2026"

TOLD = (
    Told(DRACULA, Point(1, 1, 20), "Come in of your own will. And stay a while.", "line"),
    Told("stranger-things-2016", Point(1, 3, 44), "Lights on. All of them. Also in the hall.",
         colours="scifi"),
    Told(DAYS, Point(1, 2, 26), "His watch stays on London time. Stubborn, or clever?",
         question="Passepartout's watch", options=("Stubborn", "Clever", "Both, as ever")),
    Told("the-office-2005", Point(2, 6, 9), "I hid behind a cushion for four whole minutes.",
         crop="near"),
    Told(HOLMES, Point(1, 7, 32), "Sit still. Make no sound. Whatever comes, comes through there.",
         "line", spoiler=True, crop="near"),
    Told("wednesday-2022", Point(1, 4, 38), "That dance. I tried it. My knee says no.",
         colours="fantasy"),
    Told(MONTE, Point(1, 4, 35), "They think they carry a dead man out. Let them.", "line",
         "followers", spoiler=True, crop="tall"),
    Told("spirited-away-2001", Point(minute=72), "The train over the water. I never want it to "
         "arrive.", crop="tall"),
    Told(ISLAND, Point(1, 4, 12), "One apple barrel, and suddenly everybody is under suspicion.",
         question="Whom would you trust?", options=("The cook", "The captain", "The parrot")),
    Told("friends-1994", Point(5, 14, 16), "Watched with my sister on the phone. We laughed at "
         "the same second.", audience="followers"),
    Told("dark-2017", Point(1, 5, 50), "Pausing to draw a family tree. Send paper.",
         colours="mystery", crop="near"),
    Told(CREATURE, Point(1, 3, 14), "I gave it life, and then I gave it nothing else.", "line",
         colours="horror"),
    Told("money-heist-2017", Point(1, 2, 31), "", question="Your city name would be",
         options=("Lisbon", "Oslo", "Somewhere warm", "Not telling")),
    Told(HOLMES, Point(1, 2, 12), "A job that only needs red hair. Nothing odd about that at all.",
         colours="comedy"),
    Told("the-crown-2016", Point(3, 4, 41), "Whoever lights these rooms: thank you.",
         audience="followers", crop="tall"),
    Told("parasite-2019", Point(minute=58), "Nobody breathe.", colours="thriller", crop="near"),
    Told(DAYS, Point(1, 11, 34), "Three seconds left, and he simply walks in!", "line",
         spoiler=True, colours="comedy"),
    Told("one-piece-1999", Point(4, 2, 18), "Episode one hundred something. Still not tired of "
         "the hat."),
    Told("bridgerton-2020", Point(2, 5, 52), "The gloves. That is all I have to say.",
         audience="followers", question="Best part so far",
         options=("Gloves", "Gossip", "Violins")),
    Told(DRACULA, Point(1, 8, 12), "The coffin is empty. She walks.", "line", spoiler=True,
         crop="tall"),
    Told("cowboy-bebop-1998", Point(1, 5, 20), "Headphones on, world off.", colours="music"),
    Told("coco-2017", Point(minute=88), "Calling my grandmother now. No reason. None.",
         colours="family"),
    Told(ISLAND, Point(1, 10, 28), "All that digging, and the cave was full the whole time.",
         "line", "followers", spoiler=True),
    Told("black-mirror-2011", Point(3, 4, 47), "I have put my phone in the other room.",
         colours="scifi", crop="near"),
    Told("abbott-elementary-2021", Point(1, 7, 15), "Every teacher I know is in this episode.",
         audience="followers"),
    Told(MONTE, Point(2, 1, 4), "Half past ten, to the second. That is how one enters a room.",
         colours="history", crop="tall"),
)  # fmt: skip
"""Stories of a day; those of titles that a world lacks are left out."""

KEPT = (
    Told("interstellar-2014", Point(minute=86), "One hour there. I held on to my chair.",
         colours="scifi", crop="tall"),
    Told(HOLMES, Point(2, 6, 11), "You are late, he said, as if three years were three minutes.",
         "line", spoiler=True, crop="near"),
    Told("ratatouille-2007", Point(minute=97), "One bite and I was six again.", colours="family"),
)  # fmt: skip
"""Stories that their authors keep as highlights."""

SAID = (
    "Same here, down to the cushion.", "Wait for the next episode.", "I had to go back and look.",
    "Watching this tonight, then.", "You too? I thought it was only me.",
    "The music there does half of it.", "No. I refuse to be calm about this.",
    "Second time round it is even better.", "Put it on my list, thank you.",
    "My whole family went quiet at once.", "That is exactly my evening.", "How do you sleep after?",
)  # fmt: skip
"""What followers say below them."""
