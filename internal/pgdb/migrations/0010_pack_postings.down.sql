-- A row for each posting again, as in migration 0001.

ALTER TABLE postings RENAME TO postings_blocks;
ALTER INDEX postings_pkey RENAME TO postings_blocks_pkey;
ALTER INDEX postings_document RENAME TO postings_blocks_document;

CREATE TABLE postings (
    term     integer NOT NULL,
    document integer NOT NULL,
    ordinal  integer NOT NULL,
    tf       integer NOT NULL,
    length   integer NOT NULL,
    PRIMARY KEY (term, document, ordinal) INCLUDE (tf, length)
);

-- The numbers of a block, in order.
CREATE FUNCTION policybot_varints(block bytea) RETURNS integer[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    numbers integer[] := '{}';
    v integer := 0;
    shift integer := 0;
BEGIN
    FOR i IN 0 .. length(block) - 1 LOOP
        v := v | ((get_byte(block, i) & 127) << shift);
        IF get_byte(block, i) >= 128 THEN
            shift := shift + 7;
        ELSE
            numbers := numbers || v;
            v := 0;
            shift := 0;
        END IF;
    END LOOP;
    RETURN numbers;
END $$;

INSERT INTO postings (term, document, ordinal, tf, length)
SELECT b.term, b.document, b.first + sum(b.n[3 * i - 2]) OVER (PARTITION BY b.term, b.document, b.first ORDER BY i), b.n[3 * i - 1], b.n[3 * i]
FROM (SELECT p.*, policybot_varints(p.block) AS n FROM postings_blocks p) AS b
CROSS JOIN LATERAL generate_series(1, b.passages) AS i;

DROP FUNCTION policybot_varints;
DROP TABLE postings_blocks;

CREATE INDEX postings_document ON postings (document);
