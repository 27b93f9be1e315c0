-- The same shape as ../postgres/0002_runtime.sql: the store's tests compare the two.

CREATE TABLE service_tokens (
    id           TEXT   NOT NULL PRIMARY KEY,
    organisation TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    -- The public part of the token, by which it is found.
    prefix       TEXT   NOT NULL,
    -- SHA-256 of the whole token.
    hash         BLOB   NOT NULL,
    scope        TEXT   NOT NULL,
    expires_at   BIGINT NOT NULL,
    revoked_at   BIGINT,
    last_used_at BIGINT,
    created_by   TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    CONSTRAINT service_tokens_prefix UNIQUE (prefix)
);

CREATE INDEX service_tokens_organisation_created_at ON service_tokens (organisation, created_at);

CREATE TABLE connector_usage (
    organisation TEXT   NOT NULL,
    connector_id TEXT   NOT NULL,
    -- Days since 1970 (UTC).
    day          BIGINT NOT NULL,
    requests     BIGINT NOT NULL,
    failures     BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    PRIMARY KEY (organisation, connector_id, day),
    CONSTRAINT connector_usage_connector FOREIGN KEY (connector_id)
        REFERENCES connectors (id) ON DELETE CASCADE
);

CREATE INDEX connector_usage_connector_id ON connector_usage (connector_id);
