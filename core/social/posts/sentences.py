"""Sentences that the sample members' posts are made of; all of them ours, none of a real person.

A review opens with how the title felt (by mood and stars), and may go on with something true of
the title: its genre, length, age or language.
"""

OPENINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "laugh": {
        "high": (
            "I laughed loud enough that my neighbour knocked, and then I invited her in.",
            "The jokes come from people who love each other, which is why they land.",
            "I had to pause twice because I was missing lines while laughing.",
        ),
        "mid": (
            "Two scenes made me laugh properly; the rest made me smile politely.",
            "Funny for an hour, then it remembers it needs a plot.",
            "A good evening for tired people: nothing hurts, little stays.",
        ),
        "low": (
            "Everybody on screen is having more fun than I was.",
            "The jokes explain themselves, and then explain the explanation.",
        ),
    },
    "relax": {
        "high": (
            "Nothing much happens, and I would happily watch it not happen again.",
            "It slowed my whole Sunday down to the right speed.",
            "Like a long walk with somebody who does not need to fill the silence.",
        ),
        "mid": (
            "Pleasant company while ironing; I looked up for the good parts.",
            "Warm, a little sleepy, and probably better with rain outside.",
            "I liked the rooms more than the people in them.",
        ),
        "low": (
            "There is calm, and there is standing still. This stands still.",
            "I fell asleep, woke up, and had missed nothing.",
        ),
    },
    "thrill": {
        "high": (
            "My tea went cold at minute twenty and I never noticed.",
            "It tightens one notch at a time and never once cheats.",
            "I told myself one more scene until it was over.",
        ),
        "mid": (
            "The first half grips; the second half mostly runs.",
            "Clever set-up, and an ending that needed one more draft.",
            "Tense while it lasts, gone by breakfast.",
        ),
        "low": (
            "Everyone is in a hurry, and I could not have said why.",
            "The music is frightened long before I was.",
        ),
    },
    "cry": {
        "high": (
            "I was fine until the last conversation, and then I was not fine at all.",
            "It earns its tears: no violins, just people trying.",
            "I called my sister afterwards. That is my whole review.",
        ),
        "mid": (
            "Moving in places, though it leans on my shoulder a little hard.",
            "The quiet scenes broke my heart and the loud ones mended it too fast.",
            "Sad and well made; I admired it more than I felt it.",
        ),
        "low": (
            "It wants me to cry so badly that I grew suspicious.",
            "Grief as wallpaper: everywhere, and nobody looks at it.",
        ),
    },
    "scare": {
        "high": (
            "I watched the last half hour standing up.",
            "It shows almost nothing, and I slept with the hall light on.",
            "What frightened me was how reasonable it all sounded.",
        ),
        "mid": (
            "Three good frights and an ending that should have stayed in the dark.",
            "Creepy rooms, ordinary people, one corridor too many.",
            "I jumped, I laughed at myself, I jumped again, I went to bed.",
        ),
        "low": (
            "Something bangs every ten minutes; that is the whole idea.",
            "More loud than frightening.",
        ),
    },
    "think": {
        "high": (
            "I changed my mind twice while watching and once more on the way to work.",
            "It asks one question and trusts me to sit with it.",
            "One conversation in it beats most car chases.",
        ),
        "mid": (
            "Full of ideas, some of which it finishes.",
            "I respected it all the way through and warmed to it near the end.",
            "Bring patience: it gives back about as much as you put in.",
        ),
        "low": (
            "It mistakes being slow for being deep.",
            "A lecture with good lighting.",
        ),
    },
    "romance": {
        "high": (
            "The way they fail to say it is more romantic than saying it.",
            "I believed in these two from the first badly timed joke.",
            "Two people listening to each other: rarer on screen than it should be.",
        ),
        "mid": (
            "Sweet, and both of them deserve a better last act.",
            "They are lovely apart and a bit polite together.",
            "I rooted for somebody else entirely, which cannot be the plan.",
        ),
        "low": (
            "One honest sentence would have ended it after ten minutes.",
            "I have seen more feeling between two commuters.",
        ),
    },
    "inspire": {
        "high": (
            "I finished it and finally repaired my bicycle, so it works.",
            "Stubborn people doing difficult things, without a speech about it.",
            "It left me taller for about a day.",
        ),
        "mid": (
            "The true part is better than the polished part.",
            "Uplifting, with the corners sanded off.",
            "I cheered at the end and argued with it over dinner.",
        ),
        "low": (
            "Every obstacle is gone by the next scene.",
            "It hands me the lesson before the story has earned it.",
        ),
    },
}  # fmt: skip
"""By mood, then by stars: ``high`` from 4, ``low`` up to 2.5."""

GENRES: dict[str, tuple[str, ...]] = {
    "drama": (
        "The performances are small in the best sense.",
        "Watch what people do with their hands.",
    ),
    "comedy": ("The side characters steal every scene.", "It is best with a full sofa."),
    "crime": ("I suspected the wrong person until late.", "Nobody in it is clean for long."),
    "adventure": ("I wanted to pack a bag.", "The journey beats the treasure."),
    "romance": ("Give it to somebody who says they hate romance.", "The last look did it for me."),
    "thriller": (
        "Do not read anything about it first.",
        "Keep an eye on whoever is being helpful.",
    ),
    "action": ("You always know where everyone stands.", "The stunts look as if they hurt."),
    "family": ("The nine-year-old next to me approved.", "Three generations here, no complaints."),
    "scifi": ("One invention, followed honestly to its end.", "The future in it looks lived in."),
    "animation": ("Every frame could hang on my wall.", "The backgrounds alone are worth it."),
    "mystery": ("The clues are all there, I checked.", "I was wrong three times and enjoyed it."),
    "fantasy": (
        "The rules of its magic cost something.",
        "I could find my way around in it by now.",
    ),
    "horror": ("Not alone, not late.", "The sound does most of the work."),
    "music": ("It was in my head for days.", "Turn it up, sorry neighbours."),
    "history": ("I looked things up for an hour afterwards.", "The costumes have dirt on the hem."),
    "war": ("It never makes the fighting look clean.", "The waiting is worse than the noise."),
    "documentary": ("It lets people finish their sentences.", "I learned two things I use."),
    "biography": ("It leaves the person some faults.", "I liked that it stops before the statue."),
    "sport": ("I do not even like the sport.", "The training is better than the final."),
    "gaming": ("The chat was half the fun.", "I understood the rules by the second round."),
    "western": ("So much sky, so few words.", "The landscape gives the best performance."),
}
"""Something that can be said of a genre whatever the stars."""

SERIES = {
    "high": (
        "{episode_title} is the one: I looked at {character} differently ever after.",
        "Since {episode_title} I trust nobody in it, least of all {character}.",
        "I did not see coming what {episode_title} does with {character}.",
    ),
    "mid": (
        "It drags until {episode_title}, and then {character} wakes it up.",
        "{episode_title} is strong, but I am not sure I believe {character} in it.",
    ),
    "low": (
        "After {episode_title} I stopped caring what {character} wants.",
        "What {episode_title} asks of {character} makes no sense to me.",
    ),
}
"""About an episode; masked until a reader is past it."""

LANGUAGES = {
    "ko": "Korean", "fr": "French", "es": "Spanish", "ja": "Japanese", "hi": "Hindi",
    "de": "German", "it": "Italian", "pt": "Portuguese", "da": "Danish", "sv": "Swedish",
    "zh": "Chinese", "no": "Norwegian", "tr": "Turkish", "pl": "Polish", "ar": "Arabic",
}  # fmt: skip

FOREIGN = (
    "In {language} with subtitles; after ten minutes I forgot I was reading.",
    "Do watch it in {language}: the voices matter.",
)
SHORT = (
    "And all of it in {minutes} minutes, take note.",
    "{minutes} minutes, not one to cut.",
)
LONG = (
    "{minutes} minutes is long; plan a break and something to eat.",
    "I split it over two evenings and it survived that well.",
)
BORED = (
    "At minute {third} I looked at the clock.",
    "By minute {third} I was sorting the drawer with the batteries.",
    "Perhaps it was the wrong evening, but I doubt it.",
    "I wanted to like it, and tried until minute {third}.",
    "Others in the room liked it more, so ask them.",
)
OLD = (
    "From {year}, and it still knows more about people than most.",
    "{year}! I kept checking the date.",
)

EVENINGS: tuple[tuple[str, str], ...] = (
    ("We put the projector on a stack of cookbooks and {title} on the bedroom wall. Half the "
     "picture was wardrobe; nobody minded.", "two flatmates and a borrowed projector"),
    ("Power cut ten minutes before the end of {title}. We finished it by telling each other how it "
     "had to go, and I prefer ours.", "my brother, by candlelight"),
    ("My father picked {title} because of the poster. He was right, and will mention it for years.",
     "my father"),
    ("Watched {title} in step with my oldest friend, eight time zones away. She had breakfast, I "
     "had wine, we cried at the same second.", "an old friend, on the phone"),
    ("Rainy evening, soup, {title}. The dog barked at exactly the right moment.", "the dog"),
    ("Six of us voted for an hour and watched {title} for the rest of the night. Next time the "
     "wheel decides.", "the Thursday people"),
    ("First film night in the new flat: no chairs yet, one blanket, {title}. I already miss it.",
     "boxes, mostly"),
    ("I meant to see ten minutes of {title} before bed. It is now two in the morning and I regret "
     "nothing.", ""),
    ("Grandmother asked who everybody was through all of {title}, and then explained the ending to "
     "us.", "three generations on one sofa"),
    ("We paused {title} to argue about what we would have done. The argument ran longer than the "
     "rest of it.", "people from work"),
    ("Took {title} on the night train. The stranger opposite watched my screen, so I gave her one "
     "of the earphones.", "a stranger, to our surprise"),
    ("Fever, blankets, {title}. I am not sure which parts I dreamt.", ""),
    ("The neighbours heard {title} through the wall and rang the bell. There were nine of us by "
     "the end.", "the second floor"),
    ("Our rule: whoever falls asleep during the film washes up. {title} kept all four of us out of "
     "the kitchen.", "the usual four"),
)  # fmt: skip

REPLIES: dict[str, tuple[str, ...]] = {
    "warmer": (
        "Half a star more from me, for the last ten minutes.",
        "You are too hard on it. I would watch it again tomorrow.",
        "I liked it more than you did, and now I wonder what I missed.",
    ),
    "cooler": (
        "I was cooler on it, but you describe exactly why people love it.",
        "Could not get into it. Should I give it a second evening?",
        "Less taken than you, though I see it.",
    ),
    "same": (
        "Same stars here, and for the same reason.",
        "I could have written this, only less well.",
        "Glad I am not the only one.",
    ),
    "new": (
        "On my list for the weekend, thank you.",
        "Is it one for two, or better alone?",
        "You keep doing this to my evenings.",
        "I passed over it three times. You convinced me.",
        "Would my mother like it? She hates shouting.",
        "How is it with the sound low? Thin walls here.",
        "Saved. If it disappoints I know where to find you.",
        "Noted, and blaming you if I am late on Monday.",
    ),
    "evening": (
        "Invite me next time, I bring soup.",
        "This is the way to watch anything.",
        "I am stealing the rule of your house.",
        "Best story of the week.",
    ),
}
"""Comments: on a review by how the commenter rated the title, and on an evening."""

ANSWERS: dict[str, tuple[str, ...]] = {
    "warmer": ("Fair. I may have been in a bad mood.", "Then I owe it a second look."),
    "cooler": ("Fair. I may have been in a good mood.", "It needs the right evening, I think."),
    "same": ("I stand by every word, then.", "We should pick the next one together."),
    "new": ("Tell me how it went!", "I take no responsibility.", "Let me know by Monday."),
    "evening": ("You are on the list.", "Bring a blanket.", "It will not be as good twice."),
}
"""What an author answers to such a comment."""
