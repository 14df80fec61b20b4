"""The kind of device behind a sign-in, as coarsely as a person would say it."""


def kind_of(user_agent: str) -> str:
    """phone, tablet or computer; an empty string where the browser does not say."""
    told = user_agent.lower()
    if "ipad" in told or "tablet" in told or ("android" in told and "mobile" not in told):
        return "tablet"
    if "mobi" in told or "iphone" in told:
        return "phone"
    return "computer" if told else ""
