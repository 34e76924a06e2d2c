"""Addresses of the pages: Thai at the root, English below `/en/`."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, path, re_path

from isee.web.api.endpoints import api
from isee.web.pages import api_guide, brief, compare, inequality, near, public
from isee.web.urls_staff import machine_pages, staff_pages

public_pages: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    path("areas", public.areas, name="areas"),
    re_path(r"^areas/(?P<code>TH|R[1-4]|[0-9]{2}|[0-9]{4}|[0-9]{6})$", public.area, name="area"),
    re_path(r"^areas/(?P<code>[0-9]{2})/brief\.pdf$", brief.brief, name="brief"),
    path("schools/near", near.near, name="near"),
    re_path(r"^schools/near/outlines/(?P<code>[0-9]{2})\.json$", near.outlines, name="outlines"),
    re_path(r"^schools/(?P<code>[0-9]{10})$", public.school, name="school"),
    path("compare", compare.compare, name="compare"),
    path("inequality", inequality.inequality, name="inequality"),
    path("downloads", public.downloads, name="downloads"),
    re_path(r"^tables/(?P<name>[a-z_]+)\.(?P<extension>csv|xlsx)$", public.table, name="table"),
    path("about", public.about, name="about"),
    path("privacy", public.privacy, name="privacy"),
    path("method", public.method, name="method"),
    path("api", api_guide.guide, name="api_guide"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *machine_pages,
    path("api/v1/", api.urls),
    *i18n_patterns(*public_pages, *staff_pages, prefix_default_language=False),
]

handler400 = "isee.web.pages.errors.bad_request"
handler403 = "isee.web.pages.errors.forbidden"
handler404 = "isee.web.pages.errors.not_found"
handler500 = "isee.web.pages.errors.failed"
