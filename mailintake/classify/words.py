"""Words that belong to the languages, not to the desk: numbers, contractions, negation, ways to ask and to turn."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# How numbers are spelled.
NUMBERS = {
    spelled: number
    for number, spellings in {
        0: "zero cero",
        1: "one uno una",
        2: "two dos couple pair par",
        3: "three tres",
        4: "four cuatro",
        5: "five cinco",
        6: "six seis",
        7: "seven siete",
        8: "eight ocho",
        9: "nine nueve",
        10: "ten diez",
        11: "eleven once",
        12: "twelve doce dozen docena",
        13: "thirteen trece",
        14: "fourteen catorce",
        15: "fifteen quince",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty veinte",
        24: "veinticuatro",
        25: "veinticinco",
        28: "veintiocho",
        30: "thirty treinta",
        40: "forty cuarenta",
        50: "fifty cincuenta",
        60: "sixty sesenta",
        100: "hundred cien hundreds cientos",
        1000: "thousand mil",
    }.items()
    for spelled in spellings.split()
}
# Contractions with `not`, apostrophe left out as many do, and their usual slips.
NEGATED = {
    "cant": "can", "cannot": "can", "wont": "will", "dont": "do", "doesnt": "does", "didnt": "did", "isnt": "is",
    "arent": "are", "wasnt": "was", "werent": "were", "couldnt": "could", "wouldnt": "would", "shouldnt":
    "should", "hasnt": "has", "havent": "have", "hadnt": "had", "aint": "is", "dosent": "does", "doesent": "does",
    "cnt": "can", "dosnt": "does", "couldent": "could", "wouldent": "would",
}  # fmt: skip
# Contractions without apostrophe.
OPENED = {"noone": ("nobody",), "im": ("i", "am"), "ive": ("i", "have"), "w": ("with",)}
# What stands after an apostrophe.
AFTER_APOSTROPHE = {"s": "is", "re": "are", "ve": "have", "m": "am", "ll": "will", "d": "would"}
# Words after which `'s` means `is`; after others it shows possession.
WITH_IS = _words(
    """
    he here how it she that there what where who
    """
)
# Forms that no rule leads back to their stem.
IRREGULAR = {
    "used": "use", "uses": "use", "using": "use", "children": "child", "went": "go", "goes": "go", "going": "go",
    "broke": "break", "broken": "break", "lost": "lose", "stole": "steal", "stolen": "steal", "froze": "freeze",
    "frozen": "freeze", "shown": "show", "knew": "know", "sent": "send", "got": "get", "gets": "get", "getting":
    "get", "dying": "die", "died": "die", "dies": "die", "tried": "try", "tries": "try", "bought": "buy", "does":
    "do", "did": "do", "has": "have", "had": "have", "kept": "keep", "rang": "ring",
}  # fmt: skip
# Words whose ending only looks like one.
WHOLE = _words(
    """
    access across address always antes anything as atras bed being boss bring bus campus canvas class despues
    dos during email entonces evening everything feed gas glass his indeed ingles ios is its jueves king las
    lens les less los lunes martes mas menos mes morning need news nos nothing os plus process pues red seed
    series something speed spring status string thing this tres us used virus was wing yes
    """
)
# What ends with a full stop within a sentence.
ABBREVIATIONS = _words(
    """
    a.m approx dept dr e.g ext i.e mr mrs ms no p.m prof rm sr sra srta st vs
    """
)
# Words that take back what follows.
NEGATORS = _words(
    """
    cannot nada nadie neither never ni ningun ninguna ninguno no nobody none nor not nothing nunca sin tampoco
    without
    """
)
# Words at which a sentence turns to something else.
TURNS = _words(
    """
    although aunque but except however pero sino though
    """
)
# Words by which a sentence points to the one before.
POINTERS = _words(
    """
    eso esto it that these they this those which ya
    """
)
# Words with which a question for information begins.
ASKING = _words(
    """
    are cual cuando cuanto do does donde has have hay how is por que quien se what when which who why will
    """
)
# Words after `how` in a question of amount.
AMOUNTS = _words(
    """
    come far late long many much often old soon
    """
)
# Words that lead to where or with what something happens.
LEADERS = _words(
    """
    con desde en from into on onto through using via with
    """
)
# Words between such a word and the thing.
BETWEEN = _words(
    """
    a all an both el her his la las los mi my nuestra our some su the their these those un una
    """
)
# All that a mail says that only tries whether mail arrives.
TESTS = _words(
    """
    a email hello hi hola is just mail message prueba test testing this
    """
)
# Words of their own that differ in one letter from words we know.
NO_SLIPS = _words(
    """
    adapted blocker blockers bounded browse changer cleaned commuter compute couching custodian custodians filing
    guardia headings holydays identify interned leading massage material materials meantime meting monitory pointer
    prestando protect protection protector protectors protects recover recovers refreshed resolver revolution
    revolutions scheduler securely slicker solicit suspicions tables tardes telephony trailer trailers withdrew
    """
)
