//! The authorities that an operator allows, as they are written.

use super::values;
use crate::salesforce::instance::AllowedInstance;

/// An authority that an operator allows: `AUTHORITY`, or `AUTHORITY=INSTANCE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedAuthority {
    authority: String,
    instance: Option<String>,
}

impl AllowedAuthority {
    /// Reads one.
    ///
    /// # Errors
    /// A text for people: one of the two is not what the rules understand.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (authority, instance) = match text.split_once('=') {
            Some((authority, instance)) => (authority, Some(values::authority(instance)?)),
            None => (text, None),
        };
        Ok(Self { authority: values::authority(authority)?, instance })
    }

    /// All that is sent to: the authority, and its instance.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        [Some(self.authority.as_str()), self.instance.as_deref()].into_iter().flatten()
    }

    /// What the URL may name, each once and in the order given.
    pub(super) fn authorities(all: &[Self]) -> Vec<String> {
        let mut authorities: Vec<String> = Vec::new();
        for Self { authority, .. } in all {
            if !authorities.contains(authority) {
                authorities.push(authority.clone());
            }
        }
        authorities
    }

    /// Where those who sign in at one of them may be sent, beside the authority itself and Salesforce's own hosts.
    pub(super) fn instances(all: &[Self]) -> Vec<AllowedInstance> {
        let pair = |Self { authority, instance }: Self| {
            instance.map(|instance| AllowedInstance { authority, instance })
        };
        all.iter().cloned().filter_map(pair).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_may_have_an_instance() {
        let texts = ["https://a.example/", "https://a.example=HTTP://B.example:80", "https://c.example"];
        let all = texts.map(|text| AllowedAuthority::parse(text).expect(text));
        assert_eq!(AllowedAuthority::authorities(&all), ["https://a.example", "https://c.example"]);
        let pair = ("https://a.example".to_owned(), "http://b.example".to_owned());
        let pair = AllowedInstance { authority: pair.0, instance: pair.1 };
        assert_eq!(AllowedAuthority::instances(&all), [pair]);
        for text in [
            "",
            "=",
            "https://a.example=",
            "=https://a.example",
            "https://a.example=b",
            "https://a.example=b=c",
        ] {
            assert!(AllowedAuthority::parse(text).is_err(), "{text}");
        }
    }
}
