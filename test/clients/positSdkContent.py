"""Asks for credentials as content does, by an unmodified posit-sdk, and prints what came of it as JSON. Tokens are printed as hashes."""

import hashlib
import json
import os
import sys

from posit.connect import Client
from posit.connect.errors import ClientError
from posit.connect.oauth.oauth import OAuthTokenType


def digest(credentials):
    token = hashlib.sha256(credentials["access_token"].encode()).hexdigest()
    return [token, credentials["token_type"], credentials["issued_token_type"].rsplit(":", 1)[-1]]


def attempt(call):
    try:
        return call()
    except ClientError as error:
        return [error.http_status, error.error_code, error.error_message]


request = json.load(sys.stdin)
client = Client()
user_token = request.get("user_token")
audience = request.get("audience")
service = request.get("service")
answers = {
    "me": client.me["username"],
    "associated": [each["oauth_integration_guid"] for each in client.content.get().oauth.associations.find()],
    "viewer": attempt(lambda: digest(client.oauth.get_credentials(user_token, audience=audience))),
    "unnamed": attempt(lambda: digest(client.oauth.get_credentials(user_token))),
    "content": attempt(lambda: digest(client.oauth.get_content_credentials(audience=service))),
    "workload": attempt(
        lambda: digest(client.oauth.get_content_credentials(requested_token_type="urn:ietf:params:oauth:token-type:id_token", audience=audience))
    ),
    "aws": attempt(
        lambda: digest(client.oauth.get_credentials(user_token, OAuthTokenType.AWS_CREDENTIALS, audience=audience))
    ),
    "visitor": attempt(lambda: client.with_user_session_token(user_token).me["username"]),
}
print(json.dumps(answers))
