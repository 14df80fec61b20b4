// Where Leave leads: the chosen place of a member, or one in the language of a visitor's browser.
// A visitor's page has a place for each language; one of a member has the one place.
export function targetOf({ leaveUrl, leaveUrls }) {
  if (leaveUrl) return leaveUrl;
  const places = JSON.parse(leaveUrls);
  const spoken = navigator.languages.map((each) => each.toLowerCase());
  const tags = spoken.flatMap((each) => [each, each.split("-")[0]]);
  return places[tags.find((tag) => tag in places) ?? "*"];
}
