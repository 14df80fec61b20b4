// A day as the pages say it: "Friday 20 November", in the language of the page.
export function dayInWords(date) {
  const how = { weekday: "long", day: "numeric", month: "long" };
  return date.toLocaleDateString(document.documentElement.lang, how);
}
