//! Hosts that a slip of the keyboard keeps from being Salesforce's.

use super::host::is_domain;
use super::salesforce::{ADDRESS_BARS, LOGIN, MY_DOMAIN_SUFFIXES, TEST, my_domain_of_address_bar};

/// Hosts that people take for the authorization server. What stands there has no token endpoint, or no one.
const TAKEN_FOR_LOGIN: [&str; 3] = ["salesforce.com", "www.salesforce.com", "my.salesforce.com"];

/// The host of Salesforce's that one is a slip or two away from.
pub(super) fn near_miss(host: &str) -> Option<String> {
    let whole = [(LOGIN, LOGIN), (TEST, TEST)].into_iter().chain(TAKEN_FOR_LOGIN.map(|taken| (taken, LOGIN)));
    let whole = whole.filter_map(|(known, meant)| Some((slips(host, known)?, meant.to_owned())));
    let suffixes = MY_DOMAIN_SUFFIXES.into_iter().chain(ADDRESS_BARS.map(|(suffix, _)| suffix));
    let below = suffixes.flat_map(|suffix| {
        host.match_indices('.').filter_map(move |(at, _)| {
            let (name, mistyped) = host.split_at_checked(at)?;
            let slips = slips(mistyped, suffix)?;
            let meant = format!("{name}{suffix}");
            let meant =
                if MY_DOMAIN_SUFFIXES.contains(&suffix) { meant } else { my_domain_of_address_bar(&meant)? };
            is_domain(&meant).then_some((slips, meant))
        })
    });
    whole.chain(below).min_by_key(|(slips, _)| *slips).map(|(_, meant)| meant)
}

/// How many slips lie between what was typed and a known host or the end of one: `None` where there are more than two,
/// or than one where the domain itself is right, since much else stands below Salesforce's.
fn slips(typed: &str, known: &str) -> Option<usize> {
    const MOST: usize = 2;

    let (of_typed, of_known) = (typed.chars().count(), known.chars().count());
    if of_typed.abs_diff(of_known) > MOST {
        return None;
    }
    let domain = known.rmatch_indices('.').nth(1).and_then(|(dot, _)| known.get(dot..));
    let most = if domain.is_some_and(|domain| typed.ends_with(domain)) { MOST - 1 } else { MOST };
    Some(edits(typed, known)).filter(|&slips| slips <= most)
}

/// Letters to change, to add, to leave out, or to swap with their neighbor (optimal string alignment).
fn edits(from: &str, to: &str) -> usize {
    let mut above: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.chars().count()).collect();
    let mut before_a = None;
    for (i, a) in from.chars().enumerate() {
        let mut row = vec![i + 1];
        let mut before_b = None;
        for (j, b) in to.chars().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let changed = at(&last, j) + usize::from(a != b);
            let mut best = changed.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            if before_a == Some(b) && before_b == Some(a) {
                best = best.min(at(&above, j.wrapping_sub(1)) + 1);
            }
            row.push(best);
            before_b = Some(b);
        }
        above = std::mem::replace(&mut last, row);
        before_a = Some(a);
    }
    last.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::edits;

    #[test]
    fn slips_are_counted() {
        for (from, to, count) in [
            ("abc", "abc", 0),
            ("ab", "abc", 1),
            ("abcd", "abc", 1),
            ("acb", "abc", 1),
            ("bca", "abc", 2),
            ("", "abc", 3),
        ] {
            assert_eq!(edits(from, to), count, "{from}");
        }
    }
}
