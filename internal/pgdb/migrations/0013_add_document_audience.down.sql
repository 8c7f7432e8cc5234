ALTER TABLE documents DROP COLUMN audience, DROP COLUMN effective_basis, DROP COLUMN withdrawn;
