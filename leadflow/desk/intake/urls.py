"""Addresses of the intake: the ledger, its receipts, one arrival, the import of a list."""

from django.urls import path

from leadflow.desk.intake import arrivals, forms, mappings, rows, taking_back, views, wizard

urlpatterns = [
    path("intake", views.arrivals, name="intake"),
    path("intake/forms", forms.listed, name="forms"),
    path("intake/receipts", views.receipts, name="receipts"),
    path("intake/differences", views.differences, name="differences"),
    path("intake/receipt/<uuid:receipt_id>", views.receipt, name="receipt"),
    path("intake/receipt/<uuid:receipt_id>/progress", views.progress, name="receipt_progress"),
    path("intake/receipt/<uuid:receipt_id>/stop", views.stop, name="receipt_stop"),
    path("intake/receipt/<uuid:receipt_id>/resume", views.resume, name="receipt_resume"),
    path("intake/receipt/<uuid:receipt_id>/retry", views.retry, name="receipt_retry"),
    path("intake/receipt/<uuid:receipt_id>/rows", rows.listed, name="receipt_rows"),
    path("intake/receipt/<uuid:receipt_id>/rows.csv", rows.as_file, name="receipt_csv"),
    path("intake/receipt/<uuid:receipt_id>/undo", taking_back.undo, name="receipt_undo"),
    path("intake/receipt/<uuid:receipt_id>/undoing", taking_back.progress, name="receipt_undo_progress"),
    path("intake/receipt/<uuid:receipt_id>/again", taking_back.again, name="receipt_again"),
    path("intake/mappings", mappings.listed, name="mappings"),
    path("intake/mappings/<uuid:mapping_id>", mappings.one, name="mapping"),
    path("intake/mappings/<uuid:mapping_id>/drop", mappings.drop, name="mapping_drop"),
    path("intake/mappings/<uuid:mapping_id>/back", mappings.back, name="mapping_back"),
    path("intake/arrival/<uuid:arrival_id>", arrivals.arrival, name="arrival"),
    path("intake/arrival/<uuid:arrival_id>/mend", arrivals.mend, name="mend"),
    path("intake/arrival/<uuid:arrival_id>/set-aside", arrivals.set_aside, name="set_aside"),
    path("intake/import", wizard.upload, name="import"),
    path("intake/import/<uuid:receipt_id>", wizard.columns, name="import_columns"),
    path("intake/import/<uuid:receipt_id>/look", wizard.look_again, name="import_look"),
    path("intake/import/<uuid:receipt_id>/read-as", wizard.read_as, name="import_read_as"),
    path("intake/import/<uuid:receipt_id>/preview", wizard.preview, name="import_preview"),
    path("intake/import/<uuid:receipt_id>/drop", wizard.drop, name="import_drop"),
]
