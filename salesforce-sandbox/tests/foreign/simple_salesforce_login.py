"""Signs in with simple-salesforce and reads the org's id.

Takes {"baseUrl", "clientId", "emailId", "privateKeyFile"} as JSON on standard input, and prints one JSON object:
{"organizationId"} or {"error", "errorDescription"}.
"""

import json
import sys
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceAuthenticationFailed


class ToSandbox(HTTPAdapter):
    """Sends every request to the sandbox: the client's hosts are hard-coded."""

    def __init__(self, base_url):
        super().__init__()
        self.base = urlsplit(base_url)

    def send(self, request, **options):
        url = urlsplit(request.url)._replace(scheme=self.base.scheme, netloc=self.base.netloc)
        request.url = url.geturl()
        return super().send(request, **options)


def sign_in(given):
    session = requests.Session()
    session.trust_env = False
    for scheme in ("http://", "https://"):
        session.mount(scheme, ToSandbox(given["baseUrl"]))
    try:
        salesforce = Salesforce(
            username=given["emailId"],
            consumer_key=given["clientId"],
            privatekey_file=given["privateKeyFile"],
            session=session,
        )
    except SalesforceAuthenticationFailed as refusal:
        return {"error": refusal.code, "errorDescription": refusal.content.decode()}
    answer = salesforce.query("SELECT Id, Name FROM Organization")
    return {"organizationId": answer["records"][0]["Id"]}


print(json.dumps(sign_in(json.load(sys.stdin))))
