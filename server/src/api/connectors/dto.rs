//! Connectors as they stand on the wire.

use contract::api;

use crate::connectors::ConnectorService;
use crate::connectors::attempts::CreatedConnector;
use crate::model::{Connector, LastChange, SalesforceSettings, Settings};

impl From<Connector> for api::Connector {
    fn from(connector: Connector) -> Self {
        let kind = connector.kind();
        let Settings::Salesforce(settings) = connector.settings;
        let SalesforceSettings { subject, org_id, user_id, instance_url, scopes, extra_fields } = settings;
        let (changed_at, changed_by) = connector.changed.map(|LastChange { at, by }| (at, by)).unzip();
        Self {
            id: connector.id.to_string(),
            kind,
            name: connector.name,
            client_id: subject.client_id,
            email_id: subject.user,
            url: subject.url.to_string(),
            audience: subject.audience.map(|audience| audience.to_string()),
            settings: extra_fields,
            state: connector.state,
            salesforce_org_id: org_id,
            salesforce_user_id: user_id,
            instance_url: instance_url.to_string(),
            warnings: connector.warnings,
            same_as: None,
            created_at: connector.created_at,
            revision: connector.revision,
            changed_at,
            changed_by,
            state_since: connector.state_since,
            failing: connector.failing,
            unreachable: None,
            checked_at: connector.checked_at,
            key: Some(connector.key),
            scopes,
            notes: connector.notes,
            contact: connector.contact,
            usage: None,
        }
    }
}

/// A connector, with what this server knows of its hosts.
pub(super) fn told(service: &ConnectorService, connector: Connector) -> api::Connector {
    let unreachable = service.unreachable(&connector);
    api::Connector { unreachable, ..connector.into() }
}

impl From<CreatedConnector> for api::Connector {
    fn from(CreatedConnector { connector, same_as }: CreatedConnector) -> Self {
        Self { same_as, ..connector.into() }
    }
}
