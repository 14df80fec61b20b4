from django.urls import path

from apps.quiz.views import answering, choosing, seeing

app_name = "quiz"
urlpatterns = [
    path("", choosing.home, name="home"),
    path("method/", choosing.method, name="method"),
    path("answers/", choosing.answers, name="answers"),
    path("compare/", seeing.compare, name="compare"),
    path("<slug:slug>/", choosing.start, name="start"),
    path("<slug:slug>/<int:n>/", answering.question, name="question"),
    path("<slug:slug>/page/<int:p>/", answering.page, name="page"),
    path("<slug:slug>/review/", answering.review, name="review"),
    path("<slug:slug>/result/", seeing.result, name="result"),
    path("<slug:slug>/result/<slug:kind>/", seeing.download, name="download"),
]
