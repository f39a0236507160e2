from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from viewer import shown

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def page(request: Request):
    return f"<p>{shown(request.headers['Posit-Connect-User-Session-Token'])}</p>"
