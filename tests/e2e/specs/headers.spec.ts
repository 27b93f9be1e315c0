// What goes over the wire beside the page: headers, the API's own refusals, the weight of a first visit.
import type { APIResponse } from "@playwright/test";

import { codes } from "../support/contract.ts";
import { expect, test } from "../support/test.ts";

const CREATE = "/api/v1/connectors/salesforce";

test("the page comes with the whole policy", async ({ page }) => {
  for (const path of ["/connectors", "/connectors/salesforce/new"]) {
    const headers = (await page.goto(path))?.headers() ?? {};
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'self' 'sha256-[A-Za-z0-9+/=]+' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'$/,
    );
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    expect(headers["permissions-policy"]).toContain("clipboard-write=(self)");
    expect(headers["permissions-policy"]).toContain("camera=()");
  }
});

test("the policy holds: what it forbids does not run", async ({ page, cards, guards }) => {
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

test("hashed files may be kept for ever, the page and the API not", async ({ page, cards }) => {
  const caching = new Map<string, string>();
  page.on("response", (response) => {
    caching.set(new URL(response.url()).pathname, response.headers()["cache-control"] ?? "");
  });
  await cards.open();
  const files = [...caching].filter(([path]) => /\.(js|wasm|css)$/.test(path));
  expect(files.length).toBeGreaterThanOrEqual(3);
  for (const [path, value] of files) expect(value, path).toContain("immutable");
  expect(caching.get("/connectors")).not.toContain("immutable");
  for (const [path, value] of caching) if (path.startsWith("/api/")) expect(value, path).toBe("no-store");
});

test("a first visit is at most eight requests", async ({ cards, guards }) => {
  await cards.open();
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
  for (const [code, asked] of refusals) {
    const response = await asked;
    const problem = (await response.json()) as Record<string, unknown>;
    expect(problem["code"], code).toBe(code);
    expect(response.status(), code).toBe(codes.problems.find((one) => one.code === code)?.status);
    expect(problem["type"]).toBe(`urn:connectors:problem:${code}`);
    expect(problem["requestId"]).toBe(response.headers()["x-request-id"]);
    expect(response.headers()["content-type"]).toContain("application/problem+json");
    expect(response.headers()["cache-control"]).toBe("no-store");
  }
});

test("a check says who signed in, and saves nothing", async ({ page, sandbox, server }) => {
  const { clientId, emailId, url, privateKey } = sandbox.credentials;
  const response = await page.request.post(`${CREATE}/check`, { data: { name: "Check", clientId, emailId, url, privateKey } });
  expect(response.status()).toBe(200);
  expect(await response.json()).toMatchObject({ username: emailId, instanceUrl: url, warnings: [] });
  expect(await server.savedNames()).toEqual([]);
});
