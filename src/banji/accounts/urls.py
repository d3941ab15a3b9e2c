from __future__ import annotations

from django.urls import path

from banji.accounts.pages import entrance, identity_services, mine, organisations, people, posts, trail

app_name = "accounts"
urlpatterns = [
    path("password/", entrance.change_password, name="change_password"),
    path("post/", mine.switch_post, name="switch_post"),
    path("leave/<int:leave_id>/end/", mine.end_leave, name="end_leave"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.new_organisation, name="new_organisation"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/areas/", organisations.give_area, name="give_area"),
    path("areas/<int:pk>/end/", organisations.take_area, name="take_area"),
    path("posts/", posts.posts, name="posts"),
    path("posts/<int:pk>/", posts.post, name="post"),
    path("holdings/<int:pk>/end/", posts.end_holding, name="end_holding"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/password/", people.reset_password, name="reset_password"),
    path("people/<int:pk>/<slug:what>/", people.change, name="change"),
    path("identity-services/", identity_services.overview, name="identity_services"),
    path("identity-services/<int:pk>/test/", identity_services.test, name="test_identity_service"),
    path("identity-services/<int:pk>/remove/", identity_services.remove, name="remove_identity_service"),
    path("trail/", trail.trail, name="trail"),
]
