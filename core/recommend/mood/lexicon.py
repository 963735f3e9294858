"""What people call a title that fits a mood: our own words, and how much each says.

A weight is a judgement (assumption, low to high): 1 names the mood itself, about 0.7 is said of
little else, 0.4 of the mood more often than not, 0.2 is a hint; below zero denies it. Words are
matched after ``core.recommend.mood.words`` made them plain, so "feel-good", "feelgood" and
"feel good" are one entry, as are singular and plural.
"""

from collections.abc import Mapping
from types import MappingProxyType

from core.catalogue import MOODS
from core.recommend.mood.words import key

_LAUGH = {
    1.0: "funny, hilarious, humorous, humor, humour, funniest, very funny, laugh, laugh out "
    "loud, comedy, comic, comedic, great humor, best comedy, hysterical, side splitting, rofl, "
    "lol, jokes, gags, fun to watch, slapstick, stand up comedy, made me laugh, witty",
    0.8: "parody, spoof, dark comedy, black comedy, dark humor, dark humour, black humor, black "
    "humour, satire, satirical, screwball, screwball comedy, off beat comedy, silly, goofy, wit, "
    "deadpan, farce, mockumentary, british comedy, crude humor, romantic comedy, rom com, "
    "romcom, stupid but funny, absurd, buddy comedy, action comedy, horror comedy, sketch "
    "comedy, comedian, situation comedy, sitcom, gross out, stoner movie, adult humor, sexual "
    "humor, dry humor, teen comedy, sarcastic, bromantic, monty python, mel brooks, saturday "
    "night live, snl, zany, wacky, laughable moments, amusing, tongue in cheek",
    0.6: "sarcasm, irreverent, ironic, irony, fun, ridiculous, crazy, hijinks, shenanigans, jim "
    "carrey, will ferrell, adam sandler, ben stiller, steve carell, bill murray, seth rogen, "
    "mike myers, chris farley, leslie nielsen, marx brothers, woody allen, eddie murphy, sacha "
    "baron cohen, simon pegg, jonah hill, owen wilson, vince vaughn, jay and silent bob, kevin "
    "smith, andy samberg, zach galifianakis, judd apatow, dan aykroyd, jack black, steve martin, "
    "charlie chaplin, buster keaton, rowan atkinson, south park, trey parker, seth macfarlane, "
    "stiller, jason segel, paul rudd, christopher guest, wry, cheeky, bromance, clousseau, men "
    "in drag, cross dressing, pee wee herman, muppets, great dialogue and humor, bad jokes, one "
    "liners, mindless one liners, andy kaufman, cheesy",
    0.35: "quirky, highly quotable, quotable, eccentric, clever, playful, light, lighthearted, "
    "light hearted, whimsical, robin williams, coen brothers, coen bros, cult comedy, camp, "
    "campy, high school, prank, awkward, good dialogue, entertaining, enjoyable, banter, fun "
    "family movie, wedding, road trip, aardman, pixar, pop culture references, teen, geeky, "
    "nerds, drugs comedy, stoner, cynical, fast paced dialogue, michael cera, holy grail, "
    "bumbling",
    -0.8: "not funny, unfunny, bad humor, bad jokes only, humorless, no humor, humourless",
    -0.25: "depressing, bleak, somber, grim, tragic, harrowing, heartbreaking, holocaust, "
    "disturbing, horrific, grief, menacing, downbeat",
}
_RELAX = {
    1.0: "feel good, feel good movie, heartwarming, heart warming, relaxing, light hearted, "
    "lighthearted, cozy, cosy, comforting, comfort film, soothing, calming, calm, peaceful, "
    "easygoing, easy going, easy to watch, easy watching, pleasant, gentle, sweet, charming, "
    "uplifting mood, cute, wholesome, warm, adorable, happy, cheerful, sunny, feelgood comedy, "
    "mellow",
    0.8: "whimsical, fun family movie, happy ending, family friendly, delightful, lovely, fun, "
    "light, innocent, playful, magical, enchanting, nostalgic, kindness, happiness, guilty "
    "pleasure, fluffy, laid back, slice of life, beautiful scenery, scenic",
    0.6: "disney, pixar, studio ghibli, ghibli, hayao miyazaki, disney animated feature, "
    "aardman, cartoon, animation, family, children, kids, christmas, animal movie, talking "
    "animals, animals, dogs, fairy tale, musical, enjoyable, dance, tradition, nanny, muppets, "
    "chick flick, romantic comedy, rom com, quirky, imagination, friendship, dr seuss, roald "
    "dahl, peter pan, mary poppins, astaire and rogers, rogers and hammerstein, dreamy, "
    "colorful, colourful, cooking, food, gardening, travel, nature, good natured, pretty",
    0.35: "funny, humorous, witty, comedy, romance, uplifting, inspirational, touching, love "
    "story, small town, childhood, adventure for children, magic, fantasy world, computer "
    "animation, claymation, hawaii, paris, italy, wine, beautiful, visually appealing, good "
    "music, great music, great soundtrack, humane, sentimental, girl power, horses, "
    "entertaining, zooey deschanel, hugh grant, tom hanks, baseball, wedding, screwball, "
    "classic, imaginative, wistful",
    -0.7: "disturbing, tense, violent, violence, bloody, gore, brutal, brutality, bleak, "
    "depressing, scary, horror, creepy, harrowing, intense, gritty, dark, stressful, serial "
    "killer, torture, rape, claustrophobic, unsettling, uncomfortable, gruesome, cruel, "
    "paranoia, paranoid",
    -0.35: "suspense, thriller, murder, war, holocaust, drugs, psychological, mindfuck, "
    "terrorism, sad, tragedy, slasher, zombies, revenge, mental illness, dystopia, challenging",
}
_THRILL = {
    1.0: "suspense, suspenseful, tense, tension, tension building, thriller, thrilling, "
    "exciting, edge of your seat, edge of my seat, edge of seat, nail biter, nail biting, "
    "gripping, adrenaline, action packed, fast paced, intense, heart pounding, psychological "
    "thriller, action thriller, high octane, breathtaking, riveting, taut, pulse pounding, page "
    "turner, white knuckle",
    0.8: "twist ending, plot twist, twists turns, twists and turns, surprise ending, action, "
    "twist, heist, espionage, spy, spies, spying, chase, car chase, cat and mouse, conspiracy, "
    "hostage, kidnapping, hitman, hit men, assassin, assassination, assassins, serial killer, "
    "mystery, crime thriller, action choreography, great action, gun fu, unpredictable, "
    "hitchcock, alfred hitchcock, sniper, undercover cop, fugitive, paranoia, claustrophobic, "
    "bank robbery, robbery, survival, neo noir, whodunit, escape, manhunt, race against time, "
    "thrills",
    0.6: "revenge, murder, crime, detective, mafia, gangster, gangsters, organized crime, "
    "terrorism, gritty, violent, violence, martial arts, fighting, fight scenes, gunfight, guns, "
    "explosions, stylized, superhero, superheroes, comic book, james bond, bond, 007, police, "
    "corruption, christopher nolan, david fincher, quentin tarantino, tarantino, bruce willis, "
    "jason, jason bourne, robert ludlum, tom clancy, john grisham, agatha christie, cold war, "
    "fbi, cia, submarine, disaster, apocalypse, post apocalyptic, creature feature, sword fight, "
    "samurai, kung fu, jackie chan, jason statham, arnold schwarzenegger, bad ass, badass, "
    "danger, heroic bloodshed, prison escape, psychopaths, psychopath, stranded, shark, film "
    "noir, noir, noir thriller, mobster, mobsters, secret society, treasure hunt, conspiracy "
    "theory",
    0.35: "adventure, epic, atmospheric, dark, aliens, time travel, space, sci fi, mindfuck, "
    "dark hero, indiana jones, star wars, zombies, war, military, swashbuckler, amnesia, "
    "psychological, horror, creepy, scary, cyberpunk, dystopia, dinosaurs, robots, batman, "
    "marvel, dc comics, great villain, good and evil, world war ii, court, pirates, stephen "
    "king, harrison ford, liam neeson, michael crichton, memory loss, courtroom drama, action "
    "comedy, brutal, bloody, train",
    -0.8: "boring, slow, slow paced, dull, tedious, predictable, no tension, not exciting, "
    "uneventful, too long, way too long, slow action, sleepy",
    -0.3: "feel good, heartwarming, gentle, relaxing, light, meditative, contemplative, sweet, "
    "whimsical, cute, romantic comedy, family, documentary",
}
_CRY = {
    1.0: "tear jerker, tearjerker, tearjerking, sad, made me cry, cry, crying, weepy, "
    "heartbreaking, heart breaking, emotional, touching, moving, poignant, bittersweet, tragic, "
    "tragedy, tears, sad ending, sad but good, devastating, heartrending, heart wrenching, gut "
    "wrenching, sorrow, bring tissues, melancholy, melancholic, sadness, depressing",
    0.8: "grief, mourning, loss, terminal illness, cancer, dying, death of a child, wistful, "
    "elegiac, somber, sentimental, harrowing, bleak, downbeat, longing, aids, dead wife, death "
    "of a parent, hopeless, powerful ending, heartfelt, genocide, holocaust, emotionally powerful",
    0.6: "suicide, death, war drama, slavery, orphans, loneliness, child abuse, drama, "
    "melodrama, melodramatic, grim, haunting, powerful, intimate, alcoholism, coma, abuse, "
    "domestic violence, addiction, disability, autism, mental illness, depression, racism, human "
    "rights, love lost, unrequited love, doomed love, wrongful imprisonment, death penalty, "
    "widows widowers, father son relationship, father daughter relationship, infertility, "
    "missing children, intense drama, sacrifice, forgiveness, tragic love, refugees",
    0.35: "heartwarming, coming of age, motherhood, fatherhood, friendship, family, true story, "
    "based on a true story, love story, romance, poverty, homeless, divorce, immigrants, "
    "beautiful, world war ii, vietnam, life, adoption, sisters, brothers, inspirational, love, "
    "childhood, pregnancy, prison, judaism, nostalgic, nostalgia, solitude, aging, animal movie, "
    "great acting, lyrical, humane, titanic, tom hanks, pixar, earnest, realistic, anti war, "
    "lolita theme",
    -0.5: "comedy, funny, hilarious, spoof, parody, silly, goofy, slapstick, action packed, "
    "stupid, crude humor, mindless",
    -0.25: "superhero, heist, space opera, slasher, zombies, campy, fun, gore, splatter",
}
_SCARE = {
    1.0: "scary, horror, creepy, frightening, terrifying, eerie, spooky, scared, fear, chilling, "
    "nightmare, nightmares, disturbing, haunting horror, unsettling, horrifying, terror, jump "
    "scares, scary movie, supernatural horror, chilly, menacing, ominous, nightmarish, macabre, "
    "dread",
    0.8: "slasher, ghosts, ghost, haunted house, haunted, zombies, zombie, demons, demon, "
    "possession, exorcism, gore, gory, goretastic, splatter, monster, monsters, vampire, "
    "vampires, werewolf, werewolves, serial killer, stephen king, evil children, body horror, "
    "found footage, occult, satanic, satan, devil, witch, witches, torture porn, torture, freddy "
    "krueger, michael myers, wes craven, john carpenter, dario argento, george romero, rob "
    "zombie, creature feature, survival horror, hannibal lecter, hannibal lector, gruesome, i "
    "see dead people, norman bates, psychological horror, twisted, halloween, cannibalism, "
    "cannibal, lovecraft, evil, giallo, curse",
    0.6: "supernatural, bloody, blood, grotesque, psychopaths, psychopath, insanity, gothic, "
    "paranormal, claustrophobic, paranoia, killer, shark, dark fairy tale, alien monster, m "
    "night shyamalan, monster movie, spiders, asylum, mental hospital, murder, sinister, brutal, "
    "tense, atmospheric horror, violent, dead children, oninous, uncomfortable, uncanny, "
    "disturbing imagery, freaks",
    0.35: "suspense, dark, psychological, atmospheric, tension, aliens, brutality, "
    "hallucinatory, weird, kidnapping, alfred hitchcock, hitchcock, survival, mystery, thriller, "
    "intense, post apocalyptic, psychological thriller, stanley kubrick, cult film, virus, twist "
    "ending, surreal, rape, insane, eerie music, enigmatic, bleak, paranoid, david lynch, "
    "suspenseful, grim",
    -0.8: "not scary, isnt scary, no scares, unscary",
    -0.4: "comedy, funny, heartwarming, feel good, sweet, romance, family, disney, pixar, "
    "musical, spoof, parody, cute, light, hilarious, whimsical, inspirational",
}
_THINK = {
    1.0: "thought provoking, thoughtful, philosophical, philosophy, philosophical issues, "
    "mindfuck, intelligent, intellectual, cerebral, mind bending, mind blowing, makes you think, "
    "make you think, deep, complex, smart, brain teaser, existential, existentialism, "
    "intelligent sci fi, food for thought, challenging, insightful, intellectually stimulating, "
    "philosopical, profound, brainy",
    0.8: "psychology, psychological, social commentary, political commentary, societal "
    "criticism, enigmatic, complicated, confusing, nonlinear, non linear, not linear, nonlinear "
    "narrative, allegory, allegorical, metaphorical, symbolism, symbolic, cryptic, meditative, "
    "contemplative, reflective, introspection, introspective, alternate reality, metaphysics, "
    "ethics, morality, ambiguous, ambiguous ending, meaning of life, clever, twist ending, "
    "multiple storylines, interwoven storylines, intertwining storylines, artificial "
    "intelligence, dystopia, dystopian, surreal, surrealism, abstract, confrontational, thinker, "
    "consciousness, human nature, paradox, nonlinear timeline, non linear timeline, nonlinear "
    "storyline, disjointed timeline, simulation",
    0.6: "time travel, politics, controversial, memory, religion, economics, virtual reality, "
    "science, mathematics, consumerism, human rights, documentary, free will, identity, good and "
    "evil, truth, satire, satirical, dreamlike, dreams, weird, trippy, hallucinatory, mental "
    "illness, schizophrenia, christopher nolan, stanley kubrick, david lynch, charlie kaufman, "
    "tarkovsky, philip k dick, postmodern, interesting, original plot, original, dark comedy, "
    "mystery, unconventional, imaginary friend, double life, amnesia, courtroom drama, court, "
    "journalism, corruption, conspiracy, racism, class, chess, prejudice, death penalty, "
    "propaganda, american propaganda, art house, arthouse, artsy, conversation, entirely "
    "dialogue, utopia, intelligent plot, future, character study, history of ideas, anti war, "
    "nuclear war, holocaust, fighting the system, capitalism, revolution, immortality, creativity",
    0.35: "great dialogue, good dialogue, dialogue, atmospheric, psychedelic, cyberpunk, sci fi, "
    "space, unique, innovative, sociology, disturbing, mind games, plot twist, twist, dark, "
    "melancholy, masterpiece, great ending, unpredictable, drugs, insanity, robots, "
    "biographical, genius, coming of age, loneliness, paranoia, great screenplay, smart writing, "
    "sophisticated, war, world war ii, lyrical, poetic, poignant, subtle, terrorism, "
    "journalists, stylized, powerful ending, post apocalyptic, noir, quirky, bittersweet, "
    "solitude",
    -0.8: "stupid, mindless, dumb, anti intellectual, unintelligent, brainless, no brain, "
    "audience intelligence underestimated, stupid ending, shallow, superficial plot, "
    "superficial, nonsense, popcorn movie, turn off your brain",
    -0.3: "predictable, silly, slapstick, goofy, crude humor, spoof, parody, gross out, cliche, "
    "chick flick, bad plot, plot holes, teen movie, slasher, feel good, fluffy, cute",
}
_ROMANCE = {
    1.0: "romance, romantic, love story, love, romantic comedy, rom com, romcom, chick flick, "
    "romantic drama, falling in love, true love, great romance, love at first sight, quirky "
    "romantic, passion, passionate, soulmates, date movie, first love, beautiful love story, "
    "lovers",
    0.8: "jane austen, marriage, unrequited love, interracial romance, may december romance, "
    "love triangle, forbidden love, tragic love, kiss, wedding, weddings, dating, matchmaker, "
    "awkward romance, avant garde romantic comedy, nicholas sparks, bittersweet romance, in your "
    "eyes, relationships, affair, longing, long distance love, love letters, ballroom dance",
    0.6: "adultery, infidelity, bittersweet, screwball, astaire and rogers, hepburn and tracy, "
    "nick and nora charles, meg ryan, hugh grant, julia roberts, sandra bullock, drew barrymore, "
    "paris, audrey tautou, titanic, lesbian, gay, gay romance, lgbt, women, sensual, erotic, "
    "sexuality, sexual, dance, dancing, new york romance, cheating, charlotte bronte, edith "
    "wharton, gothic romance, henry james, e m forster, shakespeare love, divorce, dirty "
    "dancing, rich guy poor girl, governess, costume drama, period drama, lloyd dobbler, "
    "breakup, intimate, edward cullen, twilight, zooey deschanel, rachel mcadams, ryan gosling",
    0.35: "sweet, touching, charming, whimsical, heartwarming, musical, poignant, beautiful, "
    "dreamy, emotional, melancholy, lyrical, tear jerker, tearjerker, feel good, sentimental, "
    "nostalgic, sex, nudity, kate winslet, fairy tale, coming of age, teen movie, teen, cute, "
    "italy, shakespeare, tender, england, disney princess, beautiful scenery, quirky, generation "
    "x, loneliness",
    -0.6: "too much love interest, no romance, not romantic, unnecessary romance, forced romance",
    -0.3: "gore, slasher, horror, zombies, war, heist, military, serial killer, creepy, mafia, "
    "documentary, martial arts, submarine, disturbing, violent, space opera, politics",
}
_INSPIRE = {
    1.0: "inspirational, inspiring, inspire, uplifting, motivational, motivating, hope, hopeful, "
    "life affirming, empowering, triumph, overcoming adversity, perseverance, courage, "
    "courageous, follow your dreams, never give up, underdog, underdogs, triumph of the human "
    "spirit, inspired by true events, life changing, human spirit, willpower, inspirational "
    "sports, encouraging",
    0.8: "true story, based on a true story, biopic, biography, biographical, redemption, "
    "freedom, feel good, heartwarming, sports drama, self discovery, individualism, believe in "
    "yourself, determination, passion for art, justice, fighting the system, girl power, role "
    "model, great teacher, teacher, teachers, dreams come true, achievement, dedication, faith, "
    "sports film",
    0.6: "boxing, sports, baseball, football, basketball, soccer, golf, olympics, running, "
    "hockey, surfing, figure skating, courage in war, human rights, civil rights, feminism, "
    "friendship, disability, mathematics, genius, nasa, mountain climbing, creativity, music, "
    "musician, great soundtrack hope, revolution, rebellion, gandhi, martin luther king, space "
    "exploration, blindness, deafness, deaf, autism, survival, prodigies, spirituality, "
    "purposefulness, wrongful imprisonment, rags to riches, epic speech, heroism, hero, heroic, "
    "sacrifice, leadership, kindness, humane, optimism, optimistic",
    0.35: "touching, moving, emotional, powerful, coming of age, powerful ending, great ending, "
    "poignant, prison, racism, slavery, beautiful, tom hanks, morgan freeman, robin williams, "
    "will smith, denzel washington, family, fatherhood, motherhood, dance, ballet, chess, "
    "writing, journalism, thought provoking, animal movie, horses, dogs, adventure, epic, pixar, "
    "disney, imagination, magic, historical, history, aviation, school, africa, military, "
    "politics, earnest, prejudice, unlikely hero, documentary, nature, philosophical, "
    "masterpiece, life, travel",
    -0.5: "depressing, bleak, cynical, hopeless, downbeat, disturbing, gore, slasher, "
    "nihilistic, horror, grim, serial killer, creepy, sleazy",
    -0.25: "dark comedy, black comedy, crude humor, violent, violence, spoof, parody, drugs, "
    "mafia, silly, goofy, twist ending, paranoia, heist, hit men, zombies",
}


def _by_word(groups: Mapping[float, str]) -> Mapping[str, float]:
    words: dict[str, float] = {}
    for weight, text in groups.items():
        for word in text.split(", "):
            words.setdefault(key(word), weight)  # the first, strongest, group counts
    return MappingProxyType(words)


MOODS_WORDS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    dict(
        zip(
            MOODS,
            map(_by_word, (_LAUGH, _RELAX, _THRILL, _CRY, _SCARE, _THINK, _ROMANCE, _INSPIRE)),
            strict=True,
        )
    )
)
"""For each mood, what each plain word or phrase says of it, from -1 to 1."""

SAYS: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        word: tuple(words.get(word, 0.0) for words in MOODS_WORDS.values())
        for word in sorted(set().union(*MOODS_WORDS.values()))
    }
)
"""The same by word: what it says of each mood, in the order of ``MOODS``."""
