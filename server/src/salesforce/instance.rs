//! Which `instance_url` an answer to a sign-in may name. It is as untrusted as what an admin types, and more is at stake: every
//! request of a flow goes there, with the token.

use contract::codes::RuleCode;
use contract::validation::{self, UrlPolicy, ValidatedUrl};

/// Two of the operator's authorities, as `scheme://host[:port]`: who signs in at the first may be sent to the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedInstance {
    /// Where the sign-in is.
    pub authority: String,
    /// Where requests may go then.
    pub instance: String,
}

/// The instance that was answered, where requests may go there: at one of Salesforce's own hosts, at the very authority that was
/// signed in at, or at one that the operator paired with it. No other of the operator's authorities will do: what one of them
/// answers would else lead requests to another that has nothing to do with it.
///
/// An Experience Cloud site, which an operator allows, sends to its org's own address: so Salesforce's hosts are open to all.
///
/// # Errors
/// The code of the rule for URLs that is broken.
pub(super) fn instance(
    answered: &str,
    signed_in_at: &ValidatedUrl,
    allowed: &[AllowedInstance],
) -> Result<ValidatedUrl, RuleCode> {
    let mut policy = UrlPolicy::default();
    if signed_in_at.allowed_by_operator {
        let asked = ValidatedUrl { path: String::new(), ..signed_in_at.clone() }.canonical();
        let paired = allowed.iter().filter(|pair| pair.authority == asked).map(|pair| pair.instance.clone());
        policy.allowed_authorities = paired.chain([asked.clone()]).collect();
    }
    validation::instance_url(answered, &policy)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "https://acme.my.salesforce.com";
    const LOGIN: &str = "https://login.salesforce.com";
    const SITE: &str = "https://site.example";
    const OTHER: &str = "http://other.example:8080";
    const PROXY: &str = "https://proxy.example";

    #[test]
    fn an_instance_is_salesforces_or_that_which_was_asked() {
        let policy = UrlPolicy { allowed_authorities: [SITE, OTHER, PROXY].map(str::to_owned).into() };
        let pair = AllowedInstance { authority: PROXY.to_owned(), instance: OTHER.to_owned() };
        for (signed_in_at, answered, goes) in [
            (LOGIN, OWN, true),
            (OWN, LOGIN, true),
            (LOGIN, SITE, false),
            (OWN, OTHER, false),
            (SITE, OWN, true),
            (SITE, SITE, true),
            ("https://site.example/customers", SITE, true),
            ("https://site.example/customers", "https://site.example/customers", false),
            (SITE, "http://site.example", false),
            (SITE, "https://site.example:8443", false),
            (SITE, "https://a.site.example", false),
            (SITE, OTHER, false),
            (SITE, PROXY, false),
            (OTHER, "http://other.example:8080/", true),
            (OTHER, "http://other.example", false),
            // A pair goes one way.
            (PROXY, OTHER, true),
            (OTHER, PROXY, false),
            (PROXY, SITE, false),
        ] {
            let at = validation::url(signed_in_at, &policy).expect(signed_in_at);
            let found = instance(answered, &at, std::slice::from_ref(&pair));
            assert_eq!(found.is_ok(), goes, "{signed_in_at}: {answered}");
        }
    }
}
