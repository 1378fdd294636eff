"""Addresses of the figures."""

from django.urls import path

from leadflow.desk.insight import costs, views

urlpatterns = [
    path("flow", views.flow, name="flow"),
    path("insight/channels", views.channels, name="channels"),
    path("insight/channels.csv", views.channels_csv, name="channels_csv"),
    path("insight/costs", costs.costs, name="costs"),
    path("insight/costs.csv", costs.costs_csv, name="costs_csv"),
    path("insight/costs/keep", costs.keep, name="costs_keep"),
    path("insight/costs/add", costs.add, name="costs_add"),
    path("insight/costs/bring", costs.bring, name="costs_bring"),
    path("insight/winners", views.winners, name="winners"),
    path("insight/winners.csv", views.winners_csv, name="winners_csv"),
    path("insight/winners/leads", views.winners_leads, name="winners_leads"),
    path("insight/speed", views.speed, name="speed"),
    path("insight/speed.csv", views.speed_csv, name="speed_csv"),
    path("insight/score", views.score, name="score"),
    path("insight/score.csv", views.score_csv, name="score_csv"),
    path("insight/savings", views.savings, name="savings"),
    path("kpi", views.kpi, name="kpi"),
    path("kpi/leads", views.leads, name="kpi_leads"),
    path("kpi/months.csv", views.csv, name="kpi_csv"),
]
