"""Addresses of the intake: the ledger, its receipts, one arrival, the import of a list."""

from django.urls import path

from leadflow.desk.intake import arrivals, builder, codes, forms, views, wizard

urlpatterns = [
    path("intake", views.arrivals, name="intake"),
    path("intake/forms", forms.listed, name="forms"),
    path("intake/forms/new", builder.build, name="form_new"),
    path("intake/forms/preview", builder.preview, name="form_preview"),
    path("intake/forms/undo/<int:number>", builder.undo, name="form_undo"),
    path("intake/forms/<slug:key>/edit", builder.build, name="form_edit"),
    path("intake/forms/<slug:key>/off", builder.take_off, name="form_off"),
    path("intake/codes", codes.listed, name="codes"),
    path("intake/codes/enter", codes.enter, name="code_entry"),
    path("intake/codes/<uuid:series_id>.csv", codes.printed, name="codes_csv"),
    path("intake/codes/qr/<slug:code>.svg", codes.qr, name="code_qr"),
    path("intake/receipts", views.receipts, name="receipts"),
    path("intake/differences", views.differences, name="differences"),
    path("intake/receipt/<uuid:receipt_id>", views.receipt, name="receipt"),
    path("intake/receipt/<uuid:receipt_id>/progress", views.progress, name="receipt_progress"),
    path("intake/receipt/<uuid:receipt_id>/stop", views.stop, name="receipt_stop"),
    path("intake/receipt/<uuid:receipt_id>/resume", views.resume, name="receipt_resume"),
    path("intake/receipt/<uuid:receipt_id>/retry", views.retry, name="receipt_retry"),
    path("intake/arrival/<uuid:arrival_id>", arrivals.arrival, name="arrival"),
    path("intake/arrival/<uuid:arrival_id>/mend", arrivals.mend, name="mend"),
    path("intake/arrival/<uuid:arrival_id>/set-aside", arrivals.set_aside, name="set_aside"),
    path("intake/arrival/<uuid:arrival_id>/mail", arrivals.mail, name="arrival_mail"),
    path("intake/import", wizard.upload, name="import"),
    path("intake/import/<uuid:receipt_id>", wizard.columns, name="import_columns"),
    path("intake/import/<uuid:receipt_id>/preview", wizard.preview, name="import_preview"),
    path("intake/import/<uuid:receipt_id>/drop", wizard.drop, name="import_drop"),
]
