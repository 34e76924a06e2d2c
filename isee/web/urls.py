"""Addresses of the pages: Thai at the root, English below `/en/`."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, path, re_path

from isee.web.api.endpoints import api
from isee.web.pages import api_guide, brief, compare, inequality, near, open_data, public
from isee.web.urls_staff import machine_pages, staff_pages

public_pages: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    path("areas", public.areas, name="areas"),
    re_path(r"^areas/(?P<code>TH|R[1-4]|[0-9]{2}|[0-9]{4}|[0-9]{6})$", public.area, name="area"),
    re_path(r"^areas/(?P<code>[0-9]{2})/brief\.pdf$", brief.brief, name="brief"),
    path("schools/near", near.near, name="near"),
    re_path(r"^schools/near/outlines/(?P<code>TH|[0-9]{2})\.json$", near.outlines, name="outlines"),
    re_path(r"^schools/(?P<code>[0-9]{10})$", public.school, name="school"),
    path("compare", compare.compare, name="compare"),
    path("inequality", inequality.inequality, name="inequality"),
    path("data", open_data.home, name="data"),
    path("data/indicators", open_data.indicators, name="data_indicators"),
    path("data/indicators/<str:name>", open_data.indicator, name="data_indicator"),
    path("data/<str:release_id>", open_data.release, name="data_release"),
    path("data/<str:release_id>/<str:name>", open_data.missing_file, name="data_file"),
    path("downloads", open_data.moved_downloads, name="downloads"),
    re_path(r"^tables/(?P<name>[a-z_]+)\.(?P<extension>csv|xlsx)$", open_data.moved_table, name="moved_table"),
    path("about", public.about, name="about"),
    path("privacy", public.privacy, name="privacy"),
    path("method", public.method, name="method"),
    path("api", api_guide.guide, name="api_guide"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *machine_pages,
    path("api/v1/", api.urls),
    # Files have one address in both languages; this page stands there where there is no such file.
    re_path(r"^data/latest/(?P<name>[a-z_]+)\.(?P<extension>csv|xlsx|parquet)$", open_data.missing_table, name="table"),
    *i18n_patterns(*public_pages, *staff_pages, prefix_default_language=False),
]

handler400 = "isee.web.pages.errors.bad_request"
handler403 = "isee.web.pages.errors.forbidden"
handler404 = "isee.web.pages.errors.not_found"
handler500 = "isee.web.pages.errors.failed"
