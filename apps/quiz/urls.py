from django.urls import path

from apps.quiz.views import answering, choosing, keeping, results, seeing

app_name = "quiz"
urlpatterns = [
    path("", choosing.home, name="home"),
    path("method/", choosing.method, name="method"),
    path("answers/", choosing.answers, name="answers"),
    path("compare/", seeing.compare, name="compare"),
    path("drafts/<uuid:draft_id>/drop/", choosing.drop, name="drop"),
    path("results/", results.results, name="results"),
    path("results/map/", results.one_map, name="results_map"),
    path("results/delete/", results.delete_all, name="delete_results"),
    path("results/<uuid:result_id>/", results.kept, name="kept"),
    path("results/<uuid:result_id>/label/", results.label, name="label"),
    path("results/<uuid:result_id>/give/", results.give, name="give"),
    path("results/<uuid:result_id>/delete/", results.delete, name="delete_result"),
    path("results/<uuid:result_id>/csv/", results.kept_file, {"kind": "csv"}, name="kept_csv"),
    path("results/<uuid:result_id>/json/", results.kept_file, {"kind": "json"}, name="kept_json"),
    path("<slug:slug>/", choosing.start, name="start"),
    path("<slug:slug>/<int:n>/", answering.question, name="question"),
    path("<slug:slug>/page/<int:p>/", answering.page, name="page"),
    path("<slug:slug>/review/", answering.review, name="review"),
    path("<slug:slug>/keep/", keeping.keep, name="keep"),
    path("<slug:slug>/result/", seeing.result, name="result"),
    path("<slug:slug>/result/<slug:kind>/", seeing.download, name="download"),
]
