-- The same shape as ../sqlite/0005_master_keys.sql: the store's tests compare the two.

-- Under which master keys this database may be written to. Whoever seals reads this table first, so that two servers with
-- different keys cannot both begin.
CREATE TABLE master_keys (
    master_key_id TEXT    NOT NULL PRIMARY KEY,
    -- 1: what everything is sealed under. 2: what a rewrap is about to put in its place.
    place         INTEGER NOT NULL,
    -- Says, in a way that only this master key can, that rows were tagged: from then on one without a tag counts for
    -- nothing.
    rows_tagged   BYTEA   NOT NULL,
    created_at    BIGINT  NOT NULL,
    CONSTRAINT master_keys_place_one_or_two CHECK (place BETWEEN 1 AND 2),
    CONSTRAINT master_keys_place UNIQUE (place)
);

-- A row's tag binds what it says to the master key that is named beside it.
ALTER TABLE connectors ADD COLUMN tagged_under TEXT;
ALTER TABLE connectors ADD COLUMN tag BYTEA;
ALTER TABLE service_tokens ADD COLUMN tagged_under TEXT;
ALTER TABLE service_tokens ADD COLUMN tag BYTEA;

CREATE INDEX private_keys_master_key_id ON private_keys (master_key_id);
CREATE INDEX connectors_tagged_under ON connectors (tagged_under);
CREATE INDEX service_tokens_tagged_under ON service_tokens (tagged_under);
