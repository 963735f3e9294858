"""The words of wishes: moods, genres, times, ages and subjects, in English and a little German."""

from collections.abc import Mapping

from core.recommend.mood.words import listed

STRONG = 0.5
"""Weight from which a word of ``MOODS_WORDS`` says something in a wish (assumption)."""

ASKED: Mapping[str, str] = {
    "laugh": "laughing, laughs, giggle, cheer me up, cheered up, lachen, lustig, lustige, "
    "lustiges, witzig, witzige, witziges, komisch, spass, humorvoll, komoedie zum lachen, fun "
    "night, belly laugh",
    "relax": "relax, relaxed, unwind, chill, chill out, chilled, switch off, wind down, light, "
    "lighter, easy, tired, exhausted, stressed, after work, undemanding, entspannen, entspannt, "
    "entspannend, gemutlich, gemuetlich, leicht, leichtes, leichte, harmlos, wohlfuhlfilm, "
    "abschalten, ruhig, ruhiges, background, hangover, rainy sunday",
    "thrill": "thrill, thrills, excitement, excite me, on the edge of my seat, pulse, spannend, "
    "spannende, spannendes, spannung, fesselnd, packend, aufregend, nervenkitzel, exhilarating",
    "cry": "weep, sob, good cry, weinen, heulen, traurig, trauriges, traurige, ruhrend, "
    "bewegend, emotional drama, heavy hearted, mitreissend traurig, beruhrend",
    "scare": "scare, scares, scare me, be scared, frighten, fright, goosebumps, shiver, spook, "
    "gruselig, gruseliges, gruselige, grusel, gruseln, unheimlich, angst, schaurig, erschrecken",
    "think": "think, thinking, ponder, reflect, brain food, to think about, make me think, "
    "nachdenken, nachdenklich, nachdenkliche, anspruchsvoll, anspruchsvolles, klug, kluges, "
    "tiefgrundig, intelligente, schlau, educational, learn something, learn, brainy, meaningful",
    "romance": "romanticism, fall in love, in love, valentine, date night, date, romantik, "
    "romantisch, romantische, romantisches, liebe, verliebt, liebesfilm, liebesgeschichte, "
    "smitten",
    "inspire": "inspired, inspiration, motivate, motivate me, motivation, motivated, encourage, "
    "lift me up, lift my spirits, inspirierend, inspirierende, motivierend, mut, hoffnung, "
    "aufbauend, ermutigend, pick me up, uplift",
}
"""Words people ask with beyond those they tag with, by mood."""

GENRE_WORDS: Mapping[str, str] = {
    "action": "action, actionfilm, action movie, shoot em up",
    "adventure": "adventure, adventurous, abenteuer, abenteuerfilm, quest",
    "animation": "animation, animated, cartoon, anime, zeichentrick, zeichentrickfilm, trickfilm",
    "biography": "biography, biopic, biographical, life story, biografie, memoir",
    "comedy": "comedy, romcom, rom com, romantic comedy, sitcom, komodie, komoedie, comedie",
    "crime": "crime, gangster, mafia, mob, heist, detective, krimi, noir, film noir, police",
    "documentary": "documentary, docu, doc, doku, dokumentation, dokumentarfilm, docuseries",
    "drama": "drama, dramatic, melodrama",
    "family": "family, family film, familienfilm, family friendly",
    "fantasy": "fantasy, magic, wizard, dragon, fairy tale, marchen",
    "gaming": "gaming, esports, e sports, gamer, let s play, speedrun",
    "history": "history, historical, period drama, costume drama, historisch, geschichte",
    "horror": "horror, slasher, horrorfilm, zombie, vampire, haunted house",
    "music": "musical, concert, music, musik, musikfilm",
    "mystery": "mystery, whodunit, whodunnit, murder mystery, ratsel",
    "romance": "romance, love story, romcom, rom com, romantic comedy, liebesfilm",
    "scifi": "scifi, sci fi, science fiction, cyberpunk, dystopia, aliens, time travel",
    "sport": "sport, sports, football, boxing, basketball, baseball, fussball",
    "thriller": "thriller, psychological thriller, spy, espionage",
    "war": "war, war film, kriegsfilm, world war, battlefield",
    "western": "western, cowboy, spaghetti western",
}
"""How people call the genres of the catalogue."""

AVOIDABLE: Mapping[str, str] = {
    "gore": "gore gory goretastic bloody blood splatter slasher gruesome torture bloodbath",
    "blood": "gore gory bloody blood splatter slasher gruesome bloodbath",
    "violence": "violence violent bloody brutal brutality gore torture massacre",
    "sex": "sex sexual nudity erotic sexuality",
    "nudity": "nudity naked erotic sex",
    "drugs": "drug drugs heroin cocaine addiction",
    "death": "death dies dead dying suicide murder",
    "brutal": "violence violent bloody brutal brutality gore torture massacre",
    "violent": "violence violent bloody brutal brutality gore torture massacre",
    "gory": "gore gory goretastic bloody blood splatter slasher gruesome torture bloodbath",
    "bloody": "gore gory bloody blood splatter slasher gruesome bloodbath",
    "blut": "gore gory bloody blood splatter slasher gruesome",
    "gewalt": "violence violent bloody brutal brutality gore torture",
    "ghosts": "ghost ghosts haunted haunting spirit",
    "zombies": "zombie zombies undead",
    "subtitles": "subtitles foreign",
    "jump scares": "jump scares slasher",
    "clowns": "clown clowns",
    "spiders": "spider spiders",
    "dogs dying": "dog dogs",
}
"""What people do not want to see, and the words that give it away."""

DECADE_WORDS: Mapping[str, int] = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960,
    "seventies": 1970, "eighties": 1980, "nineties": 1990, "noughties": 2000,
    "zwanziger": 1920, "dreissiger": 1930, "vierziger": 1940, "funfziger": 1950,
    "sechziger": 1960, "siebziger": 1970, "achtziger": 1980, "neunziger": 1990,
}  # fmt: skip

ERAS: Mapping[str, tuple[int, int]] = {
    "classic": (1888, 1979), "old": (1888, 1989), "old school": (1888, 1989),
    "vintage": (1888, 1969),
    "silent": (1888, 1929), "golden age": (1930, 1959), "black and white": (1888, 1965),
    "recent": (2015, 2030), "new": (2018, 2030), "modern": (2000, 2030), "latest": (2020, 2030),
    "contemporary": (2005, 2030), "neu": (2018, 2030), "neues": (2018, 2030), "alt": (1888, 1989),
    "alter": (1888, 1989), "alten": (1888, 1989), "klassiker": (1888, 1979),
}  # fmt: skip
"""Years people mean by a word (assumption)."""

AGES: Mapping[str, str] = {
    "for kids": "7", "for children": "7", "for the kids": "7", "for my kids": "7", "with kids": "7",
    "with the kids": "7", "with children": "7", "with my kids": "7", "kid friendly": "7",
    "child friendly": "7", "for the whole family": "7", "for the family": "7", "with family": "7",
    "with the family": "7", "with my family": "7", "family night": "7", "fur kinder": "7",
    "mit kindern": "7", "fur die ganze familie": "7", "kindgerecht": "7", "for toddlers": "all",
    "family friendly": "7", "for little ones": "all", "for teenagers": "13", "for teens": "13",
    "for all ages": "all", "with my teenager": "13", "with grandma": "13", "with my parents": "16",
    "for everyone": "all",
}  # fmt: skip
"""Highest advisory age people mean (assumption)."""

LENGTHS: Mapping[str, int] = {
    "short": 90, "quick": 90, "kurz": 90, "kurzes": 90, "kurzer": 90, "half an hour": 30,
    "an hour": 60, "one hour": 60, "two hours": 120, "three hours": 180, "an hour and a half": 90,
    "hour and a half": 90, "eine stunde": 60, "zwei stunden": 120,
}  # fmt: skip
"""Minutes people mean (assumption for the words without a number)."""

MUCH: Mapping[str, float] = dict.fromkeys(
    listed(
        "very really super extremely so truly seriously utterly totally sehr richtig total "
        "wirklich proper absolutely"
    ),
    1.5,
)
LITTLE: Mapping[str, float] = dict.fromkeys(
    listed("slightly somewhat bit little mildly kinda fairly rather too bisschen halbwegs zu"),
    0.5,
)
EMPTY = frozenset(
    listed(
        "a an the i im id we me my us our you your it its is are be was to of in on at for "
        "with by and or but that this these those some something anything someone one film "
        "films movie movies show shows series title titles watch watching see want wants "
        "wanted need would could should can like feel feeling feels in mood good great nice "
        "best give make makes made find please tonight today now evening night weekend from "
        "about as if than more most just only let lets also get set where which who when what "
        "how there have has had do does kind sort type set story stories tv flick flicks lot "
        "lots much many any all every looking look recommend ich will mochte moechte etwas "
        "was ein eine einen der die das den dem film filme serie und oder aber mit fur aus "
        "von im in zum zu heute abend mal bitte so ist sind bin gern gerne ihn sie uns mir "
        "mich am auf well really then maybe under below max perhaps up out not without no"
    )
)
"""Words that say nothing about what is wished for."""

STOPS = frozenset(listed("but aber although though however yet dafur sondern"))
"""Words after which a negation no longer holds."""

SUBJECTS = frozenset(
    word
    for text in (
        "spain spanish france french germany german italy italian japan japanese korea korean "
        "china chinese india indian bollywood mexico mexican brazil brazilian england english "
        "britain british ireland irish scotland scottish russia russian sweden swedish norway "
        "norwegian denmark danish iceland nordic scandinavian poland polish africa african "
        "nigeria australia australian turkey turkish iran iranian canada america american europe "
        "paris london berlin rome tokyo york hollywood vienna madrid istanbul mumbai",
        "dog cat horse animal nature ocean sea island mountain desert jungle forest city village "
        "space moon mars planet robot alien dinosaur dragon witch wizard vampire ghost zombie "
        "monster pirate samurai ninja knight king queen princess royal castle ship submarine "
        "train plane car racing road trip travel summer winter christmas halloween beach school "
        "college teacher doctor hospital lawyer court trial prison police detective spy assassin "
        "thief heist bank robbery casino money business office journalist newspaper politics "
        "president election war soldier army revenge kidnapping murder killer serial mafia "
        "gangster drug treasure quest survival shipwreck plague virus future past time loop "
        "dream memory artificial intelligence computer hacker internet game chess cooking food "
        "restaurant chef wine music band singer piano dance ballet opera theatre painter artist "
        "writer book poet fashion football boxing baseball basketball tennis surfing climbing "
        "running wedding marriage divorce friendship father mother sister brother grandmother "
        "baby pregnancy orphan twin teenager childhood nazi holocaust slavery racism feminism "
        "religion god nun priest church cult magic superhero kung fu martial arts cowboy western "
        "viking egypt roman greek medieval victorian",
    )
    for word in text.split()
)
"""Subjects a title may be about, which read as keywords even without a catalogue."""
