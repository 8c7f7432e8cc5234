ALTER TABLE widgets DROP COLUMN keep_days;
DROP TABLE conversation_answers;
