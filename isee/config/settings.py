"""Django's settings. Everything that differs between installations comes from `ISEE_...` variables."""

import hashlib
import os
from datetime import date

from csp.constants import NONE, SELF
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from isee.system.database import django_settings, role_urls
from isee.system.home import CHECKOUT, isee_home
from isee.system.keys import keyring

ISEE_HOME = isee_home()
ISEE_DB_ROLE = os.environ.get("ISEE_DB_ROLE", "web")
ISEE_DEMO = os.environ.get("ISEE_DEMO") == "1"
ISEE_TODAY = date.fromisoformat(os.environ["ISEE_TODAY"]) if os.environ.get("ISEE_TODAY") else None
ISEE_GEO_DIR = os.environ.get("ISEE_GEO_DIR")
ISEE_MAX_UPLOAD_BYTES = int(os.environ.get("ISEE_MAX_UPLOAD_BYTES", 200 * 1024 * 1024))
ISEE_PUBLIC_URL = os.environ.get("ISEE_PUBLIC_URL", "").rstrip("/")
ISEE_ENGINE = os.environ.get("ISEE_ENGINE", "duckdb")
ISEE_SPARK_MASTER = os.environ.get("ISEE_SPARK_MASTER", "local[*]")
ISEE_API_PER_MINUTE = int(os.environ.get("ISEE_API_PER_MINUTE", 600))
ISEE_API_TOKEN_PER_MINUTE = int(os.environ.get("ISEE_API_TOKEN_PER_MINUTE", 120))

DEBUG = False
SECRET_KEY = lazy(lambda: hashlib.sha512(keyring().current("django")[1]).hexdigest(), str)()
# Behind a reverse proxy that ends TLS and alone reaches this process (docs/deploy.md).
ISEE_TLS = os.environ.get("ISEE_TLS") == "1"
ALLOWED_HOSTS = os.environ.get("ISEE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if ISEE_TLS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "csp",
    "isee.system",
    "isee.access",
    "isee.places",
    "isee.collect",
    "isee.registry",
    "isee.linkage",
    "isee.screening",
    "isee.support",
    "isee.tracking",
    "isee.reporting",
    "isee.reporting.research",
    "isee.web",
]

MIDDLEWARE = [
    "isee.web.metrics.MeasuringMiddleware",
    *(["isee.web.middleware.BehindProxyMiddleware"] if ISEE_TLS else []),
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "isee.web.data_files.DataFiles",
    "isee.web.stored_pages.StoredPagesMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "isee.web.api.door.ApiDoor",
    "isee.web.middleware.ScopeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "isee.web.middleware.PermissionsPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "isee.web.guards.SecondFactorMiddleware",
    "isee.web.middleware.StorableTextMiddleware",
]

ROOT_URLCONF = "isee.config.urls"
WSGI_APPLICATION = "isee.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [CHECKOUT / "isee" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": django_settings(role_urls(ISEE_HOME).get(ISEE_DB_ROLE))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "work"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "isee.web.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {"one_time_code": "10/m/ip"}
MFA_ADAPTER = "isee.web.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "iSEE"
MFA_TOTP_TOLERANCE = 1
CACHES = {
    "default": {
        "BACKEND": "isee.web.cache.SharedCache",
        "LOCATION": ISEE_HOME / "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "limits": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}
SESSION_ENGINE = "isee.access.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ISEE_TLS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = ISEE_TLS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ISEE_TLS else None
SECURE_HSTS_SECONDS = 31536000 if ISEE_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ISEE_TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]
LOCALE_PATHS = [CHECKOUT / "isee" / "web" / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ISEE_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = ["isee.web.uploads.BoundedUploadHandler"]
FILE_UPLOAD_TEMP_DIR = None

PROCRASTINATE_IMPORT_PATHS = ["isee.web.jobs.tasks"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "isee.system.logs.PlainFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"procrastinate": {"level": "WARNING"}, "django.request": {"level": "ERROR"}},
}
