"""Addresses of nurturing: running plans, the mails that go out, one mail, and the plan of a lead."""

from django.urls import path

from leadflow.desk.nurture import mails, plans, sleeping

urlpatterns = [
    path("nurture", plans.listed, name="nurture"),
    path("nurture/sleeping", sleeping.listed, name="sleeping"),
    path("lead/<uuid:lead_id>/wake", sleeping.wake, name="wake"),
    path("nurture/mails", mails.listed, name="mails"),
    path("nurture/mail/<uuid:mail_id>", mails.one, name="mail"),
    path("nurture/mail/<uuid:mail_id>/again", mails.again, name="mail_again"),
    path("nurture/mail/<uuid:mail_id>/stop", mails.stop, name="mail_stop"),
    path("lead/<uuid:lead_id>/plan", plans.begin, name="plan_begin"),
    path("lead/<uuid:lead_id>/plan/stop", plans.stop, name="plan_stop"),
    path("lead/<uuid:lead_id>/plan/add", plans.add, name="plan_add"),
    path("lead/<uuid:lead_id>/plan/<int:step_id>/skip", plans.skip, name="step_skip"),
    path("lead/<uuid:lead_id>/plan/<int:step_id>/back", plans.back, name="step_back"),
    path("lead/<uuid:lead_id>/plan/<int:step_id>/move", plans.move, name="step_move"),
]
