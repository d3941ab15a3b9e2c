from __future__ import annotations

from django.urls import path

from banji.exchange.pages import api, endpoints, ledger, lists, messages

app_name = "exchange"
urlpatterns = [
    path("lists/", lists.batches, name="batches"),
    path("lists/send/<str:feed>/", lists.send, name="send"),
    path("lists/template/<str:feed>/", lists.template, name="template"),
    path("lists/<uuid:batch_id>/", lists.batch, name="batch"),
    path("lists/<uuid:batch_id>/progress/", lists.progress, name="progress"),
    path("lists/<uuid:batch_id>/stop/", lists.stop, name="stop"),
    path("lists/<uuid:batch_id>/go-on/", lists.go_on, name="go_on"),
    path("lists/<uuid:batch_id>/errors/", lists.errors, name="errors"),
    path("lists/<uuid:batch_id>/rows/<str:outcome>/", lists.rows, name="rows"),
    path("messages/", messages.deliveries, name="deliveries"),
    path("messages/retry/", messages.retry, name="retry"),
    path("messages/owed/", ledger.owed, name="owed"),
    path("messages/owed/<int:organisation_id>/<str:what>/<str:type_>/", ledger.behind, name="behind"),
    path("messages/sent-back/<int:delivery_id>/", ledger.look, name="look"),
    path("messages/endpoints/", endpoints.overview, name="endpoints"),
    path("messages/endpoints/<int:organisation_id>/", endpoints.endpoint, name="endpoint"),
    path("messages/endpoints/<int:organisation_id>/key/", endpoints.key, name="new_key"),
    path("messages/endpoints/<int:organisation_id>/test/", endpoints.test, name="send_test"),
    path("messages/to/<str:receiver>/", messages.of_receiver, name="receiver"),
    path("api/exchange/receipts", api.receipts, name="take_receipts"),
    path("inbox/", messages.inbox, name="inbox"),
    path("inbox/accept/", messages.accept, name="accept"),
    path("inbox/<int:delivery_id>/answer/", messages.answer, name="answer"),
    path("inbox/<int:delivery_id>/reply/<str:type_>/", messages.reply, name="reply"),
]
