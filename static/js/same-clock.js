// Whether two time zones say the same time now; so do one that this browser does not know and any.
export function sameClock(one, other) {
  const now = new Date();
  const clock = (timeZone) =>
    now.toLocaleString("en", { timeZone, dateStyle: "short", timeStyle: "short" });
  try {
    return clock(one) === clock(other);
  } catch {
    return true;
  }
}
