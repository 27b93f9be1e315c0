//! Hosts: domain names, and IP addresses however they are spelled.

use crate::codes::RuleCode;

/// Longest DNS name in its textual form, without the root's dot (RFC 1035 section 2.3.4: 255 octets on the wire).
const DOMAIN_CHARS: usize = 253;

/// Longest label of a DNS name (RFC 1035 section 2.3.4).
const LABEL_CHARS: usize = 63;

/// Holds a host against the grammar of domain names, IP addresses being named before anything else.
pub(super) fn check_domain(host: &str) -> Result<(), RuleCode> {
    let without_dot = host.strip_suffix('.').unwrap_or(host);
    if is_ipv6_like(host) || ends_in_number(without_dot) {
        Err(RuleCode::UrlIpAddress)
    } else if !is_domain(without_dot) {
        Err(RuleCode::UrlMalformed)
    } else if without_dot.len() < host.len() {
        Err(RuleCode::UrlTrailingDot)
    } else {
        Ok(())
    }
}

/// Labels of letters, digits and inner hyphens. Punycode (`xn--`) is left out: it stands for characters outside
/// ASCII, which no host of Salesforce's has and which need tables to be judged.
pub(super) fn is_domain(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LABEL_CHARS).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
            && !label.starts_with("xn--")
    };
    host.len() <= DOMAIN_CHARS && host.split('.').all(is_label)
}

/// In brackets, or with colons, and nothing but what an IPv6 address (with its zone) can have.
fn is_ipv6_like(host: &str) -> bool {
    let inner = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    let inner = inner.split_once('%').map_or(inner, |(address, _zone)| address);
    inner.contains(':') && inner.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'))
}

/// Whether browsers take a host for an IPv4 address: its last label is a decimal, octal or hexadecimal number
/// (WHATWG URL, "ends in a number checker").
fn ends_in_number(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or(host);
    let hexadecimal = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    match hexadecimal {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

/// Four decimal numbers without leading zeros, or hexadecimal groups in brackets.
pub(super) fn is_canonical_ip(host: &str) -> bool {
    let is_octet =
        |part: &str| part.parse::<u8>().is_ok_and(|_| part == "0" || !part.starts_with(['0', '+']));
    let is_ipv4 = host.split('.').count() == 4 && host.split('.').all(is_octet);
    is_ipv4 || (host.starts_with('[') && is_ipv6_like(host))
}
