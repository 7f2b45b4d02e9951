"""An OAuth 1.0a provider for the tests: every decision about signatures, nonces, times and verifiers is Authlib's, the routes and
the storage are here. Settings come as JSON; prints its address as a line of JSON, and ends with its parent."""

import json
import logging
import os
import socket
import sys
import threading

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from authlib.integrations.flask_oauth1 import (
    AuthorizationServer,
    ResourceProtector,
    create_exists_nonce_func,
    register_nonce_hooks,
    register_temporary_credential_hooks,
)
from authlib.oauth1 import ClientMixin, TokenCredentialMixin
from authlib.oauth1.errors import OAuth1Error
from flask import Flask, g, jsonify, redirect, request

settings = json.loads(sys.argv[1])
app = Flask(__name__)
app.config["OAUTH1_SUPPORTED_SIGNATURE_METHODS"] = [settings["method"]]
logging.getLogger("werkzeug").disabled = True


class Cache(dict):
    def set(self, key, value, timeout=None):
        self[key] = value

    def delete(self, key):
        self.pop(key, None)

    def has(self, key):
        return key in self


class Client(ClientMixin):
    def get_default_redirect_uri(self):
        return settings["callback"]

    def get_client_secret(self):
        return settings["consumerSecret"]

    def get_rsa_public_key(self):
        return settings.get("publicKey")


class User:
    def __init__(self, name):
        self.name = name

    def get_user_id(self):
        return self.name


class Token(TokenCredentialMixin):
    def __init__(self, token, user):
        self.token, self.user = token, user

    def get_oauth_token(self):
        return self.token["oauth_token"]

    def get_oauth_token_secret(self):
        return self.token["oauth_token_secret"]


cache, tokens = Cache(), {}


def query_client(client_id):
    return Client() if client_id == settings["consumerKey"] else None


def create_token_credential(token, temporary):
    tokens[token["oauth_token"]] = made = Token(token, temporary["user_id"])
    return made


server = AuthorizationServer(app, query_client=query_client)
register_temporary_credential_hooks(server, cache)
register_nonce_hooks(server, cache)
server.register_hook("create_token_credential", create_token_credential)
guard = ResourceProtector(
    app,
    query_client=query_client,
    query_token=lambda client_id, token: tokens.get(token),
    exists_nonce=create_exists_nonce_func(cache, "resource:"),
)


@app.route("/temporary", methods=["POST"])
def temporary():
    return server.create_temporary_credentials_response()


@app.route("/authorize", methods=["GET", "POST"])
def authorize():
    try:
        server.check_authorization_request()
    except OAuth1Error:
        return "bad request", 400
    token = request.values["oauth_token"]
    if request.method == "GET":
        return f'<form method="post" action="/authorize"><input type="hidden" name="oauth_token" value="{token}"></form>'
    if request.form.get("deny"):
        callback = cache["temporary_credential:" + token]["oauth_callback"]
        return redirect(callback + "&denied=" + token)
    return server.create_authorization_response(grant_user=User(request.form["user"]))


@app.route("/token", methods=["POST"])
def token_credentials():
    return server.create_token_response()


@app.route("/me")
@guard()
def me():
    user = g.authlib_server_oauth1_credential.user
    return jsonify(id=42, screen_name=user, name=f"The user {user}")


@app.route("/echo", methods=["GET", "POST", "PUT", "DELETE"])
@guard()
def echo():
    body = request.get_data(as_text=True) if request.mimetype != "application/x-www-form-urlencoded" else None
    return jsonify(method=request.method, query=request.args.to_dict(False), form=request.form.to_dict(False), body=body)


with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
print(json.dumps({"url": f"http://127.0.0.1:{port}"}), flush=True)
sys.stdout = sys.stderr = open(os.devnull, "w")
app.run("127.0.0.1", port, threaded=True)
