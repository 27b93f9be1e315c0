// What goes over the wire beside the page: headers, the API's own refusals, the weight of a first visit.
import type { APIResponse } from "@playwright/test";

import { codes } from "../support/contract.ts";
import { expect, readOnlyTest, test } from "../support/test.ts";

const CREATE = "/api/v1/connectors/salesforce";

for (const path of ["/connectors", "/connectors/salesforce/new"]) {
  readOnlyTest(`the page comes with the whole policy: ${path}`, async ({ page }) => {
    const headers = (await page.goto(path))?.headers() ?? {};
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'self' 'sha256-[A-Za-z0-9+/=]+' 'sha256-[A-Za-z0-9+/=]+' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'$/,
    );
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    expect(headers["permissions-policy"]).toContain("clipboard-write=(self)");
    expect(headers["permissions-policy"]).toContain("camera=()");
  });
}

readOnlyTest("the policy holds: what it forbids does not run", async ({ page, cards, guards }) => {
  await cards.open();
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.injected = true";
    document.body.append(script);
    return "injected" in window;
  });
  expect(ran).toBe(false);
  await expect.poll(() => guards.takeFaults().join("\n")).toContain("CSP");
});

readOnlyTest("hashed files may be kept for ever, the page and the API not", async ({ page, cards }) => {
  const caching = new Map<string, string>();
  page.on("response", (response) => {
    caching.set(new URL(response.url()).pathname, response.headers()["cache-control"] ?? "");
  });
  await cards.open();
  const files = [...caching].filter(([path]) => /\.(js|wasm|css)$/.test(path));
  expect(files.length).toBeGreaterThanOrEqual(3);
  for (const [path, value] of files) expect(value, path).toContain("immutable");
  expect(caching.get("/connectors")).not.toContain("immutable");
  for (const path of ["/api/v1/config", "/api/v1/connectors"]) expect(caching.get(path), path).toBe("no-store");
});

readOnlyTest("a first visit is at most eight requests", async ({ cards, guards }) => {
  await cards.open();
  // The list is the last that is asked for.
  expect(guards.times("/api/v1/connectors")).toBe(1);
  expect(guards.asked.length, guards.asked.map(({ pathname }) => pathname).join(" ")).toBeLessThanOrEqual(8);
});

test("the API refuses by RFC 9457 what is not for it", async ({ page, sandbox, cards }) => {
  await cards.open();
  const { clientId, emailId, url, privateKey } = sandbox.credentials;
  const form = { name: "API", clientId, emailId, url, privateKey };
  const json = (body: unknown, headers: Record<string, string> = {}): Promise<APIResponse> =>
    page.request.post(CREATE, {
      data: typeof body === "string" ? body : JSON.stringify(body),
      headers: { "Content-Type": "application/json", ...headers },
    });
  const key = { "Idempotency-Key": "one-and-the-same" };
  expect((await json(form, key)).status()).toBe(201);
  expect((await json(form, key)).status(), "a repeat returns the first result").toBe(201);

  const refusals: [string, Promise<APIResponse>][] = [
    ["invalid", json({ ...form, name: " " })],
    ["body_malformed", json("{")],
    ["body_malformed", json({ ...form, extra: 1 })],
    ["body_too_large", json({ ...form, name: "n".repeat(70_000) })],
    ["unsupported_media_type", json(form, { "Content-Type": "text/plain" })],
    ["not_found", page.request.get("/api/v1/connectors/5b0e3c2e-0000-4000-8000-000000000000")],
    ["not_found", page.request.get("/api/v1/nothing")],
    ["method_not_allowed", page.request.put(CREATE)],
    ["cross_site", json(form, { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" })],
    ["idempotency_key_reused", json({ ...form, name: "Other" }, key)],
    ["idempotency_key_malformed", json(form, { "Idempotency-Key": "ü" })],
    ["name_taken", json(form)],
  ];
  for (const [code, asked] of refusals) await expectProblem(asked, code);
});

test("what comes too late is refused likewise: after a cancel, and after the last that fits", async ({ page, sandbox, server }) => {
  const { clientId, emailId, url, privateKey } = sandbox.credentials;
  const create = (name: string, headers: Record<string, string> = {}): Promise<APIResponse> =>
    page.request.post(CREATE, { data: { name, clientId, emailId, url, privateKey }, headers });
  expect((await page.request.delete(`${CREATE}/attempts/of-no-use`)).status()).toBe(200);
  await expectProblem(create("Canceled", { "Idempotency-Key": "of-no-use" }), "canceled");
  expect(await server.savedNames()).toEqual([]);
  for (let count = 1; count <= codes.limits.salesforceConnectors; count += 1) await server.save(sandbox, `Connector ${count}`);
  await expectProblem(create("One too many"), "limit_reached");
  expect(await server.savedNames()).toHaveLength(codes.limits.salesforceConnectors);
});

test("programs are refused likewise, and so is who makes tokens for them", async ({ page, sandbox, server }) => {
  await server.save(sandbox, "In use");
  const { connectors } = (await (await page.request.get("/api/v1/connectors")).json()) as { connectors: { id: string }[] };
  const id = connectors[0]?.id ?? "";
  const make = (less: object): Promise<APIResponse> =>
    page.request.post("/api/v1/service-tokens", { data: { name: "Flows", expiresAt: Date.now() + 3_600_000, scope: "all", ...less } });
  const { token } = (await (await make({})).json()) as { token: string };
  const send = (less: object): Promise<APIResponse> =>
    page.request.post(`/api/v1/runtime/connectors/${id}/requests`, {
      data: { method: "GET", requestPath: "/services/data/", responseTimeoutMs: 30_000, ...less },
      headers: { Authorization: `Bearer ${token}` },
    });
  expect((await send({})).status()).toBe(200);

  await expectProblem(make({ name: "a\tb" }), "service_token_name");
  await expectProblem(make({ name: " " }), "service_token_name_empty");
  await expectProblem(make({ expiresAt: 0 }), "service_token_expiry");
  await expectProblem(make({ scope: { connectors: ["unknown"] } }), "service_token_scope");
  await expectProblem(make({ scope: { connectors: [] } }), "service_token_scope_empty");
  await expectProblem(page.request.get("/api/v1/runtime/connectors"), "unauthenticated");
  await expectProblem(send({ method: "TRACE" }), "request_method");
  await expectProblem(send({ requestPath: "//evil.example/" }), "request_path");
  await expectProblem(send({ headers: { Host: "evil.example" } }), "request_header");
  await expectProblem(send({ body: "%", bodyEncoding: "base64" }), "request_body");
  await expectProblem(send({ retryAttempts: 4 }), "request_limits");
  expect((await page.request.post(`/api/v1/connectors/${id}/deactivate`)).status()).toBe(200);
  await expectProblem(send({}), "connector_deactivated");
});

test("a change that is not to be made is refused likewise, and so is a delete", async ({ page, sandbox, server }) => {
  await server.save(sandbox, "To change");
  const { connectors } = (await (await page.request.get("/api/v1/connectors")).json()) as { connectors: { id: string }[] };
  const path = `/api/v1/connectors/${connectors[0]?.id ?? ""}`;
  const etag = (await page.request.get(path)).headers()["etag"] ?? "";
  const patch = (data: object, seen: Record<string, string> = { "If-Match": etag }): Promise<APIResponse> =>
    page.request.patch(path, { data, headers: seen });
  await expectProblem(patch({}, {}), "precondition_required");
  await expectProblem(patch({}, { "If-Match": '"0"' }), "connector_changed");
  await expectProblem(patch({ audience: "https://test.salesforce.com" }), "private_key_needed");
  await expectProblem(patch({ notes: "\u0007" }), "connector_notes");
  await expectProblem(patch({ contact: "a\nb" }), "connector_contact");
  await expectProblem(page.request.delete(path, { headers: { "If-Match": etag } }), "connector_active");
  expect((await page.request.get(path)).headers()["etag"], "nothing was changed").toBe(etag);
});

/** Fails unless this is the problem, as RFC 9457 and the contract have it. */
async function expectProblem(asked: Promise<APIResponse>, code: string): Promise<void> {
  const response = await asked;
  const problem = (await response.json()) as Record<string, unknown>;
  expect(problem["code"], code).toBe(code);
  expect(response.status(), code).toBe(codes.problems.find((one) => one.code === code)?.status);
  expect(problem["type"]).toBe(`urn:connectors:problem:${code}`);
  expect(problem["requestId"]).toBe(response.headers()["x-request-id"]);
  expect(response.headers()["content-type"]).toContain("application/problem+json");
  expect(response.headers()["cache-control"]).toBe("no-store");
}

test("a check says who signed in, and saves nothing", async ({ page, sandbox, server }) => {
  const { clientId, emailId, url, privateKey } = sandbox.credentials;
  const response = await page.request.post(`${CREATE}/check`, { data: { name: "Check", clientId, emailId, url, privateKey } });
  expect(response.status()).toBe(200);
  expect(await response.json()).toMatchObject({ username: emailId, instanceUrl: url, warnings: [] });
  expect(await server.savedNames()).toEqual([]);
});
