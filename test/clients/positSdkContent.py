"""Asks for credentials as content does, by an unmodified posit-sdk, and prints what came of it as JSON. Tokens are printed as hashes."""

import hashlib
import json
import os
import sys

from posit.connect import Client
from posit.connect.errors import ClientError
from posit.connect.external.databricks import ConnectStrategy
from posit.connect.external.snowflake import PositAuthenticator
from posit.connect.oauth.oauth import OAuthTokenType


def hashed(token):
    return hashlib.sha256(token.encode()).hexdigest()


def digest(credentials):
    return [hashed(credentials["access_token"]), credentials["token_type"], credentials["issued_token_type"].rsplit(":", 1)[-1]]


def databricks(**options):
    """What the SDK of Databricks would send."""
    scheme, token = ConnectStrategy(**options)()()["Authorization"].split(" ")
    return [hashed(token), scheme]


def snowflake(**options):
    """What the connector of Snowflake would be given."""
    authenticator = PositAuthenticator(local_authenticator="EXTERNALBROWSER", **options)
    return [hashed(authenticator.token), authenticator.authenticator]


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
    "databricks": attempt(lambda: databricks(user_session_token=user_token, audience=audience)),
    "databricks_service": attempt(lambda: databricks(audience=service)),
    "snowflake": attempt(lambda: snowflake(user_session_token=user_token, audience=audience)),
    "visitor": attempt(lambda: client.with_user_session_token(user_token).me["username"]),
}
print(json.dumps(answers))
