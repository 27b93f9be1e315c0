-- The same shape as ../sqlite/0001_connectors.sql: the store's tests compare the two.

CREATE TABLE private_keys (
    key_id           TEXT    NOT NULL PRIMARY KEY,
    organisation     TEXT    NOT NULL,
    version          INTEGER NOT NULL,
    master_key_id    TEXT    NOT NULL,
    wrapped_data_key BYTEA   NOT NULL,
    sealed_key       BYTEA   NOT NULL,
    created_at       BIGINT  NOT NULL,
    CONSTRAINT private_keys_organisation_key_id UNIQUE (organisation, key_id)
);

CREATE TABLE connectors (
    id                 TEXT    NOT NULL PRIMARY KEY,
    organisation       TEXT    NOT NULL,
    kind               TEXT    NOT NULL,
    slot               INTEGER NOT NULL,
    name               TEXT    NOT NULL,
    name_key           TEXT    NOT NULL,
    client_id          TEXT    NOT NULL,
    email_id           TEXT    NOT NULL,
    url                TEXT    NOT NULL,
    audience           TEXT,
    state              TEXT    NOT NULL,
    sf_organisation_id TEXT    NOT NULL,
    sf_user_id         TEXT    NOT NULL,
    instance_url       TEXT    NOT NULL,
    warnings           TEXT    NOT NULL,
    key_id             TEXT    NOT NULL,
    created_at         BIGINT  NOT NULL,
    -- The limit of five is this and the next line. Other kinds have limits of their own, and SQLite cannot alter
    -- a CHECK later: hence the condition.
    CONSTRAINT connectors_salesforce_slot CHECK (kind <> 'salesforce' OR slot BETWEEN 1 AND 5),
    CONSTRAINT connectors_organisation_kind_slot UNIQUE (organisation, kind, slot),
    CONSTRAINT connectors_organisation_name_key UNIQUE (organisation, name_key),
    -- With the organisation, so that no row can point at another organisation's key.
    CONSTRAINT connectors_private_key FOREIGN KEY (organisation, key_id)
        REFERENCES private_keys (organisation, key_id)
);

CREATE TABLE idempotency (
    organisation TEXT   NOT NULL,
    key          TEXT   NOT NULL,
    fingerprint  BYTEA  NOT NULL,
    connector_id TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (organisation, key),
    -- Deferred: the row is written first, since it decides between a new connector and a repeated request.
    CONSTRAINT idempotency_connector FOREIGN KEY (connector_id)
        REFERENCES connectors (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX idempotency_connector_id ON idempotency (connector_id);

CREATE TABLE audit (
    id           TEXT   NOT NULL PRIMARY KEY,
    organisation TEXT   NOT NULL,
    user_id      TEXT   NOT NULL,
    action       TEXT   NOT NULL,
    target       TEXT   NOT NULL,
    outcome      TEXT   NOT NULL,
    request_id   TEXT   NOT NULL,
    created_at   BIGINT NOT NULL
);

CREATE INDEX audit_organisation_created_at ON audit (organisation, created_at);
