"""Addresses of signing in and of the staff pages."""

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.urls import URLPattern, path, re_path

from isee.web.pages import (
    account,
    acting,
    audit,
    audit_records,
    behind,
    child,
    children,
    corrections,
    follow_up,
    health,
    imports,
    invitations,
    jobs,
    offers,
    papers,
    recoveries,
    reports,
    research,
    role_review,
    staff_figures,
    tokens,
    transfers,
    users,
    work,
)

# The names are allauth's where its views look each other up. There is no sign-up and no reset by mail:
# a way in is a one-time code from an administrator or the school.
sign_in_pages: list[URLPattern] = [
    path("sign-in", account_views.login, name="account_login"),
    path("sign-in/second-factor", mfa_views.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey", keys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-out", account_views.logout, name="account_logout"),
    path("sign-in/closed", account_views.account_inactive, name="account_inactive"),
    path("enter", account.enter, name="enter"),
    path("password", account.choose_password, name="set_password"),
]

account_pages: list[URLPattern] = [
    path("account", account.home, name="account_home"),
    path("account/role", account.switch_role, name="role_switch"),
    path("account/sessions/<int:number>/end", account.end_session, name="account_end_session"),
    path("account/offers/<uuid:uuid>", offers.answer, name="account_offer"),
    path("account/tokens", tokens.tokens, name="api_tokens"),
    path("account/tokens/new", tokens.new_token, name="api_token_new"),
    path("account/tokens/<uuid:uuid>/revoke", tokens.revoke_token, name="api_token_revoke"),
    path("account/password", account.change_password, name="account_change_password"),
    path("account/confirm", account_views.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path("account/confirm/key", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/second-factor", mfa_views.index, name="mfa_index"),
    path("account/second-factor/app", account.ActivateApp.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/app/remove", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second-factor/codes", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/second-factor/keys", keys.list_webauthn, name="mfa_list_webauthn"),
    path("account/second-factor/keys/add", account.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("account/second-factor/keys/<int:pk>/name", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/second-factor/keys/<int:pk>/remove", keys.remove_webauthn, name="mfa_remove_webauthn"),
]

work_pages: list[URLPattern] = [
    path("work", work.work, name="work"),
    path("children", children.search, name="children"),
    path("children/results/<str:token>", children.results, name="children_results"),
    path("children/<uuid:uuid>", child.child, name="child"),
    path("children/<uuid:uuid>/parts", child.parts, name="child_parts"),
    path("children/<uuid:uuid>/photos/<str:token>", child.photo, name="child_photo"),
    path("children/<uuid:uuid>/record.pdf", papers.record, name="child_record"),
    path("children/<uuid:uuid>/copy.pdf", papers.copy, name="child_copy"),
    path("transfers", transfers.transfers, name="transfers"),
    path("transfers/<uuid:uuid>", transfers.decide, name="transfer_decide"),
    path("imports", imports.imports, name="imports"),
    path("imports/all", imports.confirm_all, name="imports_confirm_all"),
    path("imports/kept", corrections.kept, name="kept_rows"),
    path("imports/kept/<uuid:uuid>/discard", corrections.discard, name="kept_row_discard"),
    path("imports/<uuid:uuid>", imports.delivery, name="import"),
    path("imports/<uuid:uuid>/confirm", imports.confirm, name="import_confirm"),
    path("imports/<uuid:uuid>/departures", imports.departures, name="import_departures"),
    re_path(
        r"^imports/(?P<uuid>[0-9a-f-]{36})/errors\.(?P<extension>csv|xlsx)$", imports.error_file, name="import_errors"
    ),
    path("follow-up", follow_up.follow_up, name="follow_up"),
    path("follow-up.xlsx", follow_up.follow_up_table, name="follow_up_table"),
    path("follow-up/remind", follow_up.remind, name="follow_up_remind"),
    path("questions", corrections.questions, name="questions"),
    path("questions/<uuid:uuid>", corrections.answer, name="question_answer"),
]

figure_pages: list[URLPattern] = [
    path("reports", reports.reports, name="reports"),
    path("reports/table", reports.table, name="report_table"),
    re_path(r"^reports/table\.(?P<extension>csv|xlsx)$", reports.file, name="report_file"),
    path("reports/save", reports.save, name="report_save"),
    path("reports/children", behind.behind, name="behind"),
    path("reports/figures", staff_figures.figures, name="staff_figures"),
    re_path(r"^reports/figures/(?P<code>TH|R[1-4]|[0-9]{2,10})$", staff_figures.figures, name="staff_place"),
    path("reports/<uuid:uuid>", reports.saved, name="report"),
    path("reports/<uuid:uuid>/delete", reports.delete, name="report_delete"),
]

office_pages: list[URLPattern] = [
    path("users", users.users, name="users"),
    path("users/new", users.new_user, name="new_user"),
    path("users/recovery", recoveries.recoveries, name="recoveries"),
    path("users/recovery/<uuid:uuid>/confirm", recoveries.confirm, name="recovery_confirm"),
    path("users/recovery/<uuid:uuid>/refuse", recoveries.refuse, name="recovery_refuse"),
    path("users/recovery/<uuid:uuid>/withdraw", recoveries.withdraw, name="recovery_withdraw"),
    path("users/offers", offers.offers, name="offers"),
    path("users/offers/<uuid:uuid>/withdraw", offers.withdraw, name="offer_withdraw"),
    path("users/acting", acting.acting, name="acting"),
    path("users/acting/<int:number>/end", acting.end, name="acting_end"),
    path("users/review", role_review.review, name="role_review"),
    path("users/review/<int:number>", role_review.answer, name="role_review_answer"),
    path("users/invite", invitations.invite, name="invite"),
    path("users/<uuid:uuid>", users.user, name="user"),
    path("users/<uuid:uuid>/roles", users.give_role, name="user_give_role"),
    path("users/<uuid:uuid>/roles/<int:number>/end", users.end_role, name="user_end_role"),
    path("users/<uuid:uuid>/code", users.make_link, name="user_link"),
    path("users/<uuid:uuid>/sign-out", users.end_sessions, name="user_end_sessions"),
    path("users/<uuid:uuid>/close", users.close, name="user_close"),
    path("research", research.requests, name="research"),
    path("research/new", research.ask, name="research_new"),
    path("research/<uuid:uuid>", research.request_page, name="research_request"),
    path("research/<uuid:uuid>/decide", research.decide, name="research_decide"),
    path("research/<uuid:uuid>/withdraw", research.withdraw, name="research_withdraw"),
    path("research/<uuid:uuid>/extract.zip", research.download, name="research_download"),
    path("audit", audit.audit, name="audit"),
    path("audit/sample", audit_records.sample, name="audit_sample"),
    path("audit/changes", audit_records.changes, name="audit_changes"),
    path("jobs", jobs.jobs, name="jobs"),
]

staff_pages: list[URLPattern] = [*sign_in_pages, *account_pages, *work_pages, *figure_pages, *office_pages]

# For machines: they have no language.
machine_pages: list[URLPattern] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
