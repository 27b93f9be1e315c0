// What is typed (or picked as a file) to break each rule, and to be warned of each warning.
import type { Input } from "./form.ts";
import { rsaPem } from "./keys.ts";
import * as samples from "./samples.ts";

/** How a rule is broken. */
export type Breach =
  | { typed: Input; file?: never }
  /** A file's bytes, since no text can carry them. */
  | { file: { name: string; bytes: Buffer }; typed?: never }
  /** Found by the server only; the test that names this code has its own way. */
  | "server";

const url = (value: string): Breach => ({ typed: { url: value } });
const audience = (value: string): Breach => ({ typed: { audience: value } });
const key = (value: string): Breach => ({ typed: { privateKey: value } });

const everyText = (value: string): Breach => ({
  typed: { name: value, clientId: value, emailId: value, url: value, audience: value },
});

/** By code. What is missing here fails the test that iterates over the contract's codes. */
export const breaches: Record<string, Breach> = {
  name_empty: { typed: { name: "   " } },
  name_too_long: { typed: { name: "n".repeat(65) } },
  name_control_characters: { typed: { name: "two\u0007words" } },
  name_direction_marks: { typed: { name: "Sales \u202aEU\u202c (2)" } },
  name_taken: "server",
  client_id_empty: { typed: { clientId: "  " } },
  client_id_whitespace: { typed: { clientId: "3MVG9 abc" } },
  client_id_characters: { typed: { clientId: "3MVG9/abc" } },
  client_id_too_long: { typed: { clientId: "3".repeat(256) } },
  email_id_empty: { typed: { emailId: " " } },
  email_id_shape: { typed: { emailId: "admin.example.com" } },
  email_id_too_long: { typed: { emailId: `${"a".repeat(80)}@example.com` } },
  url_empty: url(" "),
  url_too_long: url(`https://${"a".repeat(250)}.my.salesforce.com`),
  url_malformed: url("https://acme domain.my.salesforce.com"),
  url_not_https: url("http://login.salesforce.com"),
  url_userinfo: url("https://admin:secret@login.salesforce.com"),
  url_query: url("https://login.salesforce.com?next=1"),
  url_fragment: url("https://login.salesforce.com#top"),
  url_port: url("https://login.salesforce.com:8443"),
  url_ip_address: url("https://0x7f.1"),
  url_trailing_dot: url("https://login.salesforce.com."),
  url_path: url("https://login.salesforce.com/services/oauth2/token"),
  url_address_bar: url("https://acme.lightning.force.com/lightning/page/home"),
  url_not_salesforce: url("https://salesforce.com.example.com"),
  audience_malformed: audience("https://acme site.example"),
  audience_not_https: audience("http://login.salesforce.com"),
  audience_too_long: audience(`https://acme.my.salesforce.com/${"a".repeat(250)}`),
  audience_parts: audience("https://acme.my.salesforce.com/site?x=1"),
  audience_host: audience("https://127.0.0.1"),
  audience_not_salesforce: audience("https://example.com"),
  key_empty: key(" "),
  key_too_large: { file: { name: "large.pem", bytes: Buffer.alloc(17 * 1024, "a") } },
  key_not_pem: key("hunter2"),
  key_is_certificate: key(samples.CERTIFICATE),
  key_is_public: key(samples.publicPem()),
  key_is_request: key(samples.REQUEST),
  key_encrypted: key(samples.encryptedPem()),
  key_is_ec: key(samples.ecPem()),
  key_is_ed25519: key(samples.ed25519Pem()),
  key_is_dsa: key(samples.dsaPem()),
  key_is_openssh: key(samples.opensshPem()),
  key_too_weak: key(rsaPem(1024)),
  key_too_many_bits: { file: { name: "long.der", bytes: samples.longKey() } },
  key_two_keys: key(rsaPem() + rsaPem()),
  key_corrupt: key(rsaPem().split("\n").filter((_, line) => line < 5 || line > 7).join("\n")),
  key_is_jks: { file: { name: "00D5e000000abcd.jks", bytes: samples.JKS } },
  private_key_misplaced: everyText(rsaPem()),
  invisible_character: {
    typed: {
      clientId: "3MVG9\u200dabc",
      emailId: "anna\u00ad@example.com",
      url: "https://login\u2060.salesforce.com",
      audience: "https://log\u200bin.salesforce.com",
    },
  },
  key_is_pkcs12: { file: { name: "salesforce.p12", bytes: samples.PKCS12 } },
};

/** How each warning that stands at a field is reached. */
export const warned: Record<string, Input | "check"> = {
  client_id_unusual: { clientId: "PlatformCLI" },
  client_id_short: { clientId: "3MVG9abc" },
  url_production_for_sandbox_user: { emailId: "admin@acme.com.uat", url: "https://login.salesforce.com" },
  url_sandbox_for_production_user: { emailId: "admin@acme.com", url: "https://test.salesforce.com" },
  key_large: { privateKey: rsaPem(4104) },
  // Found by the check; see failures.spec.ts. What becomes of a clock that is off, the API's tests hold, which set it.
  scope_without_api: "check",
  api_disabled: "check",
  server_clock: "check",
  // Found by looking at what is saved; see second-name.spec.ts.
  same_connection: "check",
};
