import sys

import dash
import flask
from viewer import shown

app = dash.Dash(__name__)
app.layout = lambda: dash.html.P(shown(flask.request.headers["Posit-Connect-User-Session-Token"]))
# A layout that is a function is also called once without a request, to look for errors in it.
app.config.suppress_callback_exceptions = True
app.run(port=int(sys.argv[1]))
