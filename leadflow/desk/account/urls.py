"""Addresses of coming in and going out."""

from django.urls import path

from leadflow.desk.account import second, views

urlpatterns = [
    path("login/", views.enter, name="login"),
    path("login/second", second.enter, name="login_second"),
    path("login/link/<str:token>", views.enter_by_link, name="login_link"),
    path("login/<str:token>/", views.enter_by_link),
    path("logout", views.leave, name="logout"),
    path("language", views.set_language, name="set_language"),
    path("theme", views.set_theme, name="set_theme"),
    path("robots.txt", views.robots, name="robots"),
]
