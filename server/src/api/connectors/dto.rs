//! Connectors as they stand on the wire.

use contract::api;

use crate::connectors::attempts::Created;
use crate::model::{Connector, SalesforceSettings, Settings};

impl From<Connector> for api::Connector {
    fn from(connector: Connector) -> Self {
        let kind = connector.kind();
        let Settings::Salesforce(SalesforceSettings { subject, org_id, user_id, instance_url, further }) =
            connector.settings;
        Self {
            id: connector.id.to_string(),
            kind,
            name: connector.name,
            client_id: subject.client_id,
            email_id: subject.user,
            url: subject.url.canonical(),
            audience: subject.audience.map(|audience| audience.canonical()),
            settings: further,
            state: connector.state,
            salesforce_org_id: org_id,
            salesforce_user_id: user_id,
            instance_url: instance_url.canonical(),
            warnings: connector.warnings,
            same_as: None,
            created_at: connector.created_at,
        }
    }
}

impl From<Created> for api::Connector {
    fn from(Created { connector, same_as }: Created) -> Self {
        Self { same_as, ..connector.into() }
    }
}
