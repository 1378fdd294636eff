"""Addresses for strangers. They stand in mails: `delivery.links.PATHS` names the same, and a test compares them."""

from django.urls import path

from leadflow.public import codes, forms, hooks, offers, own, pieces

app_name = "public"
urlpatterns = [
    path("p/form/<slug:key>", forms.form, name="form"),
    path("p/code", codes.code, name="code"),
    path("p/c/<slug:code>", codes.coded, name="coded"),
    path("p/thanks/<slug:key>", forms.thanks, name="thanks"),
    path("p/confirm/<str:token>", forms.confirm, name="confirm"),
    path("p/receipt/<str:token>", forms.receipt, name="receipt"),
    path("p/piece/<str:token>", pieces.piece, name="piece"),
    path("p/offer/<str:token>", offers.offer, name="offer"),
    path("p/hook/<uuid:hook_id>", hooks.hook, name="hook"),
    path("p/you/<str:token>", own.preferences, name="you"),
    path("p/stop/<str:token>", own.stop, name="stop"),
]
