//! URLs as they are saved, compared and sealed for, and how one becomes a URL that may be asked again.

use std::fmt;

use super::{Paths, Split, operator_authority};
use crate::validation::{UrlPolicy, ValidatedUrl};

/// A URL that has passed its rule, in canonical form: lower case, no default port, no trailing slash.
///
/// It is for keeping, not for asking: whether the operator still allows its authority, [`CanonicalUrl::admit`] tells, and
/// gives the URL that may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanonicalUrl(ValidatedUrl);

impl CanonicalUrl {
    /// A URL that was saved. Its parts are not judged again; `None` where the text is no canonical form, and so was never
    /// saved.
    pub fn saved(text: &str) -> Option<Self> {
        let split = Split::of(text).ok()?;
        let own = split.is_of_salesforce() && split.port == Ok(None);
        let url = split.finish(Paths::Plain, !own).ok()?;
        (url.canonical() == text).then_some(Self(url))
    }

    /// The URL, where it may be asked under this policy.
    pub fn admit(&self, policy: &UrlPolicy) -> Option<ValidatedUrl> {
        policy.allows(self).then(|| self.0.clone())
    }
}

impl From<&ValidatedUrl> for CanonicalUrl {
    fn from(url: &ValidatedUrl) -> Self {
        Self(url.clone())
    }
}

impl fmt::Display for CanonicalUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.canonical())
    }
}

impl UrlPolicy {
    /// Whether a URL may be asked today: Salesforce's own may, and those of authorities that the operator allows.
    pub fn allows(&self, CanonicalUrl(url): &CanonicalUrl) -> bool {
        !url.allowed_by_operator || self.lists(url.scheme, &url.host, url.port)
    }

    pub(super) fn lists(&self, scheme: &str, host: &str, port: Option<u16>) -> bool {
        let entries = self.allowed_authorities.iter().filter_map(|entry| operator_authority(entry).ok());
        let mut same = entries.filter(|a| a.scheme == scheme && a.host == host && a.port == port);
        same.next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{audience, url};
    use super::{CanonicalUrl, UrlPolicy};
    use crate::codes::Field;
    use crate::corpus;

    /// Whatever the corpus takes for a URL or an audience is read back as it was, leave of the operator included.
    #[test]
    fn what_was_saved_is_read_back_and_needs_the_leave_that_it_needed() {
        let mut read = 0;
        for case in corpus::all() {
            let policy = UrlPolicy { allowed_authorities: case.allowed_authorities.clone() };
            let Some(saved) = case.expected().canonical else { continue };
            let taken = match case.field {
                Field::Url => url(&saved, &policy).expect("a URL"),
                Field::Audience => audience(&saved, &policy).expect("an audience").expect("one"),
                _ => continue,
            };
            let read_back = CanonicalUrl::saved(&saved).unwrap_or_else(|| panic!("{}: {saved}", case.name));
            assert_eq!(read_back, CanonicalUrl::from(&taken), "{}: {saved}", case.name);
            assert_eq!(read_back.to_string(), saved, "{}", case.name);
            assert_eq!(read_back.admit(&policy).as_ref(), Some(&taken), "{}: {saved}", case.name);
            let alone = read_back.admit(&UrlPolicy::default());
            assert_eq!(alone.is_some(), !taken.allowed_by_operator, "{saved}");
            read += 1;
        }
        assert!(read >= 50, "{read}");
    }

    #[test]
    fn what_is_no_canonical_form_was_never_saved() {
        for text in [
            "",
            "login.salesforce.com",
            "https://login.salesforce.com/",
            "https://LOGIN.salesforce.com",
            "https://login.salesforce.com:443",
            "https://login.salesforce.com?x",
            "https://a@login.salesforce.com/../x",
            " https://login.salesforce.com",
        ] {
            assert_eq!(CanonicalUrl::saved(text), None, "{text:?}");
        }
    }
}
