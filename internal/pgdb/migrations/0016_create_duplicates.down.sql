DROP TABLE duplicates;
ALTER TABLE documents DROP COLUMN core_hash;
