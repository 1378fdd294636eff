"""Addresses of the figures."""

from django.urls import path

from leadflow.desk.insight import views

urlpatterns = [
    path("flow", views.flow, name="flow"),
    path("insight/channels", views.channels, name="channels"),
    path("insight/channels.csv", views.channels_csv, name="channels_csv"),
    path("insight/channels/<int:campaign_id>/cost", views.cost, name="campaign_cost"),
    path("kpi", views.kpi, name="kpi"),
    path("kpi/leads", views.leads, name="kpi_leads"),
    path("kpi/months.csv", views.csv, name="kpi_csv"),
]
