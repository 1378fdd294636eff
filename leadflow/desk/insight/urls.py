"""Addresses of the figures."""

from django.urls import path

from leadflow.desk.insight import views

urlpatterns = [
    path("kpi", views.kpi, name="kpi"),
    path("kpi/leads", views.leads, name="kpi_leads"),
    path("kpi/months.csv", views.csv, name="kpi_csv"),
]
