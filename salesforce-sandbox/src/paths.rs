//! The sandbox's paths.

/// `POST`: an assertion for an access token.
pub const TOKEN: &str = "/services/oauth2/token";
/// The path of an Experience Cloud site: with it, the sandbox's URL is the site's.
pub const SITE: &str = "/customers";
/// `POST`: as [`TOKEN`], at the site.
pub const SITE_TOKEN: &str = "/customers/services/oauth2/token";
/// `POST`: ends the session of the token in the body.
pub const REVOKE: &str = "/services/oauth2/revoke";
/// `POST`: as [`REVOKE`], at the site.
pub const SITE_REVOKE: &str = "/customers/services/oauth2/revoke";
/// `GET`, `POST`: who the token stands for.
pub const USERINFO: &str = "/services/oauth2/userinfo";
/// `GET`: the API's versions; needs no token.
pub const VERSIONS: &str = "/services/data";
/// `GET`: the resources of one version, `vNN.N`.
pub const RESOURCES: &str = "/services/data/{version}";
/// `GET`: the organization's limits.
pub const LIMITS: &str = "/services/data/{version}/limits";
/// `GET`: a SOQL query over a few canned objects.
pub const QUERY: &str = "/services/data/{version}/query";
/// `POST`: creates a record of one of the objects that can be queried.
pub const SOBJECTS: &str = "/services/data/{version}/sobjects/{object}";
/// `GET`, `PATCH`: the record with a value in a field that is an external id.
pub const EXTERNAL_ID: &str = "/services/data/{version}/sobjects/{object}/{field}/{value}";
/// `GET`, `POST`, `PUT`, `PATCH`, `DELETE`: an echo in place of customers' own Apex REST classes.
pub const APEX_REST: &str = "/services/apexrest/{*path}";
/// `POST`: replaces an app's certificate by the PEM in the body.
pub const CERTIFICATE: &str = "/sandbox/apps/{client_id}/certificate";
/// `POST`: forgets all access tokens.
pub const DROP_TOKENS: &str = "/sandbox/tokens/drop";
/// `GET`: what has come in so far, as [`crate::Counters`].
pub const COUNTERS: &str = "/sandbox/counters";
/// Where redirects lead. Whoever arrives is counted: a client of the token endpoint must not.
pub const REDIRECT_TARGET: &str = "/sandbox/redirected";
/// `GET`: the table of failures.
pub const FAILURES: &str = "/failures.json";
/// `GET`: the cheat-sheet.
pub const CHEAT_SHEET: &str = "/";
