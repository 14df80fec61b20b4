"""Names of months and days of the week, as people of several languages write them in a date."""

import re
from typing import Final

# Each line is a month in English, then where it is written otherwise: German, French, Spanish,
# Italian, Portuguese, Dutch, the Nordic languages, Polish and Russian (as in "4 марта").
_MONTHS: Final = (
    "january jan januar jänner janvier enero gennaio janeiro januari stycznia января",
    "february feb februar feber février fevrier febrero febbraio fevereiro februari lutego февраля",
    "march mar märz mars marzo março maart marts marca марта",
    "april apr avril abril aprile kwietnia апреля",
    "may mai mayo maggio maio mei maj maja мая",
    "june jun juni juin junio giugno junho czerwca июня",
    "july jul juli juillet julio luglio julho lipca июля",
    "august aug août aout agosto augustus augusti sierpnia августа",
    "september sep sept septembre septiembre setiembre settembre setembro września сентября",
    "october oct oktober octobre octubre ottobre outubro października октября",
    "november nov novembre noviembre novembro listopada ноября",
    "december dec dezember décembre decembre diciembre dicembre dezembro desember grudnia декабря",
)
MONTHS: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))

_WEEKDAYS: Final = (
    "mon tue tues wed thu thur thurs fri sat sun "
    "monday tuesday wednesday thursday friday saturday sunday "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag "
    "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "lunes martes miércoles miercoles jueves viernes sábado sabado domingo "
    "lunedì martedì mercoledì giovedì venerdì domenica "
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag "
    "poniedziałek wtorek środa czwartek piątek sobota niedziela "
    "понедельник вторник среда четверг пятница суббота воскресенье "
    "月 火 水 木 金 土 日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 "
    "월요일 화요일 수요일 목요일 금요일 토요일 일요일 "
    "星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天"
)
WEEKDAY: Final = re.compile(
    "|".join(sorted(map(re.escape, _WEEKDAYS.split()), key=len, reverse=True)), re.IGNORECASE
)
