"""The page frame, its components and the files a browser needs."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "banji.web"
    label = "web"

    def ready(self) -> None:
        """Translations are text in the repository; what gettext reads is made when it is missing or older."""
        from banji.web.translations import compile_stale

        compile_stale()
