"""Language and the preferences of the eye; the site includes these under a prefix of its choice."""

from django.urls import path
from django.views.i18n import set_language

from banji.accounts.access import public
from banji.web import preferences

app_name = "web"
urlpatterns = [
    path("language/", public(set_language), name="set_language"),
    path("preferences/", public(preferences.choose), name="preferences"),
]
