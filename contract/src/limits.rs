//! Every number that both sides hold to, each with where it comes from.

/// Salesforce connectors that one organization may have (Cisco's help, article t2xs2ab).
pub const SALESFORCE_CONNECTORS: u8 = 5;

/// Longest name, in Unicode scalar values after trimming. Control Hub states none; 64 fits a card's line.
pub const NAME_CHARS: usize = 64;

/// Longest Client ID. Salesforce documents a sample Consumer Key of 85 characters; 255 leaves room for its successors.
pub const CLIENT_ID_CHARS: usize = 255;

/// Shortest Client ID that looks like a Consumer Key (`3MVG9…`). Below it we warn, we do not block.
pub const CONSUMER_KEY_CHARS: usize = 60;

/// Longest Salesforce username: the `Username` field of Salesforce's User object holds 80 characters.
pub const EMAIL_ID_CHARS: usize = 80;

/// Longest URL and audience: a DNS name has at most 253 characters; 255 covers `https://` and a usual host.
pub const URL_CHARS: usize = 255;

/// Largest private key text or file, in bytes. A PEM of the largest key that is taken ([`RSA_BITS_MAX`]) has 6.3 KiB;
/// as much again leaves room for a certificate chain beside it.
pub const PRIVATE_KEY_BYTES: usize = 16 * 1024;

/// Smallest RSA modulus, in bits: what RFC 7518 section 3.3 demands for RS256.
pub const RSA_BITS_MIN: usize = 2048;

/// Largest RSA modulus, in bits, that Salesforce's own certificates have. Above it we warn.
pub const RSA_BITS_USUAL_MAX: usize = 4096;

/// Largest RSA modulus, in bits, that the server's library (`aws-lc-rs`) signs with.
pub const RSA_BITS_MAX: usize = 8192;

/// Largest request body that the API reads, in bytes: a form with the largest key fits four times.
pub const BODY_BYTES: usize = 64 * 1024;

/// Longest path with its query that a request may ask for, in bytes as they are sent: Salesforce's REST API takes URIs of
/// 16,384 characters.
pub const REQUEST_TARGET_BYTES: usize = 16 * 1024;

/// Longest text of Salesforce's own `error` or `error_description` that is passed on, in characters.
pub const SALESFORCE_TEXT_CHARS: usize = 200;

/// From how many seconds on a difference between this server's clock and Salesforce's is told. An assertion is good for 180
/// seconds, and Salesforce takes as many as that for clocks that differ.
pub const CLOCK_OFFSET_TOLD: u32 = 60;

/// The URL that a new form starts with: Salesforce's production authorization server.
pub const DEFAULT_URL: &str = "https://login.salesforce.com";

/// The authorization server of all of Salesforce's sandboxes.
pub const SANDBOX_URL: &str = "https://test.salesforce.com";

/// Sign-ins that a search for a form's URL and audience makes at most.
pub const ADDRESSES_TRIED: usize = 3;

/// Longest notes about a connector, in Unicode scalar values: a page of text.
pub const NOTES_CHARS: usize = 2_000;

/// Longest name of the person who is responsible for a connector, in Unicode scalar values: a name and an address.
pub const CONTACT_CHARS: usize = 128;

/// Days for which a connector's history is kept.
pub const HISTORY_DAYS: i64 = 90;

/// Days of use that are told of one connector.
pub const USAGE_DAYS: i64 = 30;
