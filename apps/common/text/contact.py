"""How whoever runs this copy is reached."""

from django.conf import settings


def contact_link() -> str:
    """The address of a link: `mailto:` before an e-mail address, a web address as it is, or ""."""
    is_mail = "@" in settings.CONTACT and ":" not in settings.CONTACT
    return f"mailto:{settings.CONTACT}" if is_mail else str(settings.CONTACT)
