from django.urls import path

from apps.quiz import views

app_name = "quiz"
urlpatterns = [
    path("", views.home, name="home"),
    path("method/", views.method, name="method"),
    path("answers/", views.answers, name="answers"),
    path("<slug:slug>/", views.start, name="start"),
    path("<slug:slug>/<int:n>/", views.question, name="question"),
    path("<slug:slug>/review/", views.review, name="review"),
    path("<slug:slug>/result/", views.result, name="result"),
]
