"""Address of what is at risk."""

from django.urls import path

from leadflow.desk.risk import views

urlpatterns = [path("risk", views.risk, name="risk")]
