-- What a connector has beside the columns that are looked up or that its key is bound to: a JSON object of texts.
ALTER TABLE connectors ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
