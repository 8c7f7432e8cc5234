-- What the parser derives beyond the first columns; owned by retrieval/postgres.

-- The period that a document speaks of: a year YYYY, or '' where none is told.
-- relations is what it says of other texts, evidence the spans of its text
-- that state its metadata.
ALTER TABLE documents
    ADD COLUMN period    text  NOT NULL DEFAULT '',
    ADD COLUMN relations jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN evidence  jsonb NOT NULL DEFAULT '[]';

-- The parts that lead in the passage and stand before it, outermost first.
ALTER TABLE passages
    ADD COLUMN context jsonb NOT NULL DEFAULT '[]';
