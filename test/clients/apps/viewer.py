"""What the apps in this folder show: who looks at them, and which token they get for that viewer, as a hash."""

import base64
import hashlib
import json

from posit.connect import Client

client = Client()


def shown(user_token):
    claims = user_token.split(".")[1]
    viewer = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["preferred_username"]
    token = client.oauth.get_credentials(user_token)["access_token"]
    return f"viewer {viewer} token {hashlib.sha256(token.encode()).hexdigest()}"
