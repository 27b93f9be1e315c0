-- The same shape as ../sqlite/0007_connector_page.sql: the store's tests compare the two.

-- Grows with each change that an admin makes: what a change is based on is told by it.
ALTER TABLE connectors ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
ALTER TABLE connectors ADD COLUMN changed_at BIGINT;
ALTER TABLE connectors ADD COLUMN changed_by TEXT;
-- Since when it has its state. Rows from before this do not tell: since they were made, as far as is known.
ALTER TABLE connectors ADD COLUMN state_since BIGINT;
-- When a check of what is stored last succeeded. Rows from before this: when they were made.
ALTER TABLE connectors ADD COLUMN checked_at BIGINT;
ALTER TABLE connectors ADD COLUMN notes TEXT NOT NULL DEFAULT '';
ALTER TABLE connectors ADD COLUMN contact TEXT NOT NULL DEFAULT '';

-- What Salesforce granted at the last check: a JSON list of texts.
ALTER TABLE salesforce_connectors ADD COLUMN scopes TEXT NOT NULL DEFAULT '[]';

-- By which a person tells the key from others.
ALTER TABLE private_keys ADD COLUMN public_key_sha256 TEXT;

-- Why Salesforce does not let a connector in, while it does not. A row comes and goes with that.
CREATE TABLE connector_failures (
    connector_id      TEXT   NOT NULL PRIMARY KEY,
    since             BIGINT NOT NULL,
    code              TEXT   NOT NULL,
    step              TEXT,
    error             TEXT,
    error_description TEXT,
    CONSTRAINT connector_failures_connector FOREIGN KEY (connector_id)
        REFERENCES connectors (id) ON DELETE CASCADE
);

-- What happened to a connector. Equal neighbors are one row.
CREATE TABLE connector_history (
    id                TEXT   NOT NULL PRIMARY KEY,
    organisation      TEXT   NOT NULL,
    connector_id      TEXT   NOT NULL,
    event             TEXT   NOT NULL,
    user_id           TEXT,
    code              TEXT,
    step              TEXT,
    error             TEXT,
    error_description TEXT,
    duration_ms       BIGINT,
    -- What was changed, a JSON list of fields, and to which revision that led.
    fields            TEXT   NOT NULL DEFAULT '[]',
    revision          BIGINT,
    times             BIGINT NOT NULL,
    created_at        BIGINT NOT NULL,
    last_at           BIGINT NOT NULL,
    CONSTRAINT connector_history_connector FOREIGN KEY (connector_id)
        REFERENCES connectors (id) ON DELETE CASCADE
);

CREATE INDEX connector_history_connector_id_created_at_id ON connector_history (connector_id, created_at, id);
CREATE INDEX connector_history_last_at ON connector_history (last_at);
