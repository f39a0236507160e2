import sys

import dash
import flask
from viewer import shown



def layout():
    # Dash also calls it once without a request, to look for errors in it.
    if not flask.has_request_context():
        return dash.html.P()
    return dash.html.P(shown(flask.request.headers["Posit-Connect-User-Session-Token"]))


app = dash.Dash(__name__)
app.layout = layout
app.run(port=int(sys.argv[1]))
