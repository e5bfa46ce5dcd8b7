"""Settings of the portal, read from environment variables (all listed in README.md).

Safe defaults; what is wrong or missing in a real installation is caught by the checks in portal/checks.py.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import environ
import pghistory
from csp.constants import NONE, SELF

from portal.database import database_settings

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

# -- Where and how it runs -------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
TESTING = "pytest" in sys.modules
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data"))).resolve()
if TESTING:  # tests have a server, mails and keys of their own, apart from a portal that runs
    DATA_DIR /= "test"
# Load the demo city at the first start of `manage.py serve`.
DEMO = env.bool("DEMO", default=False)
# Where `manage.py serve` listens, and with how many web processes: one a core is best.
LISTEN = env.str("LISTEN", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
WEB_WORKERS = env.int("WEB_WORKERS", default=2)
# The address that people type; it stands in mails and decides about https.
BASE_URL = env.str("BASE_URL", default=f"http://localhost:{PORT}").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(BASE_URL).hostname or ""] if HTTPS else ["*"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# The number of proxies in front of the portal: whose X-Forwarded-For is believed for rate limits.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)


def secret_key() -> str:
    """SECRET_KEY from the environment, or one made once and kept in the data folder (mode 0600)."""
    from django.core.management.utils import get_random_secret_key  # noqa: PLC0415 -- only for the first start

    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(get_random_secret_key())
        with suppress(FileExistsError):  # of several processes that start at once, the first names the key
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text()


# As it stands: `env` would take a key that begins with $ for the name of another variable.
SECRET_KEY = os.environ.get("SECRET_KEY") or secret_key()

DATABASES = {
    "default": database_settings(
        url=env.str("DATABASE_URL", default=""), data_dir=DATA_DIR, durable=not TESTING
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Shared by all processes: rate limits and what must hold everywhere.
    # With Django's 300 entries the counters of a few hundred addresses would push each other out.
    "default": {
        "BACKEND": "portal.counters.CountingCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # In each process: what can be computed again (furigana, counts).
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}},
}

# -- The parts -------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "groups.apps.GroupsConfig",
    "surveys.apps.SurveysConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "template_partials",
]

MIDDLEWARE = [
    "portal.headers.PrivacyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.permissions.LoginGate",
    "portal.districts.DistrictMiddleware",
    "portal.accounts.MfaGate",
    "portal.history.HistoryMiddleware",
    "portal.pages.OnlySentMiddleware",
    "portal.collisions.CollisionMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.pages.page_context",
            ],
            "builtins": [
                "django.templatetags.static",
                "portal.templatetags.japanese",
                "portal.templatetags.ui",
                "template_partials.templatetags.partials",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Developers and tests read static files where they stand, without gathering them first.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG or TESTING
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# -- People ----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if TESTING:  # slow on purpose elsewhere
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "front"
ACCOUNT_ADAPTER = "portal.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Invitations reach people by mail, so an address is verified when its invitation is accepted.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# One address each; a new one counts once the link mailed to it was opened. Changes of access are told by mail.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "【つながり】"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "つながり"
MFA_ADAPTER = "portal.accounts.SecondFactorAdapter"
ACCOUNT_FORMS = {"add_email": "portal.forms.second_factor.NewAddressForm"}
MFA_FORMS = {
    "activate_totp": "portal.forms.second_factor.SetUpForm",
    "authenticate": "portal.forms.second_factor.SignInForm",
    "reauthenticate": "portal.forms.second_factor.ConfirmForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

# -- Mail ------------------------------------------------------------------------------------------------------

# Without EMAIL_URL mails are written as files into the data folder, so that a trial installation loses none.
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    globals().update(env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="tsunagari@example.jp")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# -- Security --------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_SSL_REDIRECT = False  # the TLS proxy redirects
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
RATELIMIT_IP_META_KEY = "portal.ratelimits.client_ip"
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
SILENCED_SYSTEM_CHECKS = [
    "security.W005",
    "security.W008",
    "security.W021",
    "django_ratelimit.E003",
    "django_ratelimit.W001",
]

# -- Work outside requests -------------------------------------------------------------------------------------

# Jobs run in the worker; True runs them at once in the calling process (tests).
JOBS_INLINE = env.bool("JOBS_INLINE", default=TESTING)
PROCRASTINATE_IMPORT_PATHS = ["portal.tasks"]

# -- History ---------------------------------------------------------------------------------------------------

# Triggers are put in after each migration, from the models as they are, rather than by steps of their own: a new
# database would be made twice as slowly, and each step be a page of SQL.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = False  # portal.apps does, of the tables that are there
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
PGHISTORY_MIDDLEWARE_METHODS = ("POST",)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="versions")

# -- Logs: no personal data, no query strings ------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name} {message}", "style": "{"}},
    "filters": {
        "secrets": {"()": "portal.logs.HideSecrets"},
        "one_line": {"()": "portal.logs.OneLineBelowErrors"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["secrets", "one_line"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Those who guess host names are answered 400; that is no news.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "procrastinate": {"level": "WARNING"},
        "portal": {"level": "INFO"},
    },
}

# -- Development -----------------------------------------------------------------------------------------------

if DEBUG:
    INSTALLED_APPS += ["debug_toolbar", "django_browser_reload"]
    MIDDLEWARE.insert(3, "debug_toolbar.middleware.DebugToolbarMiddleware")
    MIDDLEWARE.append("django_browser_reload.middleware.BrowserReloadMiddleware")
    INTERNAL_IPS = ["127.0.0.1"]
