"""Series told by episode agree with the books: who, where in the book, and in which order."""

import itertools
import re

import pytest

from core.catalogue import read_series, read_titles
from core.errors import DataError
from core.world import SAMPLE
from tests.core import tiny

CHAPTERS = {
    # as the books are commonly printed; Frankenstein as revised in 1831
    "dracula-the-journals-2026": 27,
    "eighty-days-2026": 37,
    "frankenstein-the-modern-prometheus-2026": 24,
    "monte-cristo-2026": 117,
    "treasure-island-the-voyage-2026": 34,
}

EPISODES = {
    "dracula-the-journals-2026": 10,
    "eighty-days-2026": 8,
    "frankenstein-the-modern-prometheus-2026": 8,
    "monte-cristo-2026": 10,
    "sherlock-holmes-the-case-book-2026": 12,
    "treasure-island-the-voyage-2026": 8,
}

STORIES = {
    # the book in which each case was first collected
    "The Adventures": ("A Scandal in Bohemia", "The Red-Headed League", "A Case of Identity",
                       "The Five Orange Pips", "The Man with the Twisted Lip",
                       "The Adventure of the Blue Carbuncle",
                       "The Adventure of the Speckled Band",
                       "The Adventure of the Copper Beeches"),
    "The Memoirs": ("Silver Blaze", "The Musgrave Ritual", "The Greek Interpreter",
                    "The Naval Treaty", "The Final Problem"),
    "The Return": ("The Adventure of the Empty House", "The Adventure of the Dancing Men",
                   "The Adventure of the Six Napoleons"),
}  # fmt: skip

CASTS = {
    "A Scandal in Bohemia": {"King of Bohemia", "Irene Adler", "Godfrey Norton"},
    "The Red-Headed League": {"Jabez Wilson", "Vincent Spaulding", "John Clay"},
    "A Case of Identity": {"Mary Sutherland", "Hosmer Angel", "James Windibank"},
    "The Five Orange Pips": {
        "John Openshaw", "Elias Openshaw", "Joseph Openshaw", "James Calhoun",
    },
    "The Man with the Twisted Lip": {
        "Isa Whitney", "Neville St. Clair", "Mrs St. Clair", "Hugh Boone",
    },
    "The Adventure of the Blue Carbuncle": {
        "Peterson", "Henry Baker", "John Horner", "Breckinridge", "James Ryder",
    },
    "The Adventure of the Speckled Band": {"Helen Stoner", "Julia Stoner", "Grimesby Roylott"},
    "The Adventure of the Copper Beeches": {
        "Violet Hunter", "Jephro Rucastle", "Alice Rucastle", "Mr Fowler", "Mrs Toller",
    },
    "Silver Blaze": {
        "Silver Blaze", "John Straker", "Colonel Ross", "Fitzroy Simpson", "Silas Brown",
    },
    "The Musgrave Ritual": {"Reginald Musgrave", "Richard Brunton", "Rachel Howells"},
    "The Greek Interpreter": {
        "Mycroft Holmes", "Mr Melas", "Harold Latimer", "Wilson Kemp", "Paul Kratides",
        "Sophy Kratides",
    },
    "The Naval Treaty": {"Percy Phelps", "Lord Holdhurst", "Joseph Harrison", "Annie Harrison"},
    "The Final Problem": {"Professor Moriarty"},
    "The Adventure of the Empty House": {
        "Ronald Adair", "Professor Moriarty", "Mrs Hudson", "Colonel Moran", "Inspector Lestrade",
    },
    "The Adventure of the Dancing Men": {"Hilton Cubitt", "Elsie Cubitt", "Abe Slaney"},
    "The Adventure of the Six Napoleons": {
        "Inspector Lestrade", "Horace Harker", "Beppo", "Pietro Venucci",
    },
}  # fmt: skip
"""Who belongs to a case, beside Sherlock Holmes and John Watson."""

EVENTS = [
    # series, words of one sentence, chapter of the book in which it happens
    ("dracula-the-journals-2026", "no reflection", 2),
    ("dracula-the-journals-2026", "head first down the wall", 3),
    ("dracula-the-journals-2026", "three proposals", 5),
    ("dracula-the-journals-2026", "tied to the wheel", 7),
    ("dracula-the-journals-2026", "passes some of Arthur's", 10),
    ("dracula-the-journals-2026", "Lucy dies", 12),
    ("dracula-the-journals-2026", "Arthur drives in the stake", 16),
    ("dracula-the-journals-2026", "count twenty-nine boxes", 19),
    ("dracula-the-journals-2026", "wound in his breast", 21),
    ("dracula-the-journals-2026", "burns a red mark", 22),
    ("dracula-the-journals-2026", "crumbles to dust", 27),
    ("eighty-days-2026", "bets twenty thousand pounds", 3),
    ("eighty-days-2026", "quay of Suez", 6),
    ("eighty-days-2026", "elephant Kiouni", 11),
    ("eighty-days-2026", "dead rajah seems to rise", 13),
    ("eighty-days-2026", "opium den", 19),
    ("eighty-days-2026", "human pyramid", 23),
    ("eighty-days-2026", "180th meridian", 24),
    ("eighty-days-2026", "Medicine Bow", 28),
    ("eighty-days-2026", "Sioux attack", 29),
    ("eighty-days-2026", "Mudge", 31),
    ("eighty-days-2026", "sixty thousand dollars", 33),
    ("eighty-days-2026", "tomorrow is Sunday", 36),
    ("frankenstein-the-modern-prometheus-2026", "lightning shatter an oak", 2),
    ("frankenstein-the-modern-prometheus-2026", "dull yellow eye", 5),
    ("frankenstein-the-modern-prometheus-2026", "dies on the scaffold", 8),
    ("frankenstein-the-modern-prometheus-2026", "his Adam", 10),
    ("frankenstein-the-modern-prometheus-2026", "Paradise Lost", 15),
    ("frankenstein-the-modern-prometheus-2026", "companion of its own kind", 17),
    ("frankenstein-the-modern-prometheus-2026", "tears the new body apart", 20),
    ("frankenstein-the-modern-prometheus-2026", "dead across the bed", 23),
    ("frankenstein-the-modern-prometheus-2026", "bent over the coffin", 24),
    ("monte-cristo-2026", "writes with his left hand", 4),
    ("monte-cristo-2026", "betrothal feast.", 5),
    ("monte-cristo-2026", "Villefort burns the letter", 7),
    ("monte-cristo-2026", "dug in the wrong direction", 16),
    ("monte-cristo-2026", "half-burnt paper", 18),
    ("monte-cristo-2026", "throw the sack into the sea", 20),
    ("monte-cristo-2026", "chest of gold", 24),
    ("monte-cristo-2026", "two pistols", 30),
    ("monte-cristo-2026", "catacombs", 37),
    ("monte-cristo-2026", "stabbed Villefort in its garden", 44),
    ("monte-cristo-2026", "stops them with a lasso", 47),
    ("monte-cristo-2026", "telegraph man", 61),
    ("monte-cristo-2026", "red bedroom", 63),
    ("monte-cristo-2026", "lemonade", 79),
    ("monte-cristo-2026", "Benedetto stabs Caderousse", 82),
    ("monte-cristo-2026", "names Fernand as the man who sold", 86),
    ("monte-cristo-2026", "calls him Edmond", 89),
    ("monte-cristo-2026", "shoots himself", 92),
    ("monte-cristo-2026", "names Villefort as his father", 110),
    ("monte-cristo-2026", "roast fowl", 115),
    ("monte-cristo-2026", "wait and hope", 117),
    ("treasure-island-the-voyage-2026", "black spot into Bones's hand", 3),
    ("treasure-island-the-voyage-2026", "three red crosses", 6),
    ("treasure-island-the-voyage-2026", "Spy-glass tavern", 8),
    ("treasure-island-the-voyage-2026", "climbs into the barrel", 11),
    ("treasure-island-the-voyage-2026", "toasted cheese", 15),
    ("treasure-island-the-voyage-2026", "white flag", 20),
    ("treasure-island-the-voyage-2026", "cuts the rope of the Hispaniola", 23),
    ("treasure-island-the-voyage-2026", "pins Jim's shoulder", 26),
    ("treasure-island-the-voyage-2026", "cut from Dick's Bible", 29),
    ("treasure-island-the-voyage-2026", "skeleton", 31),
    ("treasure-island-the-voyage-2026", "empty pit", 33),
    ("treasure-island-the-voyage-2026", "nineteen days", 34),
]

FIRST = {
    # chapter in which the book first speaks of the character
    "dracula-the-journals-2026": {
        "Lucy Westenra": 5, "John Seward": 5, "Quincey Morris": 5, "Renfield": 5, "Mr Swales": 6,
        "Abraham Van Helsing": 9, "Mrs Westenra": 8, "Immanuel Hildesheim": 26,
    },
    "eighty-days-2026": {
        "Detective Fix": 5, "Sir Francis Cromarty": 9, "Aouda": 12, "John Bunsby": 20,
        "William Batulcar": 23, "Colonel Proctor": 25, "Mudge": 31, "Captain Speedy": 32,
        "James Strand": 34,
    },
    "frankenstein-the-modern-prometheus-2026": {
        "Professor Waldman": 3, "The creature": 4, "Justine Moritz": 6, "Ernest Frankenstein": 6,
        "De Lacey": 11, "Felix": 12, "Safie": 13, "Mr Kirwin": 20,
    },
    "monte-cristo-2026": {
        "Caderousse": 2, "Mercédès": 2, "Fernand": 3, "Villefort": 6, "Noirtier": 6,
        "Abbé Faria": 14, "Franz d'Épinay": 31, "Albert": 33, "Luigi Vampa": 33, "Bertuccio": 36,
        "Benedetto": 44, "Valentine": 48, "Haydée": 49, "Ali Pasha": 77,
    },
    "treasure-island-the-voyage-2026": {
        "Black Dog": 2, "Pew": 3, "Squire Trelawney": 6, "Long John Silver": 7, "Israel Hands": 10,
        "Captain Smollett": 8, "Ben Gunn": 15, "Abraham Gray": 16, "O'Brien": 25,
        "George Merry": 28,
    },
}  # fmt: skip

NOBODY = re.compile(
    "Baker Street|King Charles|Stoke Moran|Wilson(?= Kemp)|(?:island of|on) Monte Cristo"
)
"""Words of a name where they stand for a place or for somebody else."""


@pytest.fixture(scope="module")
def titles():
    return read_titles(SAMPLE / "titles.csv").set_index("title_id")


@pytest.fixture(scope="module")
def told(titles):
    return read_series(SAMPLE / "series", titles.reset_index())


def chapters(row):
    """Return the first and last chapter an episode rests on; letters come before chapter 1."""
    numbers = [int(number) for number in re.findall(r"\d+", row.chapters.split("ch.")[-1])]
    return (0, 0) if row.chapters.startswith("Letters") else (numbers[0], numbers[-1])


def test_six_public_domain_stories_are_told_in_enough_episodes(told):
    number = told.drop_duplicates(["title_id", "season", "episode"])["title_id"].value_counts()

    assert set(number.index) == set(EPISODES)
    for name, least in EPISODES.items():
        assert number[name] >= least


def test_seasons_and_minutes_are_those_of_the_catalogue(told, titles):
    for name, rows in told.groupby("title_id"):
        assert titles.loc[name, "kind"] == "series"
        assert sorted(rows["season"].unique()) == list(range(1, titles.loc[name, "seasons"] + 1))
        assert rows["minute"].max() <= titles.loc[name, "minutes"]


def test_episodes_and_sentences_are_counted_from_one_and_minutes_rise(told):
    for _, season in told.groupby(["title_id", "season"]):
        assert season["episode"].unique().tolist() == list(range(1, season["episode"].max() + 1))
        for _, rows in season.groupby("episode"):
            assert rows["sentence"].tolist() == list(range(1, len(rows) + 1))
            assert 5 <= len(rows) <= 9
            assert (rows["minute"].diff().dropna() >= 2).all()
            assert rows["episode_title"].nunique() == rows["chapters"].nunique() == 1


def test_every_text_is_one_sentence_that_names_its_episode(told):
    for row in told.itertuples():
        prefix, text = row.text.split(": ", 1)
        assert prefix == f"S{row.season}E{row.episode}"
        assert text[0].isupper()
        assert text.endswith(".")
        assert 5 <= len(text.split()) <= 35
        assert not re.search(r"[.!?] [A-Z]", re.sub(r"\bSt\. ", "", text)), text


def test_characters_listed_are_named_in_the_sentence(told):
    for row in told.itertuples():
        listed = [name for name in row.characters.split(";") if name]
        assert len(listed) == len(set(listed))
        for name in listed:
            words = [word for word in re.findall(r"[\w']+", name) if word[0].isupper()]
            assert any(re.search(rf"\b{word}\b", row.text, re.I) for word in words), row.text


def test_characters_named_in_a_sentence_are_listed(told):
    for _, rows in told.groupby("title_id"):
        cast = {name for cell in rows["characters"] for name in cell.split(";") if name}
        # the last word of a name, where nobody else of the series bears it
        last = [re.findall(r"[\w']+", name)[-1] for name in cast]
        alone = {word: name for word, name in zip(last, cast, strict=True) if one(word, cast)}
        for row in rows.itertuples():
            text = NOBODY.sub("", row.text)
            for word, name in alone.items():
                if re.search(rf"\b{re.escape(word)}\b", text):
                    assert name in row.characters.split(";"), (name, row.text)


def one(word, cast):
    return sum(word in re.findall(r"[\w']+", name) for name in cast) == 1


def test_the_cast_of_a_case_is_the_one_of_the_story(told):
    cases = told[told["title_id"] == "sherlock-holmes-the-case-book-2026"]
    for case, rows in cases.groupby("chapters"):
        story = re.sub(r" \(.*\)$", "", case)
        cast = {name for cell in rows["characters"] for name in cell.split(";") if name}
        assert cast - {"Sherlock Holmes", "John Watson"} == CASTS[story], story


def test_cases_stand_in_the_book_they_are_said_to(told):
    cases = told[told["title_id"] == "sherlock-holmes-the-case-book-2026"]

    assert cases["chapters"].unique().tolist() == [
        f"{story} ({book})" for book, stories in STORIES.items() for story in stories
    ]


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_book_is_told_from_its_first_chapter_to_its_last_without_a_gap(told, name):
    episodes = told[told["title_id"] == name].drop_duplicates(["season", "episode"])
    spans = [chapters(row) for row in episodes.itertuples()]

    assert spans[0][0] in (0, 1)
    assert spans[-1][1] == CHAPTERS[name]
    for before, after in itertools.pairwise(spans):
        assert after[0] in (before[1], before[1] + 1)


@pytest.mark.parametrize(("name", "words", "chapter"), EVENTS)
def test_an_event_is_told_in_the_episode_that_rests_on_its_chapter(told, name, words, chapter):
    rows = told[(told["title_id"] == name) & told["text"].str.contains(words, regex=False)]

    assert len(rows) == 1
    first, last = chapters(next(rows.itertuples()))
    assert first <= chapter <= last


@pytest.mark.parametrize("name", FIRST)
def test_nobody_appears_before_the_book_speaks_of_them(told, name):
    rows = told[told["title_id"] == name]
    for character, chapter in FIRST[name].items():
        named = rows[[character in cell.split(";") for cell in rows["characters"]]]
        assert len(named), character
        assert chapters(next(named.itertuples()))[1] >= chapter, character


def test_a_sentence_number_that_is_none_is_refused(tmp_path):
    source = tiny.source(tmp_path / "source")
    text = tiny.TOLD.replace("1,2,Late,1,5", "1,2,Late,one,5")
    (source / "series" / "made-up-16.csv").write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match=r"^made-up-16\.csv, line 4, column sentence: expected a "):
        read_series(source / "series", read_titles(source / "titles.csv"))


def test_no_series_told_is_no_error(tmp_path):
    source = tiny.source(tmp_path / "source")
    (source / "series" / "made-up-16.csv").unlink()

    told = read_series(source / "series", read_titles(source / "titles.csv"))

    assert len(told) == 0
    assert "text" in told
