"""Settings. What a deployment decides is an environment variable of the table in `environment`."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from banji.accounts.identity_key import identity_key
from banji.site import environment, postgres
from banji.web.middleware import POLICY

VAR = postgres.var()
DEBUG = environment.is_on("BANJI_DEBUG")


def _secret_key() -> str:
    """The session key: from the environment, else made once and kept in a private file."""
    if key := environment.read("BANJI_SECRET_KEY"):
        return key
    path = VAR / "session.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # O_EXCL: of two processes that start together one makes the key and the other reads it.
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text()
        with os.fdopen(handle, "w") as file:
            file.write(os.urandom(48).hex())
    return path.read_text()


def _database(url: str) -> dict[str, object]:
    """Django's settings for a postgres URL; `?host=/run/dir` names a unix socket."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query["host"][0] if "host" in query else parts.hostname or "",
        "PORT": str(parts.port or query.get("port", [""])[0]),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {},
        "TEST": {"NAME": environment.read("BANJI_TEST_DB")},
    }


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = environment.listed("BANJI_HOSTS")
CSRF_TRUSTED_ORIGINS = environment.listed("BANJI_ORIGINS")
SECURE = environment.is_on("BANJI_HTTPS")

_server = postgres.resolve()
_owner = _database(_server.owner_url)
DATABASES = {"default": _database(_server.app_url)}
DATABASE_OWNER = str(_owner["USER"])
DATABASE_OWNER_PASSWORD = str(_owner["PASSWORD"])
DATABASE_APP = str(DATABASES["default"]["USER"])
DATABASE_APP_PASSWORD = str(DATABASES["default"]["PASSWORD"])
if environment.is_on("BANJI_AS_OWNER"):  # `banji migrate` and the first load
    DATABASES["default"] = _owner
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BANJI_INSTALLATION = environment.read("BANJI_INSTALLATION")
BANJI_CITY = environment.read("BANJI_CITY")
BANJI_PROFILE = environment.read("BANJI_PROFILE")
BANJI_REGISTER_OF_RECORD = environment.is_on("BANJI_REGISTER_OF_RECORD")
# The city's own dated rows on top of a profile.
BANJI_LAW = tuple(sorted((Path(__file__).parents[2] / BANJI_CITY / "law").glob("*.yaml")))
BANJI_FILES = VAR / "files"
BANJI_KEYRING = Path(environment.read("BANJI_KEYRING") or VAR / "keyring.json")
BANJI_CRYPTO = environment.read("BANJI_CRYPTO")
BANJI_TRAIL_COPY = VAR / "trail"
BANJI_DROP = VAR / "drop"
BANJI_EXCHANGE_NETWORKS = environment.listed("BANJI_EXCHANGE_NETWORKS")
BANJI_PROXIES = frozenset(environment.listed("BANJI_PROXIES"))
# A city's own public address: what the QR on a paper points to.
BANJI_PUBLIC_URL = environment.read("BANJI_PUBLIC_URL")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "banji.foundation",
    "banji.audit",
    "banji.files",
    "banji.printing",
    "banji.accounts",
    "banji.addresses",
    "banji.exchange",
    "banji.register",
    "banji.register.importing",
    "banji.register.exporting",
    "banji.reconciliation",
    "banji.cases",
    "banji.counter",
    "banji.matters.births",
    "banji.matters.corrections",
    "banji.matters.deaths",
    "banji.matters.duplicates",
    "banji.matters.migration",
    "banji.matters.payments",
    "banji.public",
    "banji.departments.civil_affairs",
    "banji.departments.finance",
    "banji.departments.health",
    "banji.departments.hrss",
    "banji.departments.police",
    "banji.supervision",
    "banji.api",
    "banji.web",
    "banji.site",
    # After our own rooms, whose templates take the place of theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.idp.oidc",
    "axes",
    "django_htmx",
    "django_tables2",
    "django_filters",
]

MIDDLEWARE = [
    "banji.web.middleware.VisitorsAddress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "banji.web.middleware.PageHeaders",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "banji.accounts.middleware.AccessMiddleware",
    "banji.web.refusals.Refusals",
]

ROOT_URLCONF = "banji.site.urls"
WSGI_APPLICATION = "banji.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "banji.web.context.frame",
            ],
        },
    },
]

BANJI_FRAME = "banji.site.frame.frame_of"

# Asked only where the database was created as a demo.
BANJI_DEMO_SIGN_INS = "banji_demo.staging.staff.sign_ins"
BANJI_DEMO_SYSTEMS = "banji_demo.staging.systems.systems"

PROCRASTINATE_IMPORT_PATHS = ["banji.foundation.jobs", "banji.site.periodic"]

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # refuses while an account is locked
    "banji.accounts.backend.AccountBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "banji.accounts.passwords.NotUsedBefore"},
]
# Days after which a password must be changed; 0: never. What is customary is a decision of the city.
BANJI_PASSWORD_DAYS = int(environment.read("BANJI_PASSWORD_DAYS"))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# allauth: sign-in by name, nobody signs himself up, nothing is sent by e-mail.
ACCOUNT_ADAPTER = "banji.accounts.signing_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "banji.accounts.signing_in.SignInForm",
    "reauthenticate": "banji.accounts.signing_in.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Failures are counted and locked by axes in the database, where every worker sees them; allauth's own count
# lives in one process's memory.
ACCOUNT_RATE_LIMITS = False
# Citizens come from OpenID providers (rows of allauth's SocialApp), by a link: `form-action` would stop a form that
# is sent on to another site. The claim carries the citizen ID number the provider has verified.
SOCIALACCOUNT_ADAPTER = "banji.accounts.citizens.CitizenAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
BANJI_CITIZEN_CLAIM = "citizen_id_no"
IDP_OIDC_ADAPTER = "banji.accounts.citizens.ProviderAdapter"
IDP_OIDC_PRIVATE_KEY = SimpleLazyObject(lambda: identity_key(VAR / "identity.key"))
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 15 * 60  # an API client asks again; only the digest of a token is kept
MFA_ADAPTER = "banji.accounts.signing_in.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "banji.accounts.signing_in.SecondFactorForm",
    "reauthenticate": "banji.accounts.signing_in.SecondFactorAgainForm",
    "activate_totp": "banji.accounts.signing_in.SetUpForm",
}
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off; a code still opens once only
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Banji 版籍"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # the trail is the log
AXES_USERNAME_CALLABLE = "banji.accounts.signing_in.sign_in_name"
AXES_SENSITIVE_PARAMETERS = ["code"]
AXES_LOCKOUT_CALLABLE = "banji.accounts.signing_in.locked_out"
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = [
    "axes.W006"
]  # an office sits behind one address: accounts are locked, not addresses

# What goes wrong is written where whoever runs the site sees it; no page and no mail carries a person's data.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

DJANGO_TABLES2_TEMPLATE = "web/table.html"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns about a folder that is not there
# `banji serve` gathers the files in this folder, compressed; without it (a test) they are served as they lie in the
# packages. No names with hashes: those would need it before the first page of a test or of a fresh clone.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = not environment.is_on("BANJI_GATHERED")

SECURE_CSP = POLICY
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "banji.accounts.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 15 * 60  # idle log-out, GB/T 22239 level 3
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
BANJI_UPLOAD_LIMIT = 100_000_000
# Of a file of the register to be taken over; larger ones are loaded on the server (`banji load`).
BANJI_IMPORT_LIMIT = 500_000_000
# Days for which a list of persons may be fetched, and how many persons it may have at most.
BANJI_EXPORT_DAYS = int(environment.read("BANJI_EXPORT_DAYS"))
BANJI_EXPORT_MOST = int(environment.read("BANJI_EXPORT_MOST"))
