//! Hosts that a slip of the keyboard keeps from being Salesforce's.

use super::host::is_domain;
use super::salesforce::{ADDRESS_BARS, LOGIN, MY_DOMAIN_SUFFIXES, TEST, my_domain_of};

/// Hosts that people take for the authorization server. What stands there has no token endpoint, or no one.
const TAKEN_FOR_LOGIN: [&str; 3] = ["salesforce.com", "www.salesforce.com", "my.salesforce.com"];

/// Most slips of the pen that a host is recognized in: more make another host.
const SLIPS_MAX: usize = 2;

/// The host of Salesforce's that one is a slip of the keyboard away from.
pub(super) fn near_miss(host: &str) -> Option<String> {
    let mut nearest = (SLIPS_MAX + 1, None);
    for known in [LOGIN, TEST].iter().chain(&TAKEN_FOR_LOGIN) {
        let slips = slips(host, known);
        if slips < nearest.0 {
            nearest = (slips, Some(if *known == TEST { TEST } else { LOGIN }.to_owned()));
        }
    }
    for (at, _) in host.match_indices('.') {
        let (name, end) = host.split_at_checked(at)?;
        for suffix in MY_DOMAIN_SUFFIXES.iter().chain(ADDRESS_BARS.iter().map(|(suffix, _)| suffix)) {
            let slips = slips(end, suffix);
            if slips < nearest.0
                && let Some(meant) = my_domain_of(&[name, suffix].concat()).filter(|meant| is_domain(meant))
            {
                nearest = (slips, Some(meant));
            }
        }
    }
    nearest.1
}

/// How many letters differ between what was typed and a known host or the end of one, all in one place; two neighbors
/// that changed places are one. Where the domain itself is right it is one more, since much else stands below
/// Salesforce's.
fn slips(typed: &str, known: &str) -> usize {
    let (typed, known) = (typed.as_bytes(), known.as_bytes());
    let begin = typed.iter().zip(known).take_while(|(a, b)| a == b).count();
    let end = typed.iter().rev().zip(known.iter().rev()).take_while(|(a, b)| a == b).count();
    let end_apart = end.min(typed.len().min(known.len()) - begin);
    let between = |host: &[u8]| host.get(begin..host.len() - end_apart).map_or(0, <[u8]>::len);
    let swapped = match (typed.get(begin..), known.get(begin..)) {
        (Some([a, b, ..]), Some([c, d, ..])) => (a, b, between(typed), between(known)) == (d, c, 2, 2),
        _ => false,
    };
    let slips = if swapped { 1 } else { between(typed).max(between(known)) };
    let domain = known.iter().rev().enumerate().filter(|&(_, byte)| *byte == b'.').nth(1);
    let domain_is_right = domain.map_or(known.len(), |(letters, _)| letters) <= end;
    slips + usize::from(slips > 0 && domain_is_right)
}

#[cfg(test)]
mod tests {
    use super::slips;

    #[test]
    fn slips_are_counted() {
        for (from, to, count) in [
            ("abc", "abc", 0),
            ("ab", "abc", 1),
            ("abcd", "abc", 1),
            ("acb", "abc", 1),
            ("bac", "abc", 1),
            ("bca", "abc", 3),
            ("", "abc", 3),
            ("abab", "ab", 3),
            ("a.b.c", "d.b.c", 2),
            ("a.b.c", "a.b.d", 1),
        ] {
            assert_eq!(slips(from, to), count, "{from}");
        }
    }
}
