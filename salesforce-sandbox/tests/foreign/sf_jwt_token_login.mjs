// Signs in with sf-jwt-token and reads the org's id.
//
// Takes {"baseUrl", "clientId", "emailId", "privateKeyFile"} as JSON on standard input, and prints one JSON object:
// {"organizationId"} or {"error", "errorDescription"}.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// The packages may lie elsewhere than beside this file.
const modules = process.env.CONNECTORS_NODE_MODULES;
const { getToken } = createRequire(join(modules, "anchor.js"))("sf-jwt-token");

const given = JSON.parse(readFileSync(0, "utf8"));

async function signIn() {
  let token;
  try {
    token = await getToken({
      iss: given.clientId,
      sub: given.emailId,
      aud: given.baseUrl,
      privateKey: readFileSync(given.privateKeyFile, "utf8"),
    });
  } catch (refusal) {
    if (refusal.statusCode === undefined) throw refusal;
    const { error, error_description } = parsed(refusal.body);
    return { error, errorDescription: error_description };
  }
  const { access_token, instance_url } = parsed(token);
  const query = new URLSearchParams({ q: "SELECT Id, Name FROM Organization" });
  const answer = await fetch(`${instance_url}/services/data/v60.0/query?${query}`, {
    headers: { Authorization: `Bearer ${access_token}` },
  });
  const { records } = await answer.json();
  return { organizationId: records[0].Id };
}

const parsed = (body) => (typeof body === "object" && !Buffer.isBuffer(body) ? body : JSON.parse(String(body)));

console.log(JSON.stringify(await signIn()));
