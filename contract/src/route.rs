//! The app's routes. The server must know them too: it answers each with the page, and all else with 404.

/// A view of the app that has an address of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The cards, one per kind of connector.
    Connectors,
    /// The form "Set Up Salesforce Connector" over the cards.
    NewSalesforce,
    /// The service tokens of programs that use connectors.
    ServiceTokens,
    /// One named state of a screen, or their list when no name is given. Only a build with the app's
    /// `gallery` feature shows it, and the server serves it only when told to.
    Gallery(Option<String>),
}

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
            "/gallery" => Some(Self::Gallery(None)),
            _ => {
                let name = path.strip_prefix("/gallery/")?;
                let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                (!name.is_empty() && name.chars().all(plain)).then(|| Self::Gallery(Some(name.to_owned())))
            }
        }
    }

    /// The route's own path.
    pub fn path(&self) -> String {
        match self {
            Self::Connectors => "/connectors".to_owned(),
            Self::NewSalesforce => "/connectors/salesforce/new".to_owned(),
            Self::ServiceTokens => "/connectors/service-tokens".to_owned(),
            Self::Gallery(None) => "/gallery".to_owned(),
            Self::Gallery(Some(name)) => format!("/gallery/{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Route;

    #[test]
    fn every_route_is_found_at_its_own_path() {
        for route in [
            Route::Connectors,
            Route::NewSalesforce,
            Route::ServiceTokens,
            Route::Gallery(None),
            Route::Gallery(Some("cards-empty".to_owned())),
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
        for path in ["/connector", "/connectors/5", "/gallery/../x", "/gallery/A"] {
            let found = Route::parse(path);
            assert!(found.is_none(), "{path}: {found:?}");
        }
    }
}
