"""Names of months and days of the week, as people of several languages write them in a date."""

import re
from typing import Final

# Each line is a month in English, then where it is written otherwise: German, French, Spanish,
# Italian, Portuguese, Dutch, the Nordic languages, Polish and Russian (as in "4 марта"); below it
# Czech, Finnish, Turkish, Greek, Ukrainian, Romanian, Hungarian, Hebrew, Arabic.
_MONTHS: Final = (
    "january jan januar jänner janvier enero gennaio janeiro januari stycznia января "
    "ledna tammikuuta ocak ιανουαρίου січня ianuarie január ינואר בינואר يناير",
    "february feb februar feber février fevrier febrero febbraio fevereiro februari lutego февраля "
    "února helmikuuta şubat φεβρουαρίου лютого februarie február פברואר בפברואר فبراير",
    "march mar märz mars marzo março maart marts marca марта "
    "března maaliskuuta mart μαρτίου березня martie március מרץ במרץ مارس",
    "april apr avril abril aprile kwietnia апреля "
    "dubna huhtikuuta nisan απριλίου квітня aprilie április אפריל באפריל أبريل",
    "may mai mayo maggio maio mei maj maja мая "
    "května toukokuuta mayıs μαΐου травня május מאי במאי مايو",
    "june jun juni juin junio giugno junho czerwca июня "
    "června kesäkuuta haziran ιουνίου червня iunie június יוני ביוני يونيو",
    "july jul juli juillet julio luglio julho lipca июля "
    "července heinäkuuta temmuz ιουλίου липня iulie július יולי ביולי يوليو",
    "august aug août aout agosto augustus augusti sierpnia августа "
    "srpna elokuuta ağustos αυγούστου серпня augusztus אוגוסט באוגוסט أغسطس",
    "september sep sept septembre septiembre setiembre settembre setembro września сентября "
    "září syyskuuta eylül σεπτεμβρίου вересня septembrie szeptember ספטמבר בספטמבר سبتمبر",
    "october oct oktober octobre octubre ottobre outubro października октября "
    "října lokakuuta ekim οκτωβρίου жовтня octombrie október אוקטובר באוקטובר أكتوبر",
    "november nov novembre noviembre novembro listopada ноября "
    "listopadu marraskuuta kasım νοεμβρίου листопада noiembrie נובמבר בנובמבר نوفمبر",
    "december dec dezember décembre decembre diciembre dicembre dezembro desember grudnia декабря "
    "prosince joulukuuta aralık δεκεμβρίου грудня decembrie דצמבר בדצמבר ديسمبر",
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
