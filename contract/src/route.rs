//! The app's routes. The server must know them too: it answers each with the page, and all else with 404.

/// A view of the app that has an address of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The cards, one per kind of connector.
    Connectors,
    /// The form "Set Up Salesforce Connector" over the cards.
    NewSalesforce,
    /// A Salesforce connector's own page, by the connector's id: a UUID in lower case, with hyphens.
    SalesforceConnector(String),
    /// The service tokens of programs that use connectors.
    ServiceTokens,
    /// One state of one screen, or the list of all when none is named. Only a build with the app's `gallery` feature
    /// shows it, and the server serves it only when told to.
    Gallery(Option<Sample>),
}

/// One state of a screen in the gallery. Both names are made of `[a-z0-9-]`, and neither is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The screen, or the part of one.
    pub story: String,
    /// The state that the screen is in.
    pub variant: String,
}

/// What the paths of connectors' own pages begin with.
const SALESFORCE: &str = "/connectors/salesforce/";

/// Where the gallery lists its samples. No view of the product begins so.
const GALLERY: &str = "/_gallery";

impl Route {
    /// The route at a path (without query or fragment), or `None` where the app has no view.
    ///
    /// `/` and the screen's old place in Control Hub's navigation are aliases of [`Route::Connectors`].
    pub fn parse(path: &str) -> Option<Self> {
        let path = path.strip_suffix('/').unwrap_or(path);
        match path {
            "" | "/connectors" | "/services/contact-center/connectors" => Some(Self::Connectors),
            "/connectors/salesforce/new" => Some(Self::NewSalesforce),
            "/connectors/service-tokens" => Some(Self::ServiceTokens),
            _ => {
                if let Some(id) = path.strip_prefix(SALESFORCE) {
                    return is_uuid(id).then(|| Self::SalesforceConnector(id.to_owned()));
                }
                match path.strip_prefix(GALLERY)? {
                    "" => Some(Self::Gallery(None)),
                    sample => Sample::parse(sample).map(|sample| Self::Gallery(Some(sample))),
                }
            }
        }
    }

    /// The route's own path.
    pub fn path(&self) -> String {
        match self {
            Self::Connectors => "/connectors".to_owned(),
            Self::NewSalesforce => "/connectors/salesforce/new".to_owned(),
            Self::SalesforceConnector(id) => [SALESFORCE, id].concat(),
            Self::ServiceTokens => "/connectors/service-tokens".to_owned(),
            Self::Gallery(None) => GALLERY.to_owned(),
            Self::Gallery(Some(Sample { story, variant })) => [GALLERY, "/", story, "/", variant].concat(),
        }
    }
}

/// Whether a text is a UUID as this system writes it: lower case, with hyphens.
fn is_uuid(text: &str) -> bool {
    const HYPHENS: [usize; 4] = [8, 13, 18, 23];
    let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let fits = |(at, byte)| if HYPHENS.contains(&at) { byte == b'-' } else { hexadecimal(byte) };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

impl Sample {
    /// The sample at `/{story}/{variant}`.
    fn parse(path: &str) -> Option<Self> {
        let (story, variant) = path.strip_prefix('/')?.split_once('/')?;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let named = |name: &str| !name.is_empty() && name.chars().all(plain);
        (named(story) && named(variant))
            .then(|| Self { story: story.to_owned(), variant: variant.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::{Route, Sample};

    #[test]
    fn every_route_is_found_at_its_own_path() {
        for route in [
            Route::Connectors,
            Route::NewSalesforce,
            Route::SalesforceConnector("9b04cc45-e715-45e4-a568-4635a88494f9".to_owned()),
            Route::ServiceTokens,
            Route::Gallery(None),
            Route::Gallery(Some(Sample { story: "cards".to_owned(), variant: "five-of-5".to_owned() })),
        ] {
            assert_eq!(Route::parse(&route.path()), Some(route));
        }
    }

    #[test]
    fn old_addresses_lead_to_the_cards() {
        for alias in ["/", "", "/connectors/", "/services/contact-center/connectors"] {
            assert_eq!(Route::parse(alias), Some(Route::Connectors), "{alias}");
        }
    }

    #[test]
    fn anything_else_is_no_view() {
        for path in [
            "/connector",
            "/connectors/5",
            "/connectors/salesforce/",
            "/connectors/salesforce/5",
            "/connectors/salesforce/9B04CC45-E715-45E4-A568-4635A88494F9",
            "/connectors/salesforce/9b04cc45ae715a45e4aa568a4635a88494f9",
            "/gallery",
            "/_gallery/cards",
            "/_gallery//empty",
            "/_gallery/../x",
            "/_gallery/cards/Empty",
            "/_gallery/cards/empty/more",
            "/_gallerycards/empty",
        ] {
            let found = Route::parse(path);
            assert!(found.is_none(), "{path}: {found:?}");
        }
    }
}
