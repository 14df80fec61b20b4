from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "apps.common"
    label = "common"

    def ready(self) -> None:
        from apps.common.http import fixed_addresses
        from apps.common.text import fixed_texts

        fixed_addresses.install()
        fixed_texts.install()
