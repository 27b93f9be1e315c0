// What the form must make of each failure that the sandbox can be driven into: the table of salesforce.md, row by
// row. What happens at the access probe is judged as at the token endpoint, unless a row says otherwise.

/** How a check must end. */
export type Outcome =
  /** Nothing is saved; the problem's code, whose field the contract names. */
  | { problem: string }
  /** It is saved, with this warning (or none) in the confirmation. */
  | { saved: string | null };

const problem = (code: string): Outcome => ({ problem: `salesforce_${code}` });

/** By the failure's id. What is missing here fails the test that iterates over the sandbox's table. */
export const outcomes: Record<string, Outcome> = {
  "unknown-client": problem("client_id"),
  "key-mismatch": problem("key_mismatch"),
  "other-key": problem("key_mismatch"),
  "login-audience-only": problem("audience"),
  "audience-validation-failed": problem("audience"),
  "wrong-audience": problem("audience"),
  "not-approved": problem("not_approved"),
  "app-not-found": problem("app_not_installed"),
  "unsupported-grant-type": problem("grant_type"),
  "invalid-client": problem("invalid_client"),
  "rate-limit-exceeded": problem("login_rate"),
  "unknown-error": problem("refused"),
  "hostile-description": problem("refused"),
  "not-admin-approved": problem("not_admin_approved"),
  "unknown-user": problem("unknown_user"),
  "inactive-user": problem("inactive_user"),
  "inactive-org": problem("inactive_org"),
  "ip-restricted": problem("ip_restricted"),
  "login-rate-exceeded": problem("login_rate"),
  clock: problem("clock"),
  "no-api-scope": { saved: "scope_without_api" },
  "no-scope": { saved: null },
  "no-id": problem("unexpected"),
  "no-access-token": problem("unexpected"),
  "no-instance-url": problem("unexpected"),
  "not-an-object": problem("unexpected"),
  "truncated-json": problem("unexpected"),
  "instance-metadata": problem("forbidden_address"),
  "instance-private": problem("forbidden_address"),
  "instance-loopback": problem("forbidden_address"),
  "instance-plain-http": problem("forbidden_address"),
  "instance-foreign": problem("forbidden_address"),
  "instance-userinfo": problem("forbidden_address"),
  "instance-no-url": problem("forbidden_address"),
  ...atEitherStep("html-200", problem("unexpected")),
  ...atEitherStep("html-503", problem("unavailable")),
  ...atEitherStep("stall", problem("timed_out")),
  ...atEitherStep("drip", problem("timed_out")),
  ...atEitherStep("reset", problem("unreachable")),
  ...atEitherStep("redirect-301", problem("unexpected")),
  ...atEitherStep("redirect-302", problem("unexpected")),
  ...atEitherStep("redirect-303", problem("unexpected")),
  ...atEitherStep("redirect-307", problem("unexpected")),
  ...atEitherStep("redirect-308", problem("unexpected")),
  ...atEitherStep("huge", problem("unexpected")),
  ...atEitherStep("refused", problem("unreachable")),
  ...atEitherStep("bad-tls", problem("tls")),
  ...atEitherStep("plain-on-https", problem("tls")),
  ...atEitherStep("unknown-host", problem("unknown_host")),
  "api-disabled": { saved: "api_disabled" },
  "session-invalid": problem("access_refused"),
  "request-limit": problem("access_refused"),
  "server-unavailable": problem("unavailable"),
  "api-not-found": problem("access_refused"),
};

function atEitherStep(id: string, outcome: Outcome): Record<string, Outcome> {
  return { [id]: outcome, [`probe-${id}`]: outcome };
}

/** Codes that no answer of Salesforce leads to, each with the test that sees it (or why none can). */
export const elsewhere: Record<string, string> = {
  invalid: "headers.spec.ts: the API's own answers",
  body_malformed: "headers.spec.ts: the API's own answers",
  body_too_large: "headers.spec.ts: the API's own answers",
  unsupported_media_type: "headers.spec.ts: the API's own answers",
  not_found: "headers.spec.ts: the API's own answers",
  method_not_allowed: "headers.spec.ts: the API's own answers",
  cross_site: "headers.spec.ts: the API's own answers",
  idempotency_key_reused: "headers.spec.ts: the API's own answers",
  idempotency_key_malformed: "headers.spec.ts: the API's own answers",
  forbidden: "gallery: the demo has one role; the API's tests have the others",
  limit_reached: "limit.spec.ts",
  name_taken: "rules.spec.ts",
  rate_limited: "gallery: the demo's limit is out of reach; the API's tests hold the production one",
  cancelled: "cancel.spec.ts",
  storage_unavailable: "gallery: the store's tests fill a disk",
  shutting_down: "gallery: the server's tests end it under load",
  internal: "gallery: a defect of ours cannot be ordered",
  unauthenticated: "for programs: the runtime API's tests reach it, the page shows the gallery's",
  request_method: "for programs: the runtime API's tests reach it, the page shows the gallery's",
  request_path: "for programs: the runtime API's tests reach it, the page shows the gallery's",
  request_header: "for programs: the runtime API's tests reach it, the page shows the gallery's",
  request_limits: "for programs: the runtime API's tests reach it, the page shows the gallery's",
  answer_too_large: "gallery: it takes 20 MB; the runtime API's tests reach it",
  connector_deactivated: "gallery: the runtime API's tests reach it",
  try_disabled: "gallery: the demo has it on; the API's tests have it off",
  service_token_name: "gallery; the API's tests reach it",
  service_token_expiry: "gallery; the API's tests reach it",
  service_token_scope: "gallery; the API's tests reach it",
  service_token_limit: "gallery: it takes 100 tokens; the API's tests reach it",
  salesforce_paused: "gallery: it takes three organisations, and the demo has one",
};
