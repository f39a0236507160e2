"""Calls a Posit Connect by an unmodified posit-sdk, and prints what came of it as JSON, without any secret."""

import json
import os

from posit.connect import Client
from posit.connect.errors import ClientError


def refusal(call):
    try:
        call()
    except ClientError as error:
        return [error.http_status, error.error_code, error.error_message]
    return None


def administrator():
    client = Client(api_key=os.environ["ADMINISTRATOR_KEY"])
    created = client.oauth.integrations.create(
        name="By posit-sdk",
        description="A test",
        template="github",
        config={"client_id": "one", "client_secret": "the-client-secret"},
    )
    names = [each["name"] for each in client.oauth.integrations.find()]
    created.update(name="Renamed", config={"client_id": "two"})
    changed = client.oauth.integrations.get(created["guid"])
    created.delete()
    return {
        "listed": "By posit-sdk" in names,
        "name": changed["name"],
        "config": changed["config"],
        "gone": refusal(lambda: client.oauth.integrations.get(created["guid"])),
        "sessions": len(client.oauth.sessions.find(all=True)),
    }


def publisher():
    client = Client()
    content = client.content.get()
    viewer = client.oauth.integrations.find_by(name="^Sales API$")
    service = client.oauth.integrations.find_by(name="^Nightly jobs$", auth_type="Service Account")
    connect = client.oauth.integrations.find_by(integration_type="connect")
    content.oauth.associations.update([each["guid"] for each in (viewer, service, connect)])
    associated = sorted(each["oauth_integration_name"] for each in content.oauth.associations.find())
    token = os.environ["USER_SESSION_TOKEN"]
    credentials = client.oauth.get_credentials(token, audience=viewer["guid"])
    own = client.oauth.get_content_credentials(audience=service["guid"])
    visitor = client.with_user_session_token(token)
    answer = {
        "me": client.me["username"],
        "version": client.version,
        "owned": len(client.content.find(owner_guid=client.me["guid"])),
        "associated": associated,
        "viewer": credentials["token_type"],
        "service": own["token_type"],
        "visitor": visitor.me["username"],
        "ambiguous": refusal(lambda: client.oauth.get_credentials(token)),
        "forbidden": refusal(lambda: client.oauth.integrations.create(template="github", name="x", config={})),
    }
    content.oauth.associations.delete()
    answer["cleared"] = len(content.oauth.associations.find())
    return answer


print(json.dumps({"administrator": administrator(), "publisher": publisher()}))
