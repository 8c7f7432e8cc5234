-- Sources that hold the text of a stored document; owned by retrieval/postgres.

-- core_hash is that of the words alone: equal for a copy that is printed otherwise.
ALTER TABLE documents ADD COLUMN core_hash text NOT NULL DEFAULT '';

-- The document is the one that is searched and cited. No foreign key: it is
-- replaced as a whole whenever its file changes.
CREATE TABLE duplicates (
    root     text NOT NULL,
    source   text NOT NULL,
    title    text NOT NULL,
    document text COLLATE "C" NOT NULL,
    near     boolean NOT NULL, -- the words are the same, their print is not
    PRIMARY KEY (root, source)
);
