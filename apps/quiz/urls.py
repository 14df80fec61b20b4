from django.urls import path

from apps.quiz.views import history, questions, result, start

app_name = "quiz"
urlpatterns = [
    path("", start.home, name="home"),
    path("method/", start.method, name="method"),
    path("answers/", start.answers, name="answers"),
    path("compare/", result.compare, name="compare"),
    path("drafts/<uuid:draft_id>/drop/", start.drop, name="drop"),
    path("results/", history.results, name="results"),
    path("results/map/", history.one_map, name="results_map"),
    path("results/delete/", history.delete_all, name="delete_results"),
    path("results/<uuid:result_id>/", history.kept, name="kept"),
    path("results/<uuid:result_id>/label/", history.label, name="label"),
    path("results/<uuid:result_id>/give/", history.give, name="give"),
    path("results/<uuid:result_id>/delete/", history.delete, name="delete_result"),
    path("results/<uuid:result_id>/csv/", history.kept_file, {"kind": "csv"}, name="kept_csv"),
    path("results/<uuid:result_id>/json/", history.kept_file, {"kind": "json"}, name="kept_json"),
    path("<slug:slug>/", start.start, name="start"),
    path("<slug:slug>/<int:n>/", questions.question, name="question"),
    path("<slug:slug>/page/<int:p>/", questions.page, name="page"),
    path("<slug:slug>/review/", questions.review, name="review"),
    path("<slug:slug>/keep/", result.keep, name="keep"),
    path("<slug:slug>/result/", result.result, name="result"),
    path("<slug:slug>/result/<slug:kind>/", result.download, name="download"),
]
