"""Addresses of the settings: people, keys, privacy, system, and the own account."""

from django.urls import path

from leadflow.desk.settings import (
    account,
    grants,
    keys,
    mailbox_list,
    mailboxes,
    outward,
    privacy,
    reference,
    system,
    users,
)

urlpatterns = [
    path("settings", account.first, name="settings"),
    path("settings/account", account.own, name="own_account"),
    path("settings/password", account.password, name="own_password"),
    path("settings/sudo", account.sudo, name="sudo"),
    path("settings/users", users.listed, name="users"),
    path("settings/users/<uuid:user_id>", users.one, name="user"),
    path("settings/users/<uuid:user_id>/link", users.link, name="user_link"),
    path("settings/users/<uuid:user_id>/deactivate", users.deactivate, name="user_deactivate"),
    path("settings/users/<uuid:user_id>/reactivate", users.reactivate, name="user_reactivate"),
    path("settings/mail", outward.page, name="outward"),
    path("settings/mail/test", outward.test, name="outward_test"),
    path("settings/mail/close", outward.close, name="outward_close"),
    path("settings/mailboxes", mailbox_list.listed, name="mailboxes"),
    path("settings/mailboxes/new", mailboxes.new, name="mailbox_new"),
    path("settings/mailboxes/leave", grants.prepare, name="grant_new"),
    path("settings/mailboxes/leave/<uuid:grant_id>", grants.ask, name="grant_ask"),
    path("settings/mailboxes/back", grants.back, name="grant_back"),
    path("settings/mailboxes/<uuid:mailbox_id>", mailboxes.one, name="mailbox"),
    path("settings/mailboxes/<uuid:mailbox_id>/try", mailboxes.try_out, name="mailbox_try"),
    path("settings/mailboxes/<uuid:mailbox_id>/rest", mailboxes.rest, name="mailbox_rest"),
    path("settings/keys", keys.listed, name="keys"),
    path("settings/api", reference.page, name="reference"),
    path("settings/keys/<uuid:key_id>/revoke", keys.revoke, name="key_revoke"),
    path("settings/privacy", privacy.find, name="privacy"),
    path("settings/privacy/<int:person_id>/export", privacy.export, name="privacy_export"),
    path("settings/privacy/<int:person_id>/erase", privacy.erase, name="privacy_erase"),
    path("settings/system", system.overview, name="system"),
    path("settings/system/examine", system.examine, name="system_examine"),
    path("settings/system/job/<uuid:job_id>/retry", system.retry, name="job_retry"),
    path("settings/system/job/<uuid:job_id>/stop", system.stop, name="job_stop"),
]
