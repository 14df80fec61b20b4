"""Plain sentences about wanting to die or to hurt oneself: pure, and nothing is kept or logged.

A list of phrases is never complete. The pages that ask heavy questions show a line to help anyhow;
this only adds a note beside the answer. English alone, and about the writer alone: what is said of
somebody else, or of the end of a relationship, is left to that line.
"""

import re
import unicodedata
from typing import Final

_DROPPED: Final = re.compile(r"['’‘ʼ`´*_~\"“”]")
_SPACES: Final = re.compile(r"[\s\-–—/]+")

NOT: Final = r"(?:dont|don t|do not|didnt|did not|dnt|no longer|never|wouldnt|would not)"
CANNOT: Final = r"(?:cant|cannot|can not|couldnt|could not|can t)"
ANY_MORE: Final = r"(?:any ?more|any ?longer|no more)"
END: Final = r"(?= *(?:$|[.,!?;:)]))"
# Little words that may stand between two of a phrase.
LITTLE: Final = r"(?: (?:just|really|simply|only|actually|honestly|truly|so|even|all|that|i)){0,4}"
WANT: Final = r"(?:want|wanted|wanting|wanna|wish|wished|wishing|hope|hoping|pray|praying|long)"
LIVING: Final = r"(?:live|living|life|be(?:ing)? alive|exist(?:ing|ence)?)"
# What makes living, or going on, a matter of place, of company or of this relationship.
ELSEWHERE: Final = (
    r"(?! (?:with|in|together|here|there|like|alone|apart|at|on|near|by|under|so|far|next|where|"
    r"as|off|out|a|an|the|this|that|his|her|my|our|their|your|holidays?|about|until|dates?|"
    r"any (?:dates?|trips?)|to (?:the|his|her)|being|doing|pretending|feeling|waiting|hoping)\b)"
)
ACCIDENT: Final = (
    r"(?! (?:shaving|cooking|chopping|slicing|peeling|playing|running|skiing|climbing|gardening|"
    r"on (?:a|an|the|my|some)|at (?:football|work|the gym|practice)|in the (?:kitchen|garden)|by|"
    r"accidentally|off|out|some slack|loose|short|in the (?:foot|leg))\b)"
)

PHRASES: Final = (
    # Killing oneself, or one's life.
    r"\bkil+(?:ing|ed|s)? my ?self\b(?! (?:laughing|with laughter|trying|working|at (?:work|the)|"
    r"to please|over)\b)",
    r"\b(?:hurt|hurting|harm|harming|harmed|cut|cutting|burn|burning|burned|burnt) my ?self\b"
    + ACCIDENT,
    r"\b(?:hang|hanging|shoot|shooting|unalive|unaliving|poison|poisoning) my ?self\b(?! (?:out|"
    r"in the foot)\b)",
    r"\b(?:drown|drowning) my ?self\b(?! in (?!the\b))",
    r"\b(?:end|ending) my ?self\b",
    r"\b(?:to|gonna|should|could|might|just) off my ?self\b",
    r"\b(?:kms|unalive)\b",
    r"\b(?:end|ending|ended) (?:my(?: own)?|this) life\b(?! (?:with|in|as|here|together)\b)",
    r"\b(?:i|me|im|ill|id|just|to|and)\b(?: \w+){0,2} (?:end|ending) it all\b",
    r"\b(?:take|taking|took) my own life\b",
    r"\b(?:take|taking) my life\b(?! (?:back|in|into|apart|seriously|for|to|on|one|as)\b)",
    r"\b(?:throw|throwing) my ?self (?:off|under|in front)\b",
    r"\bi\b[^.!?]{0,30}\bjump(?:ing|ed)? (?:off|from) (?:a|the|that) (?:bridge|roof|building|"
    r"cliff|balcony)\b",
    r"\bi\b[^.!?]{0,30}\b(?:jump|step|walk)(?:ing|ed)? in front of (?:a|the) (?:train|bus|car|"
    r"lorry|truck|tube)\b",
    r"(?:^|[.!?;,] ?|\bi(?:ve| have)?(?: just)? )(?:took|taken|swallowed) (?:some|a few|all|"
    r"too many|lots of|a lot of|the whole|a handful of|a bottle of)(?: (?:of|the|my|these|those|"
    r"sleeping|bottle)){0,3} (?:pills|tablets|meds|medication|paracetamol)\b(?! for)",
    # Wanting to be dead, or not to have been.
    rf"(?<!dont )(?<!not )(?<!never )\b{WANT}{LITTLE}(?: too?)?{LITTLE} die\b(?! (?:laughing|of "
    r"(?:embarrassment|shame|boredom|laughter|hunger|thirst|cold|heat|old)|on (?:this|that) hill|"
    r"old|together|with|in (?:my|his|her|bed))\b)",
    rf"\b{WANT}{LITTLE}(?: too?)? be dead\b",
    r"\b(?:rather|sooner) (?:die|be dead)\b(?! than)",
    r"\b(?:ready|trying|tried|waiting|planning|deciding|decided|asking) to die\b",
    rf"\b(?:wish|wished|wishing|if only) (?:that )?(?:i|id|im) (?:was|were|am|"
    rf"had been){LITTLE}(?: already)? "
    r"(?:dead|never born|not alive)\b",
    r"\b(?:wish|wished|wishing|if only) (?:that )?(?:i|id) (?:wasnt|werent|was not|were not|"
    r"had died|would die|could die|could just die|had never been born|never been born|"
    r"hadnt been born|was never born|were never born|didnt exist|did not exist)(?: alive|"
    r" born)?\b(?<!wasnt)(?<!werent)(?<!not)",
    rf"\b(?:wish|want|wanted|wanna)(?: i could| to)?{LITTLE} (?:disappear|vanish)(?= *(?:$|"
    rf"[.,!?;:)])|"
    r" (?:forever|for ever|for good|completely|entirely))",
    r"\bi (?:should|ought to)(?: just| really)? (?:be dead|die|not be alive)\b",
    r"\bi shouldnt be alive\b",
    r"\bi(?: \w+){0,2} deserve to (?:die|be dead)\b",
    rf"\bi(?: \w+)? {NOT} deserve to (?:live|be alive|exist)\b",
    r"\b(?:better off|id be better) dead\b",
    r"\bbetter(?: off)? without me\b(?! (?:there|at|in|on|around|for)\b)",
    r"\bbetter(?: off)? if i (?:was|were|wasnt|werent|was not|were not|didnt) (?:dead|gone|alive|"
    r"here|exist|around)\b",
    r"\blet me die\b",
    r"\bif i (?:was|were) dead\b",
    r"\b(?:nobody|no one|noone|no ?body) (?:would|will|d)(?: even)? (?:miss me|(?:notice|"
    r"care) if i (?:was|were|am) (?:gone|dead)|(?:notice|care) if i died)\b(?! (?:at|if|tonight))",
    r"\b(?:thought|thoughts|thinking|think) (?:of|about) (?:dying|being dead|not being (?:here|"
    r"alive)|ending (?:it all|everything|my life))\b(?! (?:my|our|to)\b)",
    # Not wanting to live, or to go on.
    rf"\b{NOT}{LITTLE} (?:want|wanna|wish|like|feel like)(?: too?)?{LITTLE} be(?:ing)? (?:here|"
    rf"around|on this earth|in this world) {ANY_MORE}",
    rf"\bi {NOT}{LITTLE} (?:want|wanna)(?: too?)? be (?:here|around){END}",
    rf"\b{NOT}{LITTLE} (?:want|wanna|wish|feel like|see)(?: too?)?{LITTLE} {LIVING}\b{ELSEWHERE}",
    rf"\b{NOT}{LITTLE} (?:want|wanna|wish)(?: too?)?{LITTLE} (?:go|carry) on\b{ELSEWHERE}",
    rf"\b{NOT} (?:want|wanna|wish)(?: too?)?{LITTLE} wake up\b(?! (?:early|at|next|beside|alone|"
    rf"with|"
    r"so|to|him|her|them|the|before)\b)",
    r"\b(?:sleep|asleep|bed)\b[^.!?]{0,20} (?:not|never|dont) wake up\b(?! (?:the|him|her|them)\b)",
    r"\b(?:hope|wish) i (?:dont|do not|never|didnt|wouldnt) wake up\b(?! (?:late|early|at|with|"
    r"the|him|her|them)\b)",
    rf"\bi{LITTLE} {CANNOT}{LITTLE} (?:go|carry) on\b(?: living)?{ELSEWHERE}",
    rf"\bi{LITTLE} {CANNOT}{LITTLE} (?:bear|face|stand) (?:living|life|being alive|"
    rf"another day)\b{ELSEWHERE}",
    r"\b(?:no|any|little|not much|without|isnt a|is not a|not a)(?: real| single)? (?:rea?son|"
    r"point|sense)(?: left)?(?: for me)? (?:(?:to|in|of|for) )?(?:live|living|be alive|"
    r"being alive|exist|existing|"
    rf"go on|going on|carry on|carrying on)\b{ELSEWHERE}",
    r"\b(?:whats|what is) the point (?:of|in) (?:living|life|being alive|going on|existing)\b"
    + ELSEWHERE,
    rf"\b{NOT}{LITTLE} (?:see|find|know|have|get)(?: the| a| any| much)? (?:rea?son|point|"
    rf"sense) (?:to|in|of|for) {LIVING}\b{ELSEWHERE}",
    rf"\bno (?:point|sense)(?: in)? being here(?: {ANY_MORE})?{END}",
    rf"\bi{LITTLE} {CANNOT} live {ANY_MORE}{END}",
    rf"(?:\bi{LITTLE} |^|[.!?;,] ?){CANNOT}{LITTLE} keep going(?: {ANY_MORE})?{END}",
    r"\bfeel like dying\b(?! of\b)",
    rf"\brather not (?:be alive|exist|live{END}|be here {ANY_MORE})",
    r"\bwant to be gone (?:forever|for ever|for good)\b",
    r"\bmight(?: just)? as well (?:be dead|die)\b",
    r"\b(?:nothing|anything)(?: left)? to live for\b",
    r"\b(?:not|isnt|hardly|barely|no longer|never|doesnt feel|wasnt) worth living\b(?! (?:in|with|"
    r"there|here)\b)",
    rf"\b(?:tired|sick|done|finished|fed up|through) (?:of|with) (?:living|life|being alive|"
    rf"existing)\b{ELSEWHERE}",
    r"\b(?:give|giving|given|gave) up on (?:life|living)\b",
    r"\b(?:stop|cease) (?:existing|to exist|living|being alive)\b" + ELSEWHERE,
    r"\bwant (?:it all|everything|the pain)(?: just)? to (?:end|stop|be over)\b",
    r"\b(?:leave|leaving) this (?:world|life|earth)\b",
)

# Words that name it. Of whom, the last of these words before it in the sentence says.
NAMED: Final = re.compile(
    r"\b(?:su[iy]?[cs]i[dcs]\w*|self ?harm(?:ing|ed|s)?|overdos(?:e|ed|ing)|"
    r"cutting again)\b(?! (?:squad|prevention|on (?:chocolate|sugar|coffee|cake|telly|tv)))"
)
OF_WHOM: Final = re.compile(
    r"\b(?:(?P<me>i|im|id|ive|ill|me|myself)|he|hes|she|shes|they|theyre|you|youre|his|her|their|"
    r"your|him|them|mother|father|mum|mom|dad|brother|sister|son|daughter|friend|uncle|aunt|"
    r"cousin|partner|husband|wife|colleague|neighbour|political|career|social|financial|film|book|"
    r"novel|documentary|series)\b"
)
BEFORE: Final = 80

_PHRASE: Final = re.compile("|".join(f"(?:{phrase})" for phrase in PHRASES))


def speaks_of_self_harm(text: str) -> bool:
    """Whether a text says, in plain words, that its writer wants to die or to hurt themselves."""
    # A line may end a sentence without a stop, or go on in the next.
    return any(_says_it(_plain(read)) for read in (text, text.replace("\n", ". ")))


def _says_it(plain: str) -> bool:
    return bool(_PHRASE.search(plain)) or any(
        _of_the_writer(plain[max(0, found.start() - BEFORE) : found.start()])
        for found in NAMED.finditer(plain)
    )


def _of_the_writer(before: str) -> bool:
    named = list(OF_WHOM.finditer(re.split(r"[.!?]", before)[-1]))
    return not named or named[-1]["me"] is not None


def _plain(text: str) -> str:
    """Small letters, no apostrophes or marks, one space between words."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _SPACES.sub(" ", _DROPPED.sub("", folded)).strip()
