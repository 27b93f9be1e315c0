-- The same shape as ../sqlite/0004_kinds.sql: the store's tests compare the two.

-- What only Salesforce connectors have. A further kind gets a table of its own beside it: `connectors` keeps what all
-- kinds have in common, and is not rebuilt for any.
CREATE TABLE salesforce_connectors (
    connector_id       TEXT NOT NULL PRIMARY KEY,
    client_id          TEXT NOT NULL,
    email_id           TEXT NOT NULL,
    url                TEXT NOT NULL,
    audience           TEXT,
    salesforce_org_id  TEXT NOT NULL,
    salesforce_user_id TEXT NOT NULL,
    instance_url       TEXT NOT NULL,
    CONSTRAINT salesforce_connectors_connector FOREIGN KEY (connector_id)
        REFERENCES connectors (id) ON DELETE CASCADE
);

INSERT INTO salesforce_connectors
    (connector_id, client_id, email_id, url, audience, salesforce_org_id, salesforce_user_id, instance_url)
SELECT id, client_id, email_id, url, audience, sf_organisation_id, sf_user_id, instance_url FROM connectors;

ALTER TABLE connectors DROP COLUMN client_id;
ALTER TABLE connectors DROP COLUMN email_id;
ALTER TABLE connectors DROP COLUMN url;
ALTER TABLE connectors DROP COLUMN audience;
ALTER TABLE connectors DROP COLUMN sf_organisation_id;
ALTER TABLE connectors DROP COLUMN sf_user_id;
ALTER TABLE connectors DROP COLUMN instance_url;
