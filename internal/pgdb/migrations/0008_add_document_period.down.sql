ALTER TABLE passages DROP COLUMN context;
ALTER TABLE documents DROP COLUMN period, DROP COLUMN relations, DROP COLUMN evidence;
