//! URLs that were saved, and whether they may still be asked.

use super::{Paths, Split, is_salesforce_host, operator_authority};
use crate::validation::{UrlPolicy, ValidatedUrl};

impl ValidatedUrl {
    /// A URL that was saved in its [`Self::canonical`] form after it had passed its rule. Its parts are not judged again;
    /// `None` where the text is no such form, and so was never saved.
    ///
    /// Whether the operator's leave is needed follows from the parts; whether it is still given, [`UrlPolicy::allows`] tells.
    pub fn from_canonical(saved: &str) -> Option<Self> {
        let split = Split::of(saved).ok()?;
        let own = split.scheme == "https" && is_salesforce_host(&split.host) && split.port == Ok(None);
        let url = split.finish(Paths::Plain, !own).ok()?;
        (url.canonical() == saved).then_some(url)
    }
}

impl UrlPolicy {
    /// Whether a URL that passed its rule once may be asked today: Salesforce's own may, and those of authorities that the
    /// operator still allows.
    pub fn allows(&self, url: &ValidatedUrl) -> bool {
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
    use super::{UrlPolicy, ValidatedUrl};
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
            assert_eq!(ValidatedUrl::from_canonical(&saved).as_ref(), Some(&taken), "{}: {saved}", case.name);
            assert!(policy.allows(&taken), "{}: {saved}", case.name);
            assert_eq!(UrlPolicy::default().allows(&taken), !taken.allowed_by_operator, "{saved}");
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
            assert_eq!(ValidatedUrl::from_canonical(text), None, "{text:?}");
        }
    }
}
