"""All of Leeway's settings: one file, one fixed order, every value typed and checked at start."""

from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from config import env
from config.database import connection_from_url, replica_from_url
from config.photo_storage import storage_at
from config.version import version

BASE_DIR = Path(__file__).resolve().parent.parent
env.collect()  # all that is wrong is named at once, at the end

# --- Where we run -------------------------------------------------------------------------------
# A local copy (`make run`, `make dev`, tests): config/local sets the rest of its environment.
VERSION = version()
LOCAL = env.flag("LEEWAY_LOCAL", default=False)
DEBUG = LOCAL and env.flag("LEEWAY_DEBUG", default=False)
DATA_DIR = env.data_folder()
ALLOWED_HOSTS = env.words("LEEWAY_HOSTS")

# --- Secrets ------------------------------------------------------------------------------------
SECRET_KEY = env.secret("LEEWAY_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.former_secrets("LEEWAY_SECRET_KEY_FALLBACKS")
# Version → pepper. It stays outside the database and is not the secret key (docs/security.md).
VAULT_PEPPERS = env.versions("LEEWAY_VAULT_PEPPER", secret_keys=[SECRET_KEY, *SECRET_KEY_FALLBACKS])

# --- Applications -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "apps.common",
    "apps.accounts",
    "apps.vault",
    "apps.practices",
    "apps.support",
    "apps.articles",
    "apps.journal",
    "apps.quiz",
    "apps.pages",
    "apps.operations",
]
MIDDLEWARE = [
    "apps.common.http.request_log.RequestLogMiddleware",
    "apps.common.http.forwarded.ForwardedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "apps.common.middleware.SiteHeadersMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # above the rest: a page that is kept for visitors is answered here
    "apps.common.middleware.CachingMiddleware",
    "apps.common.http.stack_chunk.StackChunkMiddleware",
    "apps.common.middleware.HealthCheckMiddleware",
    "apps.accounts.middleware.MemberSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # above the check of the form token, which reads the body: who may send a file, and its place
    "apps.accounts.middleware.UnreadUploadsMiddleware",
    "apps.common.middleware.HeavyWorkMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "apps.accounts.middleware.MemberCsrfCookieMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.middleware.SignInRequiredMiddleware",
    "apps.common.middleware.SiteStateMiddleware",
    "apps.vault.middleware.VaultMiddleware",
    "apps.common.middleware.OutageMiddleware",
    "apps.common.replica.reads.ReplicaMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "apps.common.context_processors.page",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ]
            if not DEBUG
            else ["django.template.loaders.filesystem.Loader"],
        },
    }
]

# --- Database -----------------------------------------------------------------------------------
NO_DATABASE: dict[str, Any] = {}
DATABASES = {
    "default": env.checked(
        lambda: connection_from_url(
            env.text_or_file("DATABASE_URL"),
            pool_size=env.number("LEEWAY_DATABASE_POOL", default=8, least=1),
            wait_ms=env.number("LEEWAY_DATABASE_WAIT_MS", default=10_000, least=100),
            statement_ms=env.number("LEEWAY_DATABASE_STATEMENT_MS", default=0),
            test_name=env.text("LEEWAY_TEST_DATABASE", default="test_leeway"),
        ),
        instead=NO_DATABASE,
    )
}
# apps/common/replica/reads.py says which reads may go there.
if _replica_url := env.text_or_file("DATABASE_REPLICA_URL", default=""):
    DATABASES["replica"] = env.checked(lambda: replica_from_url(_replica_url), instead=NO_DATABASE)
    DATABASE_ROUTERS = ["apps.common.replica.reads.ReplicaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Sessions, cookies, requests ----------------------------------------------------------------
SESSION_ENGINE = "apps.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_UNUSED_DAYS = 7
SESSION_LONGEST_DAYS = 30
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "apps.common.http.errors.csrf_failure"
DISPLAY_COOKIE_NAME = "__Host-look"
QUIZ_COOKIE_NAME = "__Host-quiz"
VAULT_COOKIE_NAME = "__Host-jkey"
KNOWN_BROWSER_COOKIE_NAME = "__Host-known"
COVERED_COOKIE_NAME = "__Host-covered"  # static/js/covered-mark.js sets it
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# A file is sealed while it arrives, or stays in memory; only in a view that says how large a one it
# takes; never on a disk.
FILE_UPLOAD_HANDLERS = [
    "apps.journal.importing.sealed_upload.SealedUpload",
    "apps.common.http.uploads.MemoryUpload",
]
TRUSTED_PROXIES = env.number("LEEWAY_TRUSTED_PROXIES", default=0)
# Work that takes long (apps/common/http/heavy_work.py); other threads serve the rest.
HEAVY_WORK_AT_ONCE = env.number("LEEWAY_HEAVY_WORK_AT_ONCE", default=2, least=1)
HEAVY_WORK_WAITING = 1  # requests that wait for a place at once; the next hears 503 at once
HEAVY_WORK_WAIT_SECONDS = 2

# --- Security headers ---------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
SECURE_HSTS_SECONDS = env.number("LEEWAY_HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not LOCAL
# No header has this name: apps/common/http/forwarded.py reads it out of `Forwarded`.
SECURE_PROXY_SSL_HEADER = ("leeway.forwarded_scheme", "https") if TRUSTED_PROXIES else None
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$"]
X_FRAME_OPTIONS = "DENY"

# --- Accounts -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# Names: the database holds it (one_name_in_any_case). Mail: it may be left out. HSTS preload: the
# operator's decision, which cannot be taken back.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "mail.E001", "security.W021"]
AUTHENTICATION_BACKENDS = ["apps.accounts.backends.MemberBackend"]
PASSWORD_HASHERS = [
    "apps.accounts.passwords.hashers.PepperedPasswordHasher",
    "apps.accounts.passwords.hashers.MemberPasswordHasher",  # what earlier releases wrote
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "apps.accounts.passwords.validators.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "apps.accounts.passwords.validators.LeakedValidator"},
    {"NAME": "apps.accounts.passwords.validators.GuessableValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "pages:home"
LOGOUT_REDIRECT_URL = "pages:home"
ACCOUNT_ADAPTER = "apps.accounts.sign_ins.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = False  # tries are counted in the database: apps/common/rate_limits.py
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {
    "login": "apps.accounts.forms.SignInForm",
    "signup": "apps.accounts.forms.SignUpForm",
    "change_password": "apps.accounts.forms.ChangePasswordForm",
}

MFA_ADAPTER = "apps.accounts.second_factor.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a finger, a face or the code of the device
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # no address is needed for a second factor

# --- The vault ----------------------------------------------------------------------------------
# Functions of the rooms above the vault: what is done with each vault that was unlocked, and which
# day it is for its writer.
VAULT_AFTER_UNLOCK = "apps.journal.vault_hooks.after_unlock"
VAULT_TODAY = "apps.journal.vault_hooks.today_of"
VAULT_IDLE_SECONDS = 15 * 60
VAULT_LONGEST_SECONDS = 8 * 3600
DERIVATIONS_AT_ONCE = env.number("LEEWAY_DERIVATIONS_AT_ONCE", default=2, least=1)
DERIVATION_WAIT_SECONDS = 0.8
DERIVATIONS_WAITING = 1  # requests that wait for a place at once; the next hears 429 at once
DERIVATION_LONGEST_SECONDS = 20
TRASH_DAYS = 30
HISTORY_DAYS = 90
SITTING_DAYS = 14  # a quiz that was begun and not finished
DRAFTS_MOST = env.number("LEEWAY_DRAFTS_MOST", default=500, least=20)  # of one journal
PAGES_MOST = env.number("LEEWAY_PAGES_MOST", default=200_000, least=20)  # of one journal
VERSIONS_MOST = env.number("LEEWAY_VERSIONS_MOST", default=50_000, least=20)  # of one journal
STORAGE_MOST = env.number("LEEWAY_STORAGE_MOST", default=5_000, least=1)  # MiB of one journal
LOCKED_DRAFT_DAYS = 365  # what was saved while the journal was closed, and never fetched
BACKUP_DAYS = env.number("LEEWAY_BACKUP_DAYS", default=30)
# The age public keys that `manage.py backup` encrypts to, and the folder that it writes into.
BACKUP_KEYS = env.words("LEEWAY_BACKUP_KEY", default=[])
BACKUP_FOLDER = Path(env.text("LEEWAY_BACKUP_FOLDER", default=str(DATA_DIR / "backups")))

# --- The library --------------------------------------------------------------------------------
# Where the files of facts, topics and guides are (docs/writing-guides.md).
LIBRARY = BASE_DIR / "fixtures"

# --- Who runs this copy (about, privacy and support pages say it) --------------------------------
OPERATOR = env.text("LEEWAY_OPERATOR", default="")
ADDRESS = env.text("LEEWAY_ADDRESS", default="")
CONTACT = env.text("LEEWAY_CONTACT", default="")
# The sample member of a local copy with a database of its own.
DEMO_MEMBER = LOCAL and env.flag("LEEWAY_DEMO_MEMBER", default=False)

# --- Watching over it (config/monitor.py) ---------------------------------------------------------
MONITOR_PORT = env.number("LEEWAY_MONITOR_PORT", default=0)  # 0: no monitor
MONITOR_HOST = env.text("LEEWAY_MONITOR_HOST", default="127.0.0.1")
DRAIN_FILE = env.text("LEEWAY_DRAIN_FILE", default="")  # config/drain.py

# --- Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# --- Static files -------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.storage.JoinedStaticFilesStorage"
    },
}

# --- Mail, cache, logs --------------------------------------------------------------------------
# Mail only leads back into an account, for members who gave an address. Without a mail server no
# page asks for one; a local copy writes its mails into files.
MAIL_HOST = env.text("LEEWAY_MAIL_HOST", default="")
MAIL_SECURITY = env.choice("LEEWAY_MAIL_SECURITY", ("starttls", "tls", "none"))
MAIL_FILES = DATA_DIR / "mail"
SENDS_MAIL = bool(MAIL_HOST) or LOCAL
DEFAULT_FROM_EMAIL = env.text("LEEWAY_MAIL_FROM") if MAIL_HOST else "Leeway <no-reply@localhost>"
if MAIL_HOST:
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": MAIL_HOST,
                "port": env.number("LEEWAY_MAIL_PORT", default=587, least=1),
                "username": env.text("LEEWAY_MAIL_USER", default=""),
                "password": env.text_or_file("LEEWAY_MAIL_PASSWORD", default=""),
                "use_tls": MAIL_SECURITY == "starttls",
                "use_ssl": MAIL_SECURITY == "tls",
                "timeout": 20,
            },
        }
    }
elif LOCAL:
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": MAIL_FILES},
        }
    }
else:
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
# Nothing is cached: a cache is one more place where a private word could stay.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
LOG_REQUESTS = env.flag("LEEWAY_LOG_REQUESTS", default=not LOCAL)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name} {request_id} {message}",
            "style": "{",
        },
        "json": {"()": "apps.common.http.request_log.JsonFormatter"},
    },
    "filters": {
        "no_contexts": {"()": "apps.common.error_reports.NoContexts"},
        "requests": {"()": "apps.common.http.request_log.RequestFilter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.choice("LEEWAY_LOG_FORMAT", ("line", "json")),
            "filters": ["requests"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.template": {"filters": ["no_contexts"]},
        # one line for each request, without address, path or name
        "leeway.requests": {"level": "INFO" if LOG_REQUESTS else "WARNING"},
    },
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "apps.common.error_reports.PrivateErrorReports"
PHOTO_STORAGE = env.text("LEEWAY_PHOTO_STORAGE", default="")
if PHOTO_STORAGE:
    STORAGES["sealed_photos"] = env.checked(lambda: storage_at(PHOTO_STORAGE), instead={})
env.stop_where_wrong()
