"""Who a user name and a password belong to, without telling whether the name exists."""

from django.contrib.auth.backends import ModelBackend


class MemberBackend(ModelBackend):
    """Django's own check (an unknown name costs one hash as well), names in any case."""
