"""Synonyms: words that readers use for what the guides call something else."""

import re
from collections.abc import Iterable
from typing import Final

_GROUPS: Final = (
    ("argument", "arguing", "fight", "fighting", "quarrel", "row", "conflict"),
    ("pause", "break", "time out"),
    ("abuse", "abusive", "violence", "violent", "harm"),
    ("counsellor", "counselor", "counselling", "counseling", "therapist", "therapy"),
    ("silent", "silence", "quiet", "stonewalling"),
    ("boundary", "boundaries", "limit", "limits"),
    ("partner", "husband", "wife", "boyfriend", "girlfriend", "spouse"),
    ("sex", "intimacy"),
    ("diary", "journal", "writing", "record"),
    ("withdraw", "withdrawn", "withdrawing", "pull away", "pulls away", "distant", "cold"),
)

SAME: Final = {
    word: tuple(other for other in group if other != word) for group in _GROUPS for word in group
}

# Words that may mean harm: guides on safety come before the others, and the page says so.
_HARM: Final = (
    *("silent treatment", "walking on eggshells", "gaslight", "abus", "violen", "threat", "afraid"),
    *("scared", "frighten", "punish", "controlling", "coerc", "stalk", "unsafe", "hits me"),
)


def may_mean_harm(words: str) -> bool:
    """Say whether small letters without accents hold an expression that may mean harm."""
    return any(f" {begun}" in f" {words}" for begun in _HARM)


def same_as(word: str) -> tuple[str, ...]:
    """Return other words for this one; a plural means what its singular means."""
    return SAME.get(word) or SAME.get(word.removesuffix("s"), ())


# What the table of phrases (fixtures/search.toml) takes for one word. First words that belong
# together, then single words; each becomes a word of its own that nobody types.
_TOGETHER: Final = {
    "xonread": r"(?:(?:left|leaves|leaving|leave)(?: me)? )?on (?:read|seen|delivered)",
    "xclosedbook": r"closed book",
    "xscareoff": r"scar(?:e|es|ed|ing) (?:\w+ )?(?:off|away)",
    "xunhurt": r"without (?:hurting|scaring|upsetting|pressuring)(?: (?:him|her|them|anyone))?",
    "xpushaway": r"push(?:es|ed|ing)?(?: (?:me|us|him|her|them|people|everyone|everybody|partner|"
    r"my (?:husband|wife|boyfriend|girlfriend|partner)))? away",
    "xpushedme": r"(?:push|shov)(?:es|ed|ing) me(?! (?:to|too|hard)\b)",
    "xthrowat": r"thr(?:ow|ows|ew|own|owing) (?:\w+ ){0,3}at (?:me|us|her|him|the wall)",
    "xthrow": r"thr(?:ow|ows|ew|own|owing)(?= (?:a |an |the |my |his |her |some)?(?:plates?|phone|"
    r"cups?|glass(?:es)?|chairs?|things|stuff|something|objects?|remote|bottles?)\b)",
    "xeggshell": r"egg ?shells?",
    "xspy": r"spy\w*|spies|stalkerware|air ?tags?|track(?:s|ing|ed)? (?:me|my \w+)|"
    r"(?:goes|going|go|went) through my (?:phone|messages|texts|emails?)|"
    r"(?:has|have|knows|demands|wants|changed) (?:all )?my pass(?:word|words|code|codes)",
    "xyellat": r"(?:yell|scream|shout)(?:s|ed|ing)? at (?:me|us|the kids|the children)",
    "xkillingme": r"kill(?:s|ing) me",
    "xfearloss": r"(?:afraid|scared|fear|terrified|frightened) (?:of |to )?(?:losing|lose|"
    r"being left|being alone|being single)(?: (?:him|her|them|partner))?",
    "xihurt": r"i (?:hurt|hit|pushed|shoved|grabbed|slapped|punched|kicked|choked|strangled|scare|"
    r"scared|frighten|frightened) (?:him|her|them|my (?:husband|wife|partner|boyfriend|girlfriend|"
    r"kids?|child|children|son|daughter))",
    "xhelpme": r"^(?:please )?help(?: me)?(?: please)?$",
    "xonlypartner": r"^(?:my )?(?:husband|wife|boyfriend|girlfriend|partner|bf|gf|spouse)$",
    "xcantdothis": r"(?:cant|can not|cannot) (?:do|take) (?:this|it)(?: any ?more| any ?longer)?",
    "xcheckown": r"(?:keep|cant stop|cannot stop|can not stop) checking",
    "xcutself": r"cut(?:s|ting)? (?:my|him|her)self|^cutting$",
    "xopenrel": r"open relationships?|poly(?:am\w+)?|(?:non|ethical non) ?monogam\w+",
    "avoid": r"avoidants?|avoidances?|avoidantly",
    "xsituation": r"situationships?|friends with benefits|talking stage|fwb|"
    r"what (?:are|r) (?:we|us)",
    "xcommitment": r"(?:commitment|committment) ?(?:phob\w+|issues?|fears?)|"
    r"(?:fear|afraid|scared) of (?:commitment|committing)|"
    r"(?:not|wont|doesnt|cant|refuses to|never) commits?",
    "xfaraway": r"long ?distance(?: relationships?)?|ldr",
    "xineedspace": r"i (?:really |just |do )?need (?:my |some |more |a lot of )?(?:own )?space",
    "xsilent": r"silent treatment",
    "xstonewall": r"stone ?wall\w*",
    "xlovebomb": r"love ?bomb\w*",
    "xpersonality": r"narc(?:issis\w*|s|icis\w*)?",
    "xfearful": r"fearful(?:ly)?|disorgani[sz]ed|fa",
    "xdismissing": r"dismissives?|dismissing|da",
    "xsecure": r"earned secur\w+|secure(?:ly)?|security",
    "xending": r"br(?:ea|o)k(?:e|en|ing)? ?ups?|split(?:ting)? up|dumped|dump(?:ing)?|"
    r"(?:he|she|they|we|i) ended (?:it|things)|ended things|left me",
    "xreturn": r"c[oa]m(?:e|es|ing) (?:back|around)|back together|win back|reconcil\w+|"
    r"(?:get|win|want)(?:ting|ning)? (?:him|her|them|my ex|ex|partner) back|get ex back",
    "xdistant": r"pull(?:s|ed|ing)? (?:away|back)|back(?:s|ed|ing)? (?:off|away)|withdr[aeo]w\w*|"
    r"distant|distancing|distances|aloof|detached|disconnected|cold(?:er)?|gr(?:ow|ew|owing) apart|"
    r"drift(?:s|ed|ing)? (?:apart|away)",
    "xshut": r"shut(?:s|ting)? (?:down|off|me out|us out)|clam(?:s|med)? up|"
    r"walk(?:s|ed|ing)? (?:out|off)|close[sd]? (?:up|off|down)",
    "xopen": r"open(?:s|ed|ing)? up|shar(?:e|es|ed|ing) (?:\w+ )?feelings",
    "xtalk": r"(?:speak(?:s|ing)?) up|talk(?:s|ed|ing)?|sp(?:eak|eaks|eaking|oke|oken)|"
    r"communicat\w+|discuss\w*|convers\w+|express\w*",
    "xmovein": r"mov(?:e|es|ed|ing) in(?: together)?|liv(?:e|es|ing) (?:together|with)|"
    r"cohabit\w*",
    "xreply": r"(?:text|write|message|call|ring)(?:s|ed|ing)? back|repl(?:y|ies|ied|ying)|"
    r"respon\w+|answer(?:s|ed|ing)?|wrote back",
    "xtext": r"texts?|text(?:ed|ing)|messag\w+|whatsapp\w*|dms?|sms|imessage|snapchat",
    "xignore": r"ignor\w+|blank(?:s|ed|ing) me|disappear\w*|vanish\w*",
    "xghost": r"ghost(?:s|ed|ing|er)?",
    "xcheat": r"cheat\w*|affairs?|infidelit\w+|unfaithful\w*|betray\w*|lies|lied|lying|liar",
    "xchildren": r"kids?|child(?:ren|rens|care)?|bab(?:y|ies)|newborns?|toddlers?|sons?|"
    r"daughters?|pregnan\w+|co ?parent\w*|parenting|parenthood|postpartum",
    "xtherapy": r"counsel\w*|therap\w*|psycholog\w*|psychiatr\w*",
    "xmarriage": r"marriages?|married|marry|marrying|marital|wedding",
    "xlonely": r"lonely|loneliness|lonelier|alone",
    "xneedy": r"need(?:y|ier|iness)|cling\w*|high maintenance",
    "xtoomuch": r"too much",
    "xanxious": r"anxi\w+|worr(?:y|ied|ying)|insecur\w+",
    "xautism": r"autis\w+|asperger\w*|asd|aspie|neurodivergent|neurodiverse",
    "xadhd": r"adhd|attention deficit\w*",
    "xdepressed": r"depress\w*",
    "xlose": r"los(?:e|es|t|ing)|lack(?:s|ing)?|no longer has",
    "xinterest": r"interest(?:s|ed)?|into me|attracted|attraction",
    "xshould": r"should|shall|time to|when (?:to|do i)|do i (?:have to|need to)",
    "xdivorce": r"divorc\w+|separat\w+",
    "xsleep": r"sleep\w*|slept|insomnia|lie awake|awake",
    "xami": r"am i",
    "xi": r"i am|im|ive|i",
    "xpartner": r"he|hes|she|shes|they|theyre|him|her|them|his|hers|their|theirs|husbands?|hubby|"
    r"wife|wifes|boyfriends?|bf|girlfriends?|gf|spouse|fiancee?|partners?|man|guy|woman",
    "xnot": r"not|no|never|dont|doesnt|didnt|isnt|arent|wasnt|wont|wouldnt|cant|cannot|couldnt|"
    r"hasnt|havent|hadnt|stopped|stops|refus\w+|without|aint|nor|none",
    "behavior": r"behaviours?",
    "xfight": r"fights?|fighting|fought|argu\w+|quarrel\w*|rows?|conflicts?|disagreements?",
}
_CONCEPT: Final = re.compile(
    r"\b(?:" + "|".join(f"(?P<c{n}>{said})" for n, said in enumerate(_TOGETHER.values())) + r")\b"
)
_NAMES: Final = tuple(_TOGETHER)


def concepts(words: Iterable[str]) -> str:
    """The words with one word for all that mean the same; for comparing phrases, never shown."""
    return _CONCEPT.sub(lambda found: _NAMES[int(str(found.lastgroup)[1:])], " ".join(words))
