from shiny import App, render, ui
from viewer import shown


def server(input, output, session):
    @render.text
    def text():
        return shown(session.http_conn.headers["Posit-Connect-User-Session-Token"])


app = App(ui.page_fluid(ui.output_text("text")), server)
